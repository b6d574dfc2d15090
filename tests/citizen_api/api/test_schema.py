"""The API describes itself, and the description is true."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from citizen_api.api import description
from tests.citizen_api.api.calls import REPORTS, at, file_waste
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The description, which must validate without a warning."""
    out = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(out))
    read: dict[str, Any] = yaml.safe_load(Path(out).read_text(encoding="utf-8"))
    return read


def test_every_call_of_the_contract_is_described(schema: dict[str, Any]) -> None:
    calls = {(method, path) for path, item in schema["paths"].items() for method in item}
    assert {
        ("post", "/api/v1/reports"),
        ("get", "/api/v1/reports"),
        ("get", "/api/v1/reports/{code}"),
        ("get", "/api/v1/reports/{code}/events"),
        ("get", "/api/v1/reports/nearby"),
        ("post", "/api/v1/reports/{code}/verdict"),
        ("post", "/api/v1/reports/{code}/reply"),
        ("post", "/api/v1/photos"),
        ("get", "/api/v1/categories"),
        ("get", "/api/v1/wards"),
        ("get", "/api/v1/locate"),
        ("get", "/api/v1/places"),
    } <= calls


def test_errors_are_described_as_problem_documents(schema: dict[str, Any]) -> None:
    answers = schema["paths"]["/api/v1/reports"]["post"]["responses"]
    assert {"201", "400", "409", "413", "415", "422", "429", "500", "503"} <= set(answers)
    assert set(answers["422"]["content"]) == {"application/problem+json"}
    assert "404" in schema["paths"]["/api/v1/reports/{code}"]["get"]["responses"]


def test_what_comes_out_is_what_is_described(schema: dict[str, Any], client: Client) -> None:
    shapes = schema["components"]["schemas"]
    sent = file_waste(client).json()
    assert set(sent) == set(shapes["Filed"]["properties"])
    report = filed()
    assert set(client.get(f"{REPORTS}/{report.code}").json()) == set(shapes["Report"]["properties"])
    line = client.get(f"{REPORTS}/{report.code}/events").json()["results"][0]
    assert set(line) == set(shapes["Line"]["properties"])
    near = client.get(f"{REPORTS}/nearby", at(report, category="household_waste"))
    assert set(near.json()["results"][0]) == set(shapes["Nearby"]["properties"])
    kind = client.get("/api/v1/categories").json()[0]
    assert set(kind) == set(shapes["Category"]["properties"])
    assert set(kind["questions"][0]) == set(shapes["Question"]["properties"])
    here = client.get("/api/v1/locate", at(report)).json()
    assert set(here) == set(shapes["Located"]["properties"])


def test_the_schema_is_served(client: Client) -> None:
    answer = client.get("/api/schema")
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["openapi"].startswith("3.")


def test_the_pages_of_the_api_run_under_the_house_rules_for_scripts(client: Client) -> None:
    page = client.get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<style" not in text
    assert "style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    script = client.get("/api/docs?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/schema" in script.content.decode() or "schema" in script.content.decode()


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense"])
def test_the_docs_are_one_page_whatever_is_wished(client: Client, accept: str) -> None:
    answer = client.get("/api/docs", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/html")


def test_the_docs_are_only_read(client: Client) -> None:
    answer = client.options("/api/docs")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


def test_many_ask_for_the_description_at_once_and_it_is_made_once(client: Client) -> None:
    description._kept.clear()
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _turn: client.get("/api/schema"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def test_the_description_is_only_read(client: Client) -> None:
    assert client.options("/api/schema").status_code == 405


def test_the_description_comes_as_json_to_who_asks_for_it(client: Client) -> None:
    for answer in (
        client.get("/api/schema", {"format": "json"}),
        client.get("/api/schema", headers={"Accept": "application/json"}),
    ):
        assert answer["Content-Type"] == "application/json"
        assert answer.json()["openapi"].startswith("3.1.")
    assert client.get("/api/schema", headers={"Accept": "image/png"}).status_code == 200


def test_the_description_is_as_strict_as_the_door(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    assert shapes["NewReport"]["additionalProperties"] is False
    assert shapes["NewReport"]["properties"]["lat"]["maximum"] == 90
    query = {one["name"]: one for one in schema["paths"]["/api/v1/reports"]["get"]["parameters"]}
    assert query["group"]["allowEmptyValue"] is True
    assert schema["paths"]["/api/v1/staff/inbox"]["get"]["security"] == [{"tokenAuth": []}, {"cookieAuth": []}]


def test_header_fields_are_described_as_they_are_sent(
    schema: dict[str, Any], client: Client, settings: Settings
) -> None:
    settings.RATE_LIMITS = True
    for step in range(2):
        filed(lat=21.0458 + step * 1e-3)
    answer = client.get(REPORTS, {"limit": "1"})
    described = schema["paths"][REPORTS]["get"]["responses"]["200"]["headers"]
    assert set(described) == {"RateLimit", "RateLimit-Policy", "ETag", "Link"}
    for name, field in described.items():
        assert re.search(field["schema"]["pattern"], answer.headers[name]), name
    assert client.get(REPORTS, {"limit": "1"}, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "304" in schema["paths"][REPORTS]["get"]["responses"]


def test_every_operation_says_when_to_come_back_and_which_may_be_sent_again(schema: dict[str, Any]) -> None:
    operations = [one for path in schema["paths"].values() for one in path.values()]
    for one in operations:
        for status in ("429", "503"):
            assert one["responses"][status]["headers"]["Retry-After"]["required"], one["operationId"]
    again = {
        one["operationId"]
        for one in operations
        if any(parameter["name"] == "Idempotency-Key" for parameter in one.get("parameters", ()))
    }
    assert again >= {"reports_file", "staff_file", "staff_advance", "staff_bulk", "staff_close_month", "staff_transfer"}
    replayed = schema["paths"][REPORTS]["post"]["responses"]["201"]["headers"]
    assert {"Idempotency-Replayed", "Location"} <= set(replayed)


def test_a_form_holds_files_and_json_holds_none(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    assert "photos" not in shapes["NewReport"]["properties"]
    assert shapes["NewReportForm"]["properties"]["photos"]["items"]["format"] == "binary"
    assert shapes["UploadBody"]["properties"]["photo"]["format"] == "binary"
