"""Every request gets a number and is counted: route, status, time; the log tells of it without a word of anybody's."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backend.core import trace
from backend.core.measured import REQUESTS, SECONDS

log = logging.getLogger("longbien.request")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class WatchedMiddleware:
    """Stands outermost, so that what the others answer is counted, too. The answer carries the number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with trace.of(trace.sane(request.headers.get(trace.HEADER, ""))) as number:
            began = time.perf_counter()
            response = self._get_response(request)
            took = time.perf_counter() - began
            response[trace.HEADER] = str(number)
            _count(request, response, took)
            return response


def _count(request: HttpRequest, response: HttpResponse, took: float) -> None:
    route = route_of(request)
    method = request.method if request.method in _METHODS else "other"  # anybody may invent one
    status = str(response.status_code)
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route).observe(took)
    more = {"route": route, "method": method, "status": response.status_code, "ms": round(took * 1000, 1)}
    log.info("%s %s %s", method, route, status, extra=more)


def route_of(request: HttpRequest) -> str:
    """Return the route's name, never the address: a code or a key may be in it, and there is no end of them."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    return match.view_name or match.route or "root"
