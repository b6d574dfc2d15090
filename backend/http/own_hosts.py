"""Hosts with a part of their own: released photos on one, the technical administration on another."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port

from backend.http.pages import not_found

_ADMIN = "/admin/"
_USUAL = {"http": "80", "https": "443"}


class AdminHostMiddleware:
    """The technical administration answers on ADMIN_HOST alone; elsewhere there is nothing at its addresses.

    Without ADMIN_HOST it answers nowhere in public (https), and everywhere on one's own machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if f"{request.path_info}/".startswith(_ADMIN) and not _is_administrations(request):
            return not_found(request)
        return self._get_response(request)


def asked_host(request: HttpRequest, scheme: str) -> tuple[str, str]:
    """Return the host the request names and its port, as one name whatever its case, its last dot, the usual port."""
    host, port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return host, port or _USUAL[scheme]


def host_of(address: str) -> tuple[str, str]:
    """Return the host and the port of ``address``, comparable to :func:`asked_host`."""
    parts = urlsplit(address)
    return parts.hostname or "", str(parts.port or _USUAL[parts.scheme])


def _is_administrations(request: HttpRequest) -> bool:
    if not settings.ADMIN_HOST:
        return not settings.HTTPS
    host, port = split_domain_port(settings.ADMIN_HOST)
    asked, asked_port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return asked == host and (not port or port == asked_port)
