"""Strict input: only what is plainly meant is taken."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = [pytest.mark.urls("tests.http.doors"), pytest.mark.django_db]


def as_json(client: Client, **body: Any) -> tuple[int, Any]:
    answer = client.post("/api/v1/body", body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", True),
        ("number", "21"),
        ("number", 10**400),
        ("number", [1]),
        ("whole", False),
        ("whole", 1.5),
        ("whole", 0),
        ("whole", 6),
        ("whole", "3"),
        ("yes", 1),
        ("yes", "true"),
        ("yes", None),
        ("text", 5),
        ("text", True),
        ("text", ["a"]),
        ("text", None),
        ("choice", "c"),
        ("choice", 1),
        ("moment", "2026-02-30"),
        ("moment", "２０２６-11-25"),
        ("moment", "20261125"),
        ("moment", 5),
        ("moment", "0001-01-01T00:00:00+07:00"),
        ("thing", [1]),
        ("thing", "{}"),
        ("files", ["a"]),
        ("files", "a"),
        ("words", "a"),
        ("nobody_asked", 1),
    ],
)
def test_json_of_the_wrong_type_is_refused_by_field(outside: Client, field: str, value: Any) -> None:
    status, body = as_json(outside, **{field: value})
    assert status == 422
    assert body["errors"][0]["field"].split(".")[0] == field
    assert body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("number", 21, 21.0),
        ("number", -0.5, -0.5),
        ("number", None, None),
        ("whole", 5, 5),
        ("whole", 5.0, 5),
        ("yes", False, False),
        ("text", "", ""),
        ("text", "a\x00", "a\x00"),
        ("choice", "a", "a"),
        ("moment", "2026-11-25T09:00:00+07:00", "2026-11-25T09:00:00+07:00"),
        ("moment", "2026-11-25", "2026-11-25T00:00:00+07:00"),
        ("moment", "2026-11-25 09:00", "2026-11-25T09:00:00+07:00"),
        ("moment", "2026-11-25T02:00:00.5z", "2026-11-25T02:00:00.500000Z"),
        ("thing", {"a": [1]}, {"a": [1]}),
    ],
)
def test_json_of_the_right_type_is_read(outside: Client, field: str, value: Any, read: Any) -> None:
    assert as_json(outside, **{field: value}) == (200, {field: read})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "nan"),
        ("number", "inf"),
        ("number", "1e5"),
        ("number", "2_1.02"),
        ("number", "２１"),
        ("number", "0x10"),
        ("whole", "1_0"),
        ("whole", "３"),
        ("yes", "yes"),
        ("thing", "{"),
        ("thing", "[1]"),
        ("files", "a"),
    ],
)
def test_a_form_with_odd_spellings_is_refused(outside: Client, field: str, value: str) -> None:
    answer = outside.post("/api/v1/body", {field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].split(".")[0] == field


def test_a_plain_form_is_read(outside: Client) -> None:
    form = {"number": " 21.04 ", "whole": "3", "yes": "0", "thing": '{"a": 1}', "text": "a", "choice": "b"}
    answer = outside.post("/api/v1/body", form | {"files": [SimpleUploadedFile("a.jpg", b"abc")]})
    assert answer.json() == {
        "number": 21.04,
        "whole": 3,
        "yes": False,
        "text": "a",
        "choice": "b",
        "thing": {"a": 1},
        "files": [3],
    }
    assert outside.post("/api/v1/body", {"thing": " ", "number": ""}).json() == {"thing": {}, "number": None}


def test_all_wrong_and_unknown_fields_are_named_together(outside: Client) -> None:
    status, body = as_json(outside, number="x", whole=9, nobody=1)
    assert status == 422
    assert {(fault["field"], fault["code"]) for fault in body["errors"]} == {
        ("number", "invalid"),
        ("whole", "max_value"),
        ("nobody", "unknown_field"),
    }


@pytest.mark.parametrize("body", ["[]", '"a"', "5", "null"])
def test_what_is_no_object_is_refused(outside: Client, body: str) -> None:
    answer = outside.post("/api/v1/body", body, content_type="application/json")
    assert answer.status_code == 422
