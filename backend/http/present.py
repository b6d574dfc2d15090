"""A door tells the present."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend.core.present import present


class PresentMiddleware:
    """Says so to whatever the request brings about: see :mod:`backend.core.present`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with present():
            return self._get_response(request)
