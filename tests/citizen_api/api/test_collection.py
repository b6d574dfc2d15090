"""The collection for Postman: every call that is described, and each works as it stands there."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from citizen_api.api.collection import FORM, operations
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ADDRESS = "http://testserver"
CODE = ":code"


@pytest.fixture
def collection(client: Client) -> dict[str, Any]:
    answer = client.get("/api/collection")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found: dict[str, Any] = answer.json()
    return found


def calls(collection: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for folder in collection["item"]:
        yield from folder["item"]


def test_it_holds_what_is_described_and_nothing_else(collection: dict[str, Any]) -> None:
    described = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]  # ships no types
    wanted = {(method.upper(), path) for method, path, _operation in operations(described)}
    written = [
        (one["request"]["method"], "/" + re.sub(r":(\w+)", r"{\1}", "/".join(one["request"]["url"]["path"])))
        for one in calls(collection)
    ]
    assert set(written) == wanted
    assert len(written) == len(wanted)


def test_it_says_of_which_form_it_is_and_declares_its_variables(collection: dict[str, Any]) -> None:
    assert collection["info"]["schema"] == FORM
    named = set(re.findall(r"{{(\w+)}}", json.dumps(collection)))
    values = {one["key"]: one["value"] for one in collection["variable"]}
    assert named == set(values)
    assert values["address"] == ADDRESS


def sent(client: Client, call: dict[str, Any], code: str) -> int:
    """Send a call as the program does that reads the collection; return the status."""
    request = call["request"]
    path = "/" + "/".join(code if part == CODE else part for part in request["url"]["path"])
    query = {one["key"]: one["value"] for one in request["url"]["query"] if not one["disabled"]}
    headers = {one["key"]: one["value"] for one in request["header"] if not one["disabled"]}
    address = path + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")
    if request["method"] == "GET":
        return client.get(address, headers=headers).status_code
    body = request.get("body", {}).get("raw", "")
    return client.generic(
        request["method"], address, body, content_type="application/json", headers=headers
    ).status_code


def test_calls_that_need_no_key_work_as_they_stand(client: Client, collection: dict[str, Any]) -> None:
    code, found = filed().code, dict[str, int]()
    for call in calls(collection):
        is_open = all(one["disabled"] for one in call["request"]["header"] if one["key"] == "Authorization")
        if is_open and not {part for part in call["request"]["url"]["path"] if part[0] == ":"} - {CODE}:
            found[call["id"]] = sent(client, call, code)
    assert set(found.values()) <= {200, 201, 403, 422}, found
    assert found["reports_file"] == 201
    assert [found[name] for name in ("reports_list", "reports_read", "reports_events", "changes_list")] == [200] * 4


def test_calls_that_need_a_key_ask_for_it(client: Client, collection: dict[str, Any]) -> None:
    code = filed().code
    keyed = [call for call in calls(collection) if any(
        one["key"] == "Authorization" and not one["disabled"] for one in call["request"]["header"]
    )]  # fmt: skip
    assert {one["id"] for one in keyed} >= {"staff_inbox", "staff_advance", "webhooks_list"}
    assert {sent(client, one, code) for one in keyed if ":" not in "".join(one["request"]["url"]["path"])} == {401}
