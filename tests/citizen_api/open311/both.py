"""Answers of Open311 in either format, read into the same plain rows: what one says the other has to say, too."""

import json
from typing import Any
from xml.etree import ElementTree as ET

from tests.citizen_api.open311.calls import JSON, XML

FORMATS = ("json", "xml")
# What the standard makes a list, and what one of it is called.
_LISTS = {
    "services": "service", "service_requests": "request", "service_request_updates": "request_update",
    "errors": "error", "attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format",
    "media_urls": "media_url",
}  # fmt: skip


def plain(answer: Any, kind: str, *, status: int = 200) -> Any:
    """Return the answer as lists, mappings and texts, "" for what is missing; its format is right to the letter."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, {"json": JSON, "xml": XML}[kind]), (
        answer.content[:300]
    )
    if kind == "json":
        return _of_json(json.loads(answer.content))
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return _of_xml(ET.fromstring(answer.content))  # noqa: S314  # our own answer


def _of_json(value: Any) -> Any:
    match value:
        case dict():
            return {name: _of_json(one) for name, one in value.items()}
        case list():
            return [_of_json(one) for one in value]
        case bool():
            return "true" if value else "false"
        case None:
            return ""
    return str(value)


def _of_xml(element: ET.Element) -> Any:
    assert "{" not in element.tag
    assert not element.attrib
    parts = list(element)
    if one := _LISTS.get(element.tag):
        assert {part.tag for part in parts} <= {one}
        return [_of_xml(part) for part in parts]
    if not parts:
        return element.text or ""
    assert len({part.tag for part in parts}) == len(parts)
    return {part.tag: _of_xml(part) for part in parts}
