"""A large file in an answer: streamed, whole or one range of it (RFC 9110), with its ETag."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_CHUNK = 1 << 16


def answer_file(request: HttpRequest, path: Path, *, etag: str, content_type: str) -> HttpResponseBase:
    """Return the file, 304 to whoever has it, one range (206), or 416 where the range lies outside.

    ``etag`` comes without quotes. Several ranges, and what is no range, are answered with the whole file, as is a range
    of another version (``If-Range``).
    """
    tag, size = f'"{etag}"', path.stat().st_size
    if tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponseNotModified(headers={"ETag": tag})
    first, last = 0, size - 1
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    is_part = bool(found and any(found.groups()) and request.headers.get("If-Range", tag) == tag)
    if found and is_part:
        first, last = _bounds(found[1], found[2], size)
        if first > last:
            headers = {"Content-Range": f"bytes */{size}", "ETag": tag}
            return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "Content-Encoding": "identity",  # packed on the way, neither length nor range would be right
    } | ({"Content-Range": f"bytes {first}-{last}/{size}"} if is_part else {})
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    return StreamingHttpResponse(_read(path, first, last), status=status, content_type=content_type, headers=headers)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte; first > last where there is nothing to send. "-5" are the last five."""
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if not last or int(first) <= int(last) else (1, 0)


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
