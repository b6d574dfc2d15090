"""What every answer says to browsers beside its content, whoever made it: a view, an error, a file, a redirect."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

# What pages of other sites may show or read (see backend/http/elsewhere.py).
_FOR_OTHER_SITES = ("/api/v1/", "/api/schema", "/open-data/", "/open311/")
_OF_STAFF = ("/staff/", "/programme/", "/admin/", "/api/v1/staff/")
_READ = frozenset({"GET", "HEAD"})
_FAULTS = 400


class HeadersMiddleware:
    """Says who may embed an answer, and that nobody keeps what is not said to be kept.

    What staff see, what somebody sent, and faults are kept nowhere; a page of residents is asked for anew each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", embedded_by(request.path_info))
        if not response.has_header("Cache-Control"):
            if request.method in _READ and response.status_code < _FAULTS and not _is_of_staff(request.path_info):
                patch_cache_control(response, private=True, no_cache=True)
            else:
                patch_cache_control(response, private=True, no_store=True)
        return response


def embedded_by(path: str) -> str:
    """Return the policy of who may embed what is at ``path``: everybody what is public data, our own pages the rest."""
    return "cross-origin" if path.startswith(_FOR_OTHER_SITES) and not _is_of_staff(path) else "same-origin"


def before_the_pages(path: str) -> dict[str, str]:
    """Return the headers of an answer that is given before any middleware has seen its request."""
    said = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": embedded_by(path),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        said["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    return said


def _is_of_staff(path: str) -> bool:
    return f"{path}/".startswith(_OF_STAFF)
