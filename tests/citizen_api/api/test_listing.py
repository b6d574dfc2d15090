"""The public list: filters, pages, formats, and a fixed cost."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.reports.models import Report
from backend.reports.publication import Release, publish
from citizen_api.api.table import COLUMNS, safe
from tests.citizen_api.api.calls import REPORTS, faults
from tests.reports.filing import NOW, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PHUC_DONG = (21.0405, 105.8960)


def codes(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{REPORTS}?{query}")
    assert answer.status_code == 200, answer.text
    return [row["code"] for row in answer.json()["results"]]


@pytest.fixture
def three() -> list[Report]:
    """Waste and a road_damage on Phố Ngọc Lâm, waste elsewhere a day later."""
    return [
        filed(text="Rác thải ở cổng chợ."),
        filed(category="road_damage", text="Ổ gà sâu.", now=NOW + timedelta(hours=1)),
        filed(lat=PHUC_DONG[0], lon=PHUC_DONG[1], text="Rác thải đầu ngõ.", now=NOW + timedelta(days=1)),
    ]


@pytest.mark.database
def test_the_newest_is_first(client: Client, three: list[Report]) -> None:
    assert codes(client) == [report.code for report in reversed(three)]


@pytest.mark.database
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ward={ward}", [1, 0]),
        ("ward=ngoc-lam", [1, 0]),
        ("ward=Phường Ngọc Lâm", [1, 0]),
        ("ward=bo-de", []),
        ("unit=ubnd-ngoc-lam", [0]),
        ("unit=UBND-NGOC-LAM", [0]),
        ("group=traffic", [1]),
        ("category=road_damage", [1]),
        ("category=road_damage,household_waste", [2, 1, 0]),
        ("status=received", [2, 1, 0]),
        ("status=resolved,closed", []),
        ("created_from=2026-11-26", [2]),
        ("created_to=2026-11-25", [1, 0]),
        ("created_from=2026-11-25T09:30:00%2B07:00", [2, 1]),
        ("created_from=2026-11-25T09:30:00+07:00", [2, 1]),
        ("created_to=2026-11-25T02:30:00Z", [0]),
        ("bbox=105.869,21.045,105.871,21.047", [1, 0]),
        ("bbox=105.80,21.0,105.81,21.01", []),
        ("near=21.045795,105.869766", [1, 0]),
        ("near=21.0463,105.869766&radius_m=50", []),
        ("near=21.0463,105.869766&radius_m=60", [1, 0]),
        ("q=rac thai", [2, 0]),
        ("q=RÁC chợ", [0]),
        ("q=chợ. Rác!", [0]),
        ("q=tha", []),  # words are whole
        ("q=ngoc lam", [1, 0]),
        ("q=xe máy", []),
        ("ward=ngoc-lam&group=environment&q=rác&lang=en", [0]),
        ("ward=&q=&status=", [2, 1, 0]),
    ],
)
def test_filters_narrow_the_list(client: Client, three: list[Report], query: str, expected: list[int]) -> None:
    assert codes(client, query.format(ward=three[0].ward.code)) == [three[place].code for place in expected]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("ward=nowhere", ("ward", "unknown_ward")),
        ("unit=nobody", ("unit", "unknown_unit")),
        ("unit=%00", ("unit", "unknown_unit")),
        ("group=x", ("group", "invalid_choice")),
        ("category=road_damage,x", ("category", "unknown_category")),
        ("category=%00", ("category", "unknown_category")),
        ("status=open", ("status", "unknown_status")),
        ("created_from=today", ("created_from", "invalid")),
        ("created_to=2026-02-30", ("created_to", "invalid")),
        ("bbox=1,2,3", ("bbox", "invalid")),
        ("bbox=106,21,105,22", ("bbox", "invalid")),
        ("bbox=nan,nan,nan,nan", ("bbox", "invalid")),
        ("near=21", ("near", "invalid")),
        ("near=99,105", ("near", "invalid")),
        ("radius_m=5", ("radius_m", "needs_near")),
        ("near=21,105&radius_m=0", ("radius_m", "min_value")),
        ("near=21,105&radius_m=1_0", ("radius_m", "invalid")),
        ("q=" + "x" * 101, ("q", "too_long")),
        ("format=xml", ("format", "invalid_choice")),
        ("limit=501", ("limit", "max_value")),
        ("cursor=x", ("cursor", "bad_cursor")),
        ("wards=ngoc-lam", ("wards", "unknown_field")),
    ],
)
def test_a_wrong_filter_is_refused_not_ignored(client: Client, query: str, fault: tuple[str, str]) -> None:
    answer = client.get(f"{REPORTS}?{query}")
    assert (answer.status_code, faults(answer)) == (422, {fault})


def test_a_ward_of_another_set_is_known(client: Client, three: list[Report]) -> None:
    assert codes(client, "ward=Bồ Đề") == []
    assert client.get(f"{REPORTS}?ward=00118").status_code == 200


@pytest.mark.database
def test_pages_follow_one_another_and_back(client: Client, three: list[Report]) -> None:
    first = client.get(f"{REPORTS}?limit=2&q=ngoc lam")
    body = client.get(f"{REPORTS}?limit=2").json()
    assert first.json()["next"] is None
    assert body["previous"] is None
    assert [row["code"] for row in body["results"]] == [three[2].code, three[1].code]
    second = client.get(body["next"])
    assert [row["code"] for row in second.json()["results"]] == [three[0].code]
    assert second.json()["next"] is None
    assert second.headers["Link"] == f'<{second.json()["previous"]}>; rel="prev"'
    assert client.get(second.json()["previous"]).json()["results"] == body["results"]


@pytest.mark.database
def test_the_true_place_of_a_rough_one_cannot_be_searched_out(client: Client) -> None:
    report = filed(category="restaurant_food", text="Quán ăn đồ ôi thiu.")
    publish(report, Release("Đồ ôi thiu."), by=staff(report.unit), now=NOW)
    true_box = f"bbox={report.lon - 1e-5},{report.lat - 1e-5},{report.lon + 1e-5},{report.lat + 1e-5}"
    assert codes(client, true_box) == []
    assert codes(client, "bbox=105.8699,21.0459,105.8701,21.0461") == [report.code]
    assert codes(client, "near=21.046,105.87&radius_m=5") == [report.code]
    assert codes(client, f"near={report.lat},{report.lon}&radius_m=20") == []


@pytest.mark.database
@pytest.mark.parametrize("form", ["json", "geojson"])
def test_a_page_costs_the_same_for_five_and_for_fifty(client: Client, form: str) -> None:
    costs = []
    for number in (5, 50):
        for place in range(number - Report.objects.count()):
            report = filed(photos=[jpeg()] if place == 0 else (), now=NOW + timedelta(minutes=place))
            if place == 0:
                photo = report.photos.get()
                publish(report, Release("Rác.", frozenset({photo.pk})), by=staff(report.unit), now=NOW)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"{REPORTS}?limit=100&format={form}&ward=ngoc-lam&category=household_waste")
        assert len(answer.json()["results" if form == "json" else "features"]) == number
        costs.append(len(asked))
    assert costs[0] == costs[1] == 4  # edition, category, reports, photos


@pytest.mark.database
def test_geojson_is_as_its_standard_says(client: Client, three: list[Report]) -> None:
    answer = client.get(f"{REPORTS}?format=geojson")
    body = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert (body["type"], body["next"]) == ("FeatureCollection", None)
    feature = body["features"][-1]
    assert (feature["type"], feature["id"]) == ("Feature", three[0].code)
    assert feature["geometry"] == {"type": "Point", "coordinates": [105.8698, 21.0458]}
    assert feature["properties"]["text"] == "Rác thải ở cổng chợ."
    assert not {"lat", "lon"} & set(feature["properties"])


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{REPORTS}?format=csv{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.database
def test_the_table_holds_every_row_and_no_formula(client: Client, three: list[Report]) -> None:
    filed(text="=HYPERLINK(1)", now=NOW + timedelta(days=2))
    rows = table(client)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 4
    assert rows[0]["text"] == "'=HYPERLINK(1)"
    assert (rows[1]["ward"], rows[2]["unit_code"]) == ("Phúc Đồng", three[1].unit.code)
    assert [row["code"] for row in table(client, "&category=road_damage")] == [three[1].code]


def test_the_table_speaks_the_language_of_the_request(client: Client, three: list[Report]) -> None:
    assert {row["unit"] for row in table(client, "&lang=en&category=road_damage")} == {three[1].unit.name_en}


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_calculate_gets_an_apostrophe(value: Any) -> None:
    assert safe(value) == f"'{value}"
    assert (safe("a=1"), safe(-1.5), safe(None)) == ("a=1", -1.5, None)


def test_what_was_moved_is_found_by_its_status(client: Client, three: list[Report]) -> None:
    moved(three[0], "accepted")
    assert codes(client, "status=accepted") == [three[0].code]
