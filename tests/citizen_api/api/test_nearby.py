"""Open reports that may be the same thing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.reports.publication import Release, publish
from backend.routing.book import category
from tests.citizen_api.api.calls import REPORTS, faults
from tests.reports.filing import NGOC_LAM, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
METRE = 1 / 110_700  # degrees of latitude
LAT, LON = NGOC_LAM


def nearby(client: Client, lat: float = LAT, lon: float = LON, kind: str = "household_waste") -> list[dict[str, Any]]:
    answer = client.get(f"{REPORTS}/nearby", {"lat": str(lat), "lon": str(lon), "category": kind})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


@pytest.mark.database
def test_the_nearest_is_first_and_the_radius_of_the_kind_is_the_limit(client: Client) -> None:
    radius_m = category("household_waste").duplicate_radius_m
    far = filed(lat=LAT + (radius_m + 40) * METRE)
    near = filed(lat=LAT + (radius_m - 3) * METRE)
    here = filed()
    found = nearby(client)
    assert [row["code"] for row in found] == [here.code, near.code]
    assert found[0]["distance_m"] <= 16  # of the public place, which is known to about 20 m
    assert found[1]["distance_m"] == pytest.approx(radius_m - 3, abs=16)
    assert far.code not in {row["code"] for row in found}


@pytest.mark.database
def test_other_kinds_closed_and_unreleased_ones_are_not_offered(client: Client) -> None:
    filed(category="road_damage", text="Ổ gà.")
    moved(filed(), "accepted", "in_progress", "resolved")
    filed(text="Tôi tố cáo cán bộ địa chính đòi tiền phong bì.")
    assert nearby(client) == []


@pytest.mark.database
def test_a_rough_place_is_near_in_rough_metres(client: Client) -> None:
    report = filed(category="restaurant_food", text="Quán ăn đồ ôi thiu.")
    publish(report, Release("Đồ ôi thiu."), by=staff(report.unit), now=NOW)
    found = nearby(client, kind="restaurant_food")
    assert [row["code"] for row in found] == [report.code]
    assert found[0]["distance_m"] > 20  # from 21.046, 105.87: the true metres would give the true place away


@pytest.mark.database
def test_it_costs_the_same_for_one_and_for_many(client: Client) -> None:
    filed()
    costs = []
    for number in (1, 10):
        for _time in range(number - 1):
            filed()
        with CaptureQueriesContext(connection) as asked:
            assert len(nearby(client)) == number
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_wrong_question_is_refused(client: Client) -> None:
    assert faults(client.get(f"{REPORTS}/nearby")) == {(name, "required") for name in ("lat", "lon", "category")}
    assert faults(client.get(f"{REPORTS}/nearby?lat=99&lon=1&category=road_damage")) == {("lat", "invalid")}
    assert faults(client.get(f"{REPORTS}/nearby?lat=21&lon=105&category=x")) == {("category", "unknown_category")}
    assert client.get(f"{REPORTS}/nearby?lat=-90&lon=-180&category=road_damage").json()["results"] == []
