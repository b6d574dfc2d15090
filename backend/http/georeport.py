"""Documents of Open311 GeoReport v2, which clients read strictly: what they hold is written here once, as XML or JSON.

XML: lower-case booleans, no namespace, an empty element for what is missing. JSON: a bare list for every list and every
error, null for what is missing. The suffix of the path alone says which; without one it is XML.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse

PREFIX = "/open311/"
XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"  # to the letter: some clients compare
_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
# How one of a list is called in XML.
_ONE_OF = {
    "attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format",
    "media_urls": "media_url",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char


@dataclass(frozen=True)
class Listed:
    """A list: ``root`` holds elements called ``one``."""

    root: str
    one: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Single:
    """One thing by itself."""

    root: str
    fields: Mapping[str, Any]


Document = Listed | Single


def is_georeport(request: HttpRequest) -> bool:
    """Whether the answer is to be a document of Open311, whatever it says."""
    return request.path_info.startswith(PREFIX)


def answer(request: HttpRequest, document: Document, *, status: int = 200) -> HttpResponse:
    """Return ``document`` in the format the path asks for."""
    if request.path_info.lower().rstrip("/").endswith(".json"):
        return HttpResponse(_json(document), status=status, content_type=JSON)
    return HttpResponse(_xml(document), status=status, content_type=XML)


def errors(request: HttpRequest, status: int, descriptions: Sequence[str]) -> HttpResponse:
    """Return the document of errors with ``status``."""
    rows = [{"code": status, "description": description} for description in descriptions]
    return answer(request, Listed("errors", "error", rows), status=status)


def _json(document: Document) -> str:
    return json.dumps(document.rows if isinstance(document, Listed) else document.fields, ensure_ascii=False)


def _xml(document: Document) -> str:
    if isinstance(document, Single):
        return _DECLARED + _element(document.root, document.fields)
    rows = "".join(_element(document.one, row) for row in document.rows)
    return f"{_DECLARED}<{document.root}>{rows}</{document.root}>"


def _element(name: str, value: object) -> str:
    inside = _inside(name, value)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _inside(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "".join(_element(key, one) for key, one in value.items())
        case list() | tuple():
            return "".join(_element(_ONE_OF[name], one) for one in value)
        case _:
            return escape(_NOT_XML.sub("", str(value)))
