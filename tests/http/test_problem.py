"""Errors under /api/ are problem documents, elsewhere pages."""

import json

import pytest
from django.template import TemplateDoesNotExist
from django.test import Client
from pytest_django import Settings

from backend.http import pages

pytestmark = [pytest.mark.urls("tests.http.doors"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("missing", 404),
        ("forbidden", 403),
        ("odd", 400),
        ("stranger", 401),
        ("refused", 422),
        ("bug", 500),
        ("ours", 500),
        ("plain/missing", 404),
        ("plain/forbidden", 403),
        ("plain/odd", 400),
        ("plain/bug", 500),
        ("no/such/path", 404),
    ],
)
def test_programs_get_a_problem_document(outside: Client, path: str, status: int) -> None:
    answer = outside.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    assert body["detail"]


def test_everything_that_is_wrong_is_said_at_once(outside: Client) -> None:
    body = outside.get("/api/v1/twice").json()
    assert body["errors"] == [
        {"field": "a", "code": "one", "message": "Một."},
        {"field": "b", "code": "two", "message": "Hai."},
    ]
    assert body["detail"] == "Một."


@pytest.mark.parametrize(("path", "status"), [("missing", 404), ("forbidden", 403), ("odd", 400), ("bug", 500)])
def test_people_get_a_page(outside: Client, path: str, status: int) -> None:
    answer = outside.get(f"/pages/{path}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<html" in answer.text


def test_without_its_template_an_error_page_is_still_a_page_in_words(
    outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*args: object, **kwargs: object) -> str:
        raise TemplateDoesNotExist("errors/404.html")

    monkeypatch.setattr(pages, "render_to_string", missing)
    answer = outside.get("/pages/missing")
    assert answer.status_code == 404
    assert "Không có địa chỉ này." in answer.text


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"number": NaN}', b'{"number": Infinity}', b"\xff\xfe", b'{"thing": ' + b'{"a":' * 100_000],
    ids=["cut", "nan", "infinity", "not utf-8", "nested 100,000 deep"],
)
def test_what_cannot_be_read_is_400(outside: Client, body: bytes) -> None:
    answer = outside.post("/api/v1/body", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "parse_error"


def test_json_nested_and_closed_100_000_deep_is_400(outside: Client) -> None:
    body = '{"thing": ' + '{"a":' * 100_000 + "1" + "}" * 100_001
    assert outside.post("/api/v1/body", body, content_type="application/json").status_code == 400


def test_a_form_whose_object_is_nested_too_deep_is_422(outside: Client) -> None:
    answer = outside.post("/api/v1/body", {"thing": "[" * 100_000})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "thing"


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_a_body_is_413(outside: Client, settings: Settings, announced: bool) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000
    size = 200_000 if announced else 60_000  # the second is small enough to be begun, and too large to be finished
    body = json.dumps({"text": "x" * size})
    answer = outside.post("/api/v1/body", body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_too_large_forms_are_413(outside: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000
    settings.MAX_PHOTO_BYTES = 1_000
    assert outside.post("/api/v1/body", {"text": "x" * 6_000}).status_code == 413
    assert outside.post("/api/v1/body", {"text": "x" * 300_000}).status_code == 413
    form = outside.post("/api/v1/body", "text=" + "x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert form.status_code == 413


def test_too_many_fields_are_refused(outside: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = outside.post("/api/v1/body", {f"f{n}": "x" for n in range(9)})
    assert answer.status_code in {400, 413}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_method_is_405_and_says_which_is_right(outside: Client) -> None:
    answer = outside.get("/api/v1/body")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.json()["detail"] == "Địa chỉ này không nhận phương thức đó."


def test_another_format_is_415(outside: Client) -> None:
    answer = outside.post("/api/v1/body", "<a/>", content_type="application/xml")
    assert answer.status_code == 415


def test_the_header_accept_never_stands_in_the_way(outside: Client) -> None:
    answer = outside.post("/api/v1/body", {"text": "a"}, headers={"Accept": "application/xml"})
    assert (answer.status_code, answer.json()) == (200, {"text": "a"})


def test_a_problem_speaks_the_language_asked_for(outside: Client) -> None:
    answer = outside.get("/api/v1/missing", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "en"
