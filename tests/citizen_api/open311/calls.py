"""Calls to Open311, as programs make them, and what they read of the answers."""

import json
from typing import Any
from xml.etree import ElementTree as ET

from django.test import Client

from tests.reports.filing import NGOC_LAM

V2 = "/open311/v2"
JSON, XML = "application/json; charset=utf-8", "text/xml; charset=utf-8"
WASTE: dict[str, Any] = {
    "service_code": "household_waste",
    "lat": str(NGOC_LAM[0]),
    "long": str(NGOC_LAM[1]),
    "description": "Rác ba ngày chưa có ai thu gom, bốc mùi.",
}


def read(client: Client, path: str, **query: Any) -> Any:
    """GET JSON; the answer is fine, and says so exactly."""
    answer = client.get(f"{V2}/{path}.json", query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON), answer.content[:300]
    return json.loads(answer.content)


def tree(client: Client, path: str, **query: Any) -> ET.Element:
    """GET XML; the answer is fine, and says so exactly."""
    answer = client.get(f"{V2}/{path}.xml", query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XML), answer.content[:300]
    return ET.fromstring(answer.content)  # noqa: S314  # our own answer


def post(client: Client, key: str, path: str = "requests", /, **changes: Any) -> Any:
    """POST a form: a request of waste with ``changes``; None takes a field away."""
    fields = {name: value for name, value in ({"api_key": key} | WASTE | changes).items() if value is not None}
    return client.post(f"{V2}/{path}.json", fields)


def filed_id(client: Client, key: str, **changes: Any) -> str:
    """POST a request and return its number."""
    answer = post(client, key, **changes)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON), answer.content[:300]
    (one,) = json.loads(answer.content)
    return str(one["service_request_id"])


def wrong(answer: Any) -> str:
    """Return the descriptions of an error document in JSON, joined; its codes are the answer's status."""
    assert answer.headers["Content-Type"] == JSON, answer.content[:300]
    rows = json.loads(answer.content)
    assert {row["code"] for row in rows} == {answer.status_code}
    return " | ".join(row["description"] for row in rows)
