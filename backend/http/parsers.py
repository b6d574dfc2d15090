"""Bodies of requests, read within bounds: too large is 413, not readable is 400, never 500."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, FormParser, JSONParser, MultiPartParser

MOST_FILES = 5
_TAIL = 1000  # bytes: the last boundary has at most 74, and some programs write a few words after it
_SLACK = 100_000  # boundaries and headers of the parts
MOST_BYTES = MOST_FILES * settings.MAX_PHOTO_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _SLACK  # of any body


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 of at most ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes, nested no deeper than Python's stack."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        _check_length(parser_context, most)
        try:
            return super().parse(_Bounded(stream, most), media_type, parser_context)  # type: ignore[arg-type]  # reads
        except RecursionError as too_deep:
            raise ParseError from too_deep


class BoundedFormParser(FormParser):
    """Form fields of at most ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        _check_length(parser_context, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return super().parse(stream, media_type, parser_context)


class BoundedMultiPartParser(MultiPartParser):
    """Form fields and at most five photos."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        _check_length(parser_context, MOST_BYTES - _SLACK)
        watched = _Watched(stream)
        read = super().parse(watched, media_type, parser_context)  # type: ignore[arg-type]  # all it needs is read
        _header, parameters = parse_header_parameters(media_type or "")
        if f"--{parameters.get('boundary', '')}--".encode() not in watched.tail:  # cut off: Django takes it for whole
            raise ParseError
        return read


class _Watched:
    """A stream that remembers the end of what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(size)
        self.tail = (self.tail + found[-_TAIL:])[-_TAIL:]
        return found


class _Bounded:
    """A stream that refuses to give more than ``most`` bytes, whatever length was announced."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(found)
        if self._left < 0:
            raise RequestDataTooBig
        return found


def _check_length(parser_context: Mapping[str, Any] | None, most: int) -> None:
    """Refuse what announces more than ``most`` bytes before a byte of it is read."""
    announced = parser_context["request"].META.get("CONTENT_LENGTH") if parser_context else None
    if announced and announced.isdigit() and int(announced) > most + _SLACK:
        raise RequestDataTooBig
