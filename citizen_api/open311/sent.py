"""What a client posts, as clients really do: in the body and in the query, by form or in parts, odd ends included."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from rest_framework.exceptions import ParseError

from backend.http.parsers import BoundedFormParser, BoundedMultiPartParser

_PARTS, _FORM = "multipart/form-data", "application/x-www-form-urlencoded"
_NUMBERED = re.compile(r"\[[0-9]*\]\Z")  # name[] and name[0] are name
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\]")


@dataclass(frozen=True)
class Sent:
    """Fields by name, each with its values in order, without blanks around them; files whatever they are called."""

    fields: Mapping[str, Sequence[str]]
    files: "Sequence[UploadedFile[bytes]]"

    def one(self, name: str) -> str:
        """Return the last value of the field, "" for none."""
        return next((value for value in reversed(self.fields.get(name, ())) if value), "")

    def every(self, name: str) -> list[str]:
        """Return all values of the field."""
        return [value for value in self.fields.get(name, ()) if value]

    def attributes(self) -> dict[str, list[str]]:
        """Return the values given to each attribute of the service."""
        found = ((_ATTRIBUTE.fullmatch(name), values) for name, values in self.fields.items())
        return {match[1]: [value for value in values if value] for match, values in found if match}


def sent(request: HttpRequest) -> Sent:
    """Read the body, and the query for what the body does not hold. Raises ParseError, RequestDataTooBig."""
    data, files = _body(request)
    fields: dict[str, Sequence[str]] = _gathered(request.GET)
    fields |= _gathered(data)
    return Sent(fields, files)


def _body(request: HttpRequest) -> "tuple[QueryDict, Sequence[UploadedFile[bytes]]]":
    context = {"request": request, "encoding": "utf-8"}
    stream: IO[Any] = request  # type: ignore[assignment]  # all that is needed of it is read
    whole_type = request.META.get("CONTENT_TYPE", "").strip()
    if request.content_type == _PARTS:
        whole_type = _PARTS + whole_type[len(_PARTS) :]  # Django wants it in small letters
        read = BoundedMultiPartParser().parse(stream, whole_type, context)
        return read.data, [file for _name, several in read.files.lists() for file in several]
    if request.content_type in {_FORM, "", None}:
        return BoundedFormParser().parse(stream, whole_type, context), ()
    if request.read(1):
        raise ParseError
    return QueryDict(), ()


def _gathered(data: QueryDict) -> dict[str, Sequence[str]]:
    fields: dict[str, list[str]] = {}
    for name, values in _named(data):
        fields.setdefault(name, []).extend(values)
    return dict(fields)


def _named(data: QueryDict) -> Iterator[tuple[str, list[str]]]:
    for name, values in data.lists():
        plain = name.strip()
        # The one bracket that names an attribute stays: attribute[7] is a code.
        is_attribute = plain.startswith("attribute[")
        again = _NUMBERED.sub("", plain)
        yield (again if not is_attribute or "[" in again else plain), [str(value).strip() for value in values]
