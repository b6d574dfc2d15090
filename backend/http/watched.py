"""Every request gets a number and is counted: route, status, time; the log tells of it without a word of anybody's."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

from backend.core import trace
from backend.core.measured import REQUESTS, SECONDS
from backend.core.security import Deed, mark_of, tell
from backend.http.visitor import client_address

log = logging.getLogger("longbien.request")
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_OBJECTS = ("code", "pk", "letter_id", "photo_id", "delivery", "object_id")  # in routes; others hold keys and names
_LONGEST = 40
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
            _tell(request, response.status_code)
            return response


def _count(request: HttpRequest, response: HttpResponse, took: float) -> None:
    route = route_of(request)
    method = _method(request)
    status = str(response.status_code)
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route).observe(took)
    more = {"route": route, "method": method, "status": response.status_code, "ms": round(took * 1000, 1)}
    log.info("%s %s %s", method, route, status, extra=more)


def _method(request: HttpRequest) -> str:
    return request.method if request.method in _METHODS else "other"  # anybody may invent one


def _tell(request: HttpRequest, status: int) -> None:
    """Tell the security log who was refused what: 404 is said of what is somebody else's, too, to who is known."""
    who, program = _known(request)
    is_theirs = who is not None or program is not None
    if status in _REFUSED or (status == HTTPStatus.NOT_FOUND and is_theirs):
        deed = Deed.REFUSED
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        deed = Deed.LIMITED
    else:
        return
    route, mark = route_of(request), mark_of(client_address(request))
    objects = request.resolver_match.kwargs if request.resolver_match and is_theirs else {}
    what = ",".join(str(objects[name])[:_LONGEST] for name in _OBJECTS if name in objects) or None
    tell(deed, who=who, program=program, route=route, method=_method(request), status=status, what=what, mark=mark)


def _known(request: HttpRequest) -> tuple[int | None, int | None]:
    """Return the numbers of the person and of the program's key, where a door has asked for them: no statement."""
    user, key = getattr(request, "user", None), getattr(request, "auth", None)
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:  # noqa: SLF001  # the only way to see it
        user = None
    return getattr(user, "pk", None), key.pk if isinstance(key, Model) else None


def route_of(request: HttpRequest) -> str:
    """Return the route's name, never the address: a code or a key may be in it, and there is no end of them."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    return match.view_name or match.route or "root"
