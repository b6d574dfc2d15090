"""Figures are restated on any ward set by each report's own point, say so, and leave closed months as they were."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.board import board
from backend.indicators.chart import chart
from backend.indicators.close import close
from backend.indicators.cuts import Cuts, cuts
from backend.indicators.figures import Figures
from backend.indicators.lines import WARDS
from backend.indicators.models import MonthFact
from backend.indicators.query import Monthly, Scope, monthly
from backend.indicators.recount import verify
from backend.indicators.restated import breaks, choices, ward_set
from backend.indicators.rollup import fold
from backend.places.geometry import Point
from backend.reports.models import Report, Status
from backend.reports.reroute import move
from tests.indicators.test_close import AFTER, NOVEMBER
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
TO_PHUC_LOI, TO_LONG_BIEN = (21.04111, 105.90454), (21.04014, 105.89121)  # both lay in Phúc Đồng
SETS = ("2024-12-31", "2025-01-01", "2025-07-01")


@pytest.fixture
def three() -> list[Report]:
    """Three reports of the old Phúc Đồng: two of what is now Long Biên, one of what is now Phúc Lợi."""
    places = (TO_PHUC_LOI, TO_LONG_BIEN, TO_LONG_BIEN)
    reports = [filed(lat=lat, lon=lon) for lat, lon in places]
    fold(NOW)
    return reports


def restated(day: str) -> Cuts:
    of = ward_set(day)
    assert of
    return cuts(Scope(first=NOVEMBER, last=NOVEMBER, restated=of), now=NOW, wards=of.wards)


def received(of: Month, day: str) -> dict[str, int]:
    chosen = ward_set(day)
    assert chosen
    lines = board(of, wards=chosen.wards, now=NOW, restated=chosen).wards
    return {one.name: one.this.received for one in lines if one.this.received}


@pytest.mark.usefixtures("three")
def test_each_report_counts_for_the_ward_that_holds_its_point_in_the_set_asked_for() -> None:
    assert received(NOVEMBER, "2024-12-31") == {"Phường Phúc Đồng": 3}
    assert received(NOVEMBER, "2025-07-01") == {"Phường Long Biên": 2, "Phường Phúc Lợi": 1}


@pytest.mark.usefixtures("three")
def test_what_is_open_is_restated_too_and_the_whole_stays_the_whole() -> None:
    chosen = ward_set("2025-07-01")
    assert chosen
    shown = board(NOVEMBER, wards=chosen.wards, now=NOW, restated=chosen)
    assert {one.name: one.now.open for one in shown.wards if one.now.open} == {
        "Phường Long Biên": 2, "Phường Phúc Lợi": 1,
    }  # fmt: skip
    assert shown.total.this == board(NOVEMBER, wards=(), now=NOW).total.this


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("day", "column"), list(zip(SETS, ("ward_of_14", "ward_of_13", "ward_of_4"), strict=True)))
def test_every_set_says_what_the_reports_own_columns_say(day: str, column: str) -> None:
    for _number in range(2):
        filed()
    fold(NOW)
    by_hand = Counter(Report.objects.order_by("id").values_list(f"{column}__name", flat=True))
    assert received(NOVEMBER, day) == {f"Phường {name}": number for name, number in by_hand.items()}
    assert len(restated(day).tables[WARDS]) >= {"2024-12-31": 14, "2025-01-01": 13, "2025-07-01": 4}[day]
    assert verify(now=NOW) == []


def test_a_report_moved_to_another_place_is_counted_there_in_every_set(three: list[Report]) -> None:
    move(three[0], Point(*TO_LONG_BIEN), reason="Vị trí sai.", by=staff(three[0].unit), now=NOW)
    fold(NOW)
    assert received(NOVEMBER, "2025-07-01") == {"Phường Long Biên": 3}
    assert verify(now=NOW) == []


def test_what_lies_outside_a_set_has_a_line_of_its_own(three: list[Report]) -> None:
    Report.objects.filter(pk=three[0].pk).update(ward_of_4=None)
    moved(Report.objects.get(pk=three[0].pk), Status.ACCEPTED)
    fold(NOW)
    assert received(NOVEMBER, "2025-07-01") == {"Phường Long Biên": 2, "Ngoài các phường này": 1}
    assert [one.code for one in restated("2025-07-01").tables[WARDS] if one.name.startswith("Ngoài")] == ["outside"]


def test_a_closed_month_stays_as_closed_and_its_restatement_stands_apart(client: Client, three: list[Report]) -> None:
    closed = close(NOVEMBER, by=staff(None, role=Role.PROGRAMME_OFFICE), now=AFTER)
    MonthFact.objects.filter(received__gt=0).update(received=9)  # the facts go on, the closed month does not
    asked = {"from": "2026-11", "to": "2026-11"}
    frozen = client.get("/api/v1/figures", asked).json()
    again = client.get("/api/v1/figures", asked | {"wards_on": "2025-07-01"}).json()
    assert (frozen["months"][0]["received"], frozen["months"][0]["head"]) == (3, closed.head)
    assert frozen["restated"] is None
    assert (again["months"][0]["frozen"], again["months"][0]["received"]) == (False, 18)
    assert again["restated"]["from"] == "2025-07-01"
    assert again["restated"]["note"].startswith("Số liệu tính lại theo địa giới 4 phường (từ 1/7/2025)")
    assert monthly(Scope(first=NOVEMBER, last=NOVEMBER)).total.received == len(three)


@pytest.mark.usefixtures("three")
def test_a_program_asks_for_one_ward_of_the_set(client: Client) -> None:
    asked = {"from": "2026-11", "to": "2026-11", "wards_on": "2025-08-15"}
    with_name = client.get("/api/v1/figures", asked | {"ward": "long-bien"}).json()["total"]
    assert (with_name["received"], with_name["open"]) == (None, None)  # two are too few to be told
    filed(lat=TO_LONG_BIEN[0], lon=TO_LONG_BIEN[1])
    fold(NOW)
    with_name = client.get("/api/v1/figures", asked | {"ward": "long-bien"}).json()["total"]
    assert (with_name["received"], with_name["open"]) == (3, 3)
    gone = client.get("/api/v1/figures", asked | {"ward": "gia-thuy"})
    assert gone.status_code == 422
    lines = client.get("/api/v1/figures", asked | {"by": "ward", "format": "csv"})
    assert b"restated_on" in b"".join(lines.streaming_content)  # type: ignore[attr-defined]  # it streams


@pytest.mark.parametrize(("day", "code"), [("1/7/2025", "invalid"), ("1999-01-01", "no_wards")])
def test_a_day_without_wards_is_refused_by_field(client: Client, day: str, code: str) -> None:
    answer = client.get("/api/v1/figures", {"wards_on": day})
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == ("wards_on", code)


@pytest.mark.usefixtures("three")
def test_the_pages_offer_every_set_and_say_that_they_are_restated(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    page = client.get("/figures?month=2026-11").content.decode()
    assert "Tính lại: 14 phường (đến 31/12/2024)" in page
    assert "Số liệu tính lại theo" not in page
    again = client.get("/figures?month=2026-11&wards_on=2025-07-01").content.decode()
    assert "Số liệu tính lại theo địa giới 4 phường (từ 1/7/2025)" in again
    assert "wards_on=2025-07-01" in again.split("Tải CSV")[0]
    client.force_login(officer(None, Role.LEADER))
    leaders = client.get("/programme/?month=2026-11&wards_on=2025-01-01").content.decode()
    assert "Số liệu tính lại theo địa giới 13 phường (1/1/2025 đến 30/6/2025)" in leaders
    assert client.get("/figures?wards_on=x").status_code == 422


def test_a_series_over_july_2025_shows_the_break_and_a_restated_one_does_not(client: Client) -> None:
    assert [one.month for one in breaks(Month(2024, 11), Month(2025, 8))] == [Month(2025, 1), Month(2025, 7)]
    assert not breaks(Month(2025, 7), Month(2026, 10))
    series = [Monthly(Month(2025, number), Figures()) for number in range(6, 9)]
    assert [one.change.month for one in chart(series).marks] == [Month(2025, 7)]
    assert not chart(series, has_breaks=False).marks
    page = client.get("/figures?month=2025-09&period=12").content.decode()
    assert "Từ 1/7/2025 đổi địa giới: 13 phường thành 4 phường." in page
    assert "stroke-dasharray" in page
    assert "stroke-dasharray" not in client.get("/figures?month=2025-09&wards_on=2025-07-01").content.decode()


def test_restating_costs_the_same_statements_however_many_reports(three: list[Report]) -> None:
    costs = []
    for number in (0, 6):
        for _ in range(number):
            filed(lat=TO_LONG_BIEN[0], lon=TO_LONG_BIEN[1])
        fold(NOW)
        with CaptureQueriesContext(connection) as statements:
            restated("2025-07-01")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 13
    assert len(three) == 3


def test_the_sets_to_choose_from_are_those_that_were_loaded(settings: Settings) -> None:
    settings.WARDS_ON = date(2025, 7, 1)
    assert [len(one.wards) for one in choices()] == [14, 13, 4]
    assert [one.label for one in choices()][1:] == [
        "13 phường (1/1/2025 đến 30/6/2025)", "4 phường (từ 1/7/2025)",
    ]  # fmt: skip
