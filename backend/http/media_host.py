"""Released photos under a host of their own: it answers nothing else, and no cookie goes there."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from backend.http.own_hosts import asked_host, host_of
from backend.http.pages import not_found

_PHOTOS = "/api/v1/photos/"


def photo_url(name: str) -> str:
    """Return the address of a released photo: absolute where it has a host of its own, else a path."""
    return f"{settings.PUBLIC_MEDIA_URL}{reverse('photo-file', args=[name])}"


def is_media_host(request: HttpRequest) -> bool:
    """Whether the request names the photos' host, however it is written, and that is not the pages' own."""
    if not settings.PUBLIC_MEDIA_URL:
        return False
    host, scheme = host_of(settings.PUBLIC_MEDIA_URL), urlsplit(settings.PUBLIC_MEDIA_URL).scheme
    return host != host_of(settings.PUBLIC_URL) and asked_host(request, scheme) == host


class MediaHostMiddleware:
    """On the photos' host everything but a released photo is 404, before sessions and forms are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_media_host(request):
            return self._get_response(request)
        if not request.path_info.startswith(_PHOTOS) or request.method not in {"GET", "HEAD"}:
            return not_found(request)
        request.COOKIES.clear()
        answer = self._get_response(request)
        answer.cookies.clear()
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer
