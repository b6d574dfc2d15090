"""Forms that stand on no cookie are taken from our own pages, whatever cookies the browser keeps."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from backend.http.pages import forbidden

_ELSEWHERE = frozenset({"cross-site", "same-site"})


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site sends this; what says nothing is no browser of today."""
    if site := request.headers.get("Sec-Fetch-Site", ""):
        return site in _ELSEWHERE
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin not in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def from_our_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` take forms without a cookie's token, and none that a page of another site sends: 403.

    For views that give nobody a right by a cookie. A resident whose browser keeps no cookies could never send else.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_from_elsewhere(request):
            return forbidden(request)
        return view(request, *args, **kwargs)

    return checked
