"""Which pages and lists may be some seconds old, and for whom: they are read from the replica, where there is one.

Never for who is signed in or brings a key, who has just sent something, or asks what has changed since some moment.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from backend.core import replica

# By route. One report, by its code, is told as it is: a program that has just filed it has no cookie.
OLDER = frozenset(
    {
        *("map", "map-list", "map-reports", "map-wards", "map-streets", "map-place", "map-named"),
        *("figures", "gallery", "feed-reports", "open-data"),
        *("api-reports", "api-nearby", "api-wards", "api-locate", "api-places", "api-figures", "api-indicators"),
        "open311-requests",
    }
)
# Asked by who keeps a copy, span after span: a row that is not there yet would be missed for ever.
_SPANS = frozenset({"updated_after", "updated_before", "start_date", "end_date", "service_request_id"})
_READING = frozenset({"GET", "HEAD"})
_SAFE = _READING | {"OPTIONS"}
FRESH = "fresh"  # the cookie of who has just sent something


class OlderReadsMiddleware:
    """Stands innermost: the view alone reads from the replica, and is asked once more where that fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if may_be_older(request):
            return replica.from_replica(lambda: self._get_response(request))
        response = self._get_response(request)
        if request.method not in _SAFE:
            _remember(response)
        return response


def may_be_older(request: HttpRequest) -> bool:
    """Whether the answer may be some seconds old."""
    if request.method not in _READING or "Authorization" in request.headers:
        return False
    if {FRESH, settings.SESSION_COOKIE_NAME} & request.COOKIES.keys():
        return False
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    return name in OLDER and not (name == "open311-requests" and _SPANS & request.GET.keys())


def _remember(response: HttpResponse) -> None:
    """Until every replica in use has what was sent, its sender reads where it was written."""
    response.set_cookie(
        FRESH,
        "1",
        max_age=int(settings.REPLICA_MAX_LAG_S + replica.HOLDS_FOR_S),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
