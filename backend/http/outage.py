"""The database or the disk is away: that is said as 503 with Retry-After, never as 500."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend.http.failures import is_outage
from backend.http.pages import away

log = logging.getLogger(__name__)


class OutageMiddleware:
    """Answers 503 where a view met an outage. What fails outside the views ends in ``pages.broken``, which asks too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_outage(exception):
            return None
        log.error("Outage while answering %s %s", request.method, request.path, exc_info=exception)
        return away(request)
