"""A request is worked on once all of it has arrived.

The slow upload of a telephone holds no thread meanwhile, and what was cut off on the way is not taken for the whole: a
report with half a photo would be filed under its key, and the same report sent again refused.
"""

import logging
from codecs import lookup
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from backend.core.present import present
from backend.http.failures import is_outage
from backend.http.headers import before_the_pages
from backend.http.language import spoken
from backend.http.pages import away, bad_request, not_found, too_large, unread
from backend.http.parsers import MOST_BYTES

Message = MutableMapping[str, Any]  # as ASGI has it
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)
_IN_MEMORY = 1_000_000  # bytes; what is larger waits in a file
_CHUNK = 262_144
_READ = frozenset({"utf-8", "ascii", ""})
_TYPE = b"content-type"
_PARAMETERS = frozenset({b"boundary", b"charset"})


class CutOff(Exception):
    """The client went away before all of its body was here."""


class Arrival:
    """Hands a request to ``app`` when its body is whole; a body of more than ``MOST_BYTES`` is not kept."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        sent = ((name, value) for name, value in scope["headers"] if b"_" not in name)  # WSGI takes _ for -
        headers = [(name, plainly(value) if name == _TYPE else value) for name, value in sent]
        if not all(is_read(value) for name, value in headers if name == _TYPE):
            with translation.override(spoken(plain := _plain(scope))):
                await _answer(unread(plain), send, path=scope["path"])
            return
        names = {name for name, _value in headers}
        if not names & {b"content-length", b"transfer-encoding"}:
            await self._app({**scope, "headers": headers}, receive, send)
            return
        with SpooledTemporaryFile(_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as body:
            try:
                arrived = await _keep(body, receive)
            except CutOff:
                return  # there is nobody to answer
            except OSError as failure:
                if not is_outage(failure):
                    raise
                log.exception("Outage while %s %s arrived", scope["method"], scope["path"])
                await _answer(away(_plain(scope)), send, path=scope["path"])
                return
            headers = [*(one for one in headers if one[0] != b"content-length"), (b"content-length", b"%d" % arrived)]
            await self._app({**scope, "headers": headers}, _again(body, receive), send)


class BoundedMiddleware:
    """Refuses what no request of ours can be, before a byte of it is looked at.

    A body larger than any form; a NUL in the path or in a cookie (PostgreSQL takes none, and would answer for us).
    What a request brings about from here on is told as of the present.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > MOST_BYTES:
            return too_large(request)
        if "\0" in request.path_info:
            return not_found(request)
        if any("\0" in value for value in request.COOKIES.values()):
            return bad_request(request)
        with present():
            return self._get_response(request)


def plainly(content_type: bytes) -> bytes:
    """Return of a Content-Type what is read of it: other parameters may be coded as nobody can decode."""
    kind, *said = content_type.split(b";")
    return b";".join([kind, *(one for one in said if one.partition(b"=")[0].strip().lower() in _PARAMETERS)])


def is_read(content_type: bytes) -> bool:
    """Whether a plain Content-Type says nothing of its encoding, UTF-8, or a name that nobody has heard of.

    By some codecs the address itself cannot be read, or is no text, and Django asks them before any code of ours.
    """
    said = [one.partition(b"=")[2] for one in content_type.split(b";") if one.strip().lower().startswith(b"charset")]
    return all(_codec(one.strip(b" \t\"'").decode("latin-1")) in _READ for one in said)


def _codec(name: str) -> str:
    try:
        return lookup(name).name
    except (LookupError, ValueError):
        return ""


async def _keep(body: IO[bytes], receive: Receive) -> int:
    """Write what arrives into ``body`` and return its length in bytes; beyond ``MOST_BYTES`` it is only counted."""
    arrived, is_more = 0, True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff
        chunk = message.get("body", b"")
        arrived += len(chunk)
        if arrived <= MOST_BYTES:
            body.write(chunk)
        is_more = message.get("more_body", False)
    body.seek(0)
    return arrived


def _again(body: IO[bytes], receive: Receive) -> Receive:
    """Return a way to receive ``body`` once more; after its end the client's own messages follow."""
    is_more = True

    async def read() -> Message:
        nonlocal is_more
        if not is_more:
            return await receive()
        chunk = body.read(_CHUNK)
        is_more = len(chunk) == _CHUNK
        return {"type": "http.request", "body": chunk, "more_body": is_more}

    return read


def _plain(scope: Message) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path = scope["method"], scope["path"]
    request.path_info = request.path
    said = dict(scope["headers"])
    request.META["HTTP_ACCEPT_LANGUAGE"] = said.get(b"accept-language", b"").decode("latin-1")
    request.GET = QueryDict(scope.get("query_string", b""))
    return request


async def _answer(response: HttpResponse, send: Send, *, path: str) -> None:
    said = {**before_the_pages(path), **response.headers}
    headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
