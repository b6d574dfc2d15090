"""Wards, places and kinds through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from backend.routing.book import categories
from tests.citizen_api.api.calls import faults
from tests.reports.filing import NGOC_LAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HERE = {"lat": str(NGOC_LAM[0]), "lon": str(NGOC_LAM[1])}


def test_the_kinds_come_with_their_questions(client: Client) -> None:
    kinds: list[dict[str, Any]] = client.get("/api/v1/categories").json()
    assert [kind["code"] for kind in kinds] == [kind.code for kind in categories()]
    assert {kind["group"] for kind in kinds} == {"environment", "food", "order", "traffic"}
    for kind in kinds:
        assert set(kind) == {"code", "name", "group", "hint", "photo_required", "emergency", "questions"}
        for question in kind["questions"]:
            assert set(question) == {"code", "label", "type", "required", "options"}
    food = next(kind for kind in kinds if kind["code"] == "food_poisoning")
    assert food["emergency"] == "115"
    assert any(question["options"] for kind in kinds for question in kind["questions"])


def test_the_kinds_speak_english(client: Client) -> None:
    vietnamese, english = client.get("/api/v1/categories").json(), client.get("/api/v1/categories?lang=en").json()
    assert english[0]["name"] == categories()[0].name_en
    assert vietnamese[0]["name"] == categories()[0].name
    assert english[0]["questions"][0]["label"] != vietnamese[0]["questions"][0]["label"]
    assert english[0]["questions"][0]["options"][0]["name"] != vietnamese[0]["questions"][0]["options"][0]["name"]


@pytest.mark.parametrize("path", ["/api/v1/categories", "/api/v1/wards", "/api/v1/wards?detail=light"])
def test_who_has_it_already_gets_304(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/categories?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("on", "number"), [("", 14), ("2024-12-31", 14), ("2025-03-01", 13), ("2025-07-01", 4)])
def test_the_wards_of_a_day_as_geojson(client: Client, on: str, number: int) -> None:
    answer = client.get("/api/v1/wards", {"on": on})
    body = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert (body["type"], len(body["features"])) == ("FeatureCollection", number)
    assert {"code", "name", "valid_from", "note"} <= set(body["features"][0]["properties"])


def test_light_wards_are_lighter(client: Client) -> None:
    full, light = client.get("/api/v1/wards"), client.get("/api/v1/wards?detail=light")
    assert len(light.content) < len(full.content)


def test_a_point_is_in_its_ward_on_its_street(client: Client) -> None:
    body = client.get("/api/v1/locate", HERE).json()
    assert set(body) == {"ward", "near_boundary", "neighbours", "outside_by_m", "street"}
    assert (body["ward"]["name"], body["street"], body["outside_by_m"]) == ("Ngọc Lâm", "Phố Ngọc Lâm", 0)
    assert client.get("/api/v1/locate", HERE | {"on": "2025-07-01"}).json()["ward"]["name"] == "Bồ Đề"


def test_near_a_line_the_neighbours_are_named_with_their_metres(client: Client) -> None:
    steps = [
        client.get("/api/v1/locate", HERE | {"lat": f"{NGOC_LAM[0] + n * 0.0004:.6f}"}).json() for n in range(-10, 10)
    ]
    near = next(step for step in steps if step["near_boundary"])
    assert set(near["neighbours"][0]) == {"code", "name", "distance_m"}


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("locate?lat=21.0285&lon=105.8542", ("lat", "outside_district")),
        ("locate?lat=99&lon=105", ("lat", "invalid")),
        ("locate?lat=true&lon=105", ("lat", "invalid")),
        ("locate?lon=105", ("lat", "required")),
        ("locate?lat=21.04&lon=105.87&on=2026-02-30", ("on", "invalid")),
        ("locate?lat=21.04&lon=105.87&on=1900-01-01", ("on", "no_wards")),
        ("wards?on=20250101", ("on", "invalid")),
        ("wards?on=1900-01-01", ("on", "no_wards")),
        ("wards?detail=x", ("detail", "invalid_choice")),
        ("places", ("q", "required")),
        ("places?q=" + "x" * 101, ("q", "too_long")),
        ("places?query=x", ("q", "required")),
        ("categories?group=food", ("group", "unknown_field")),
    ],
)
def test_a_wrong_question_is_refused(client: Client, path: str, fault: tuple[str, str]) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 422
    assert fault in faults(answer)


@pytest.mark.parametrize("query", ["ngoc lam", "Phố Ngọc Lâm", "NGỌC LÂM"])
def test_a_street_is_found_by_its_name(client: Client, query: str) -> None:
    results = client.get("/api/v1/places", {"q": query}).json()["results"]
    assert "Phố Ngọc Lâm" in {found["name"] for found in results}
    assert set(results[0]) == {"name", "kind", "lat", "lon", "ward"}
    assert set(results[0]["ward"]) == {"code", "name"}


def test_nothing_called_so_is_an_empty_list(client: Client) -> None:
    assert client.get("/api/v1/places", {"q": "qqqqzz"}).json() == {"results": []}
    assert client.get("/api/v1/places", {"q": ""}).json() == {"results": []}
