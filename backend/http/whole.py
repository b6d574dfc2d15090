"""For WSGI servers: a request is worked on once all of it has arrived, as ``arrival`` does it for the ASGI server."""

import logging
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings

from backend.http.arrival import is_read, plainly
from backend.http.failures import is_outage
from backend.http.parsers import MOST_BYTES

Environ = dict[str, Any]  # as WSGI has it
App = Callable[[Environ, Any], Iterable[bytes]]

log = logging.getLogger(__name__)
_IN_MEMORY = 1_000_000  # bytes; what is larger waits in a file
_CHUNK = 262_144
_AWAY = ("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5")])
_PLAIN = [("Content-Type", "text/plain; charset=utf-8")]


class Whole:
    """Hands a request to ``app`` when as much of its body is here as was announced; else nobody is there to answer."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        kind = str(environ.get("CONTENT_TYPE") or "").encode("latin-1", "replace")
        if not is_read(kind):
            start_response("415 Unsupported Media Type", _PLAIN)
            return [b""]
        if kind:
            environ["CONTENT_TYPE"] = plainly(kind).decode("latin-1")
        announced = str(environ.get("CONTENT_LENGTH") or "")
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not is_chunked and (not announced.isdigit() or not 0 < int(announced) <= MOST_BYTES):
            return self._app(environ, start_response)  # none, or more than is read at all
        try:
            return self._with_body(environ, start_response, int(announced) if announced.isdigit() else None)
        except OSError as failure:
            if not is_outage(failure):
                raise
            log.exception("Outage while %s %s arrived", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            start_response(*_AWAY)
            return [b""]

    def _with_body(self, environ: Environ, start_response: Any, announced: int | None) -> Iterable[bytes]:
        body = SpooledTemporaryFile(_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  # closed below
        try:
            arrived = _keep(body, environ["wsgi.input"])
            if announced is not None and arrived < announced:
                start_response("400 Bad Request", _PLAIN)
                return [b""]
            whole = environ | {"wsgi.input": body, "CONTENT_LENGTH": str(arrived)}
            answer = self._app(whole, start_response)
            try:
                return list(answer)  # answers to what has a body are pages and documents, never streams
            finally:
                if end := getattr(answer, "close", None):
                    end()  # the server would: by this Django hands back its connection to the database
        finally:
            body.close()


def _keep(body: IO[bytes], arriving: IO[bytes]) -> int:
    """Write what arrives into ``body`` and return its length in bytes; beyond ``MOST_BYTES`` no more is read."""
    arrived = 0
    while arrived <= MOST_BYTES and (chunk := arriving.read(_CHUNK)):
        arrived += len(chunk)
        if arrived <= MOST_BYTES:
            body.write(chunk)
    body.seek(0)
    return arrived
