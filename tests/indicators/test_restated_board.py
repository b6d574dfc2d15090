"""The board restated on another ward set: every number opens exactly the reports that its ward of that set holds."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.board import board
from backend.indicators.models import DailyFact
from backend.indicators.page import page
from backend.indicators.recount import verify
from backend.indicators.restated import WardSet, ward_set
from backend.indicators.rollup import fold
from backend.reports.models import Report, Status
from tests.indicators.test_close import NOVEMBER
from tests.indicators.test_restated import TO_LONG_BIEN, TO_PHUC_LOI
from tests.reports.filing import NOW, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
OCTOBER = Month(2026, 10)
_LINK = re.compile(r'href="(/programme/[^"?]+\?[^"]+)">([\d.]+)</a>')


@pytest.fixture
def four() -> WardSet:
    """Three reports of October, still open, at two places of the old Phúc Đồng; the set of four wards."""
    for lat, lon in (TO_PHUC_LOI, TO_LONG_BIEN, TO_LONG_BIEN):
        filed(lat=lat, lon=lon, now=NOW - timedelta(days=35))
    fold(NOW)
    found = ward_set("2025-07-01")
    assert found
    return found


def test_what_stood_open_at_a_months_end_is_restated_too(four: WardSet) -> None:
    shown = board(OCTOBER, wards=four.wards, now=NOW, restated=four)
    assert {one.name: one.this.open_at_end for one in shown.wards if one.this.open_at_end} == {
        "Phường Long Biên": 2, "Phường Phúc Lợi": 1,
    }  # fmt: skip
    running = board(NOVEMBER, wards=four.wards, now=NOW, restated=four)
    assert {one.name: one.before.open_at_end for one in running.wards if one.before.open_at_end} == {
        "Phường Long Biên": 2, "Phường Phúc Lợi": 1,
    }  # fmt: skip
    rows = DailyFact.objects.filter(open_at_end__gt=0).order_by("id")
    assert {one.zone.of_4_id for one in rows.select_related("zone")} == {
        one.pk for one in four.wards if one.name in {"Long Biên", "Phúc Lợi"}
    }  # fmt: skip
    assert verify(now=NOW) == []


def test_every_number_of_the_restated_board_opens_as_many_reports(
    client: Client, four: WardSet, settings: Settings
) -> None:
    settings.STAFF_MFA = "optional"
    last = Report.objects.order_by("-id")[0]
    Report.objects.filter(pk=last.pk).update(ward_of_4=None)
    moved(Report.objects.get(pk=last.pk), Status.ACCEPTED)
    filed(lat=TO_PHUC_LOI[0], lon=TO_PHUC_LOI[1])
    fold(NOW)
    client.force_login(officer(None, Role.LEADER))
    text = client.get("/programme/?month=2026-10&wards_on=2025-07-01").content.decode()
    links = {unescape(address): number for address, number in _LINK.findall(text) if "ward=" in address}
    assert all("wards_on=2025-07-01" in address for address in links)
    outside = [number for address, number in links.items() if "figure=received&" in address and "ward=0" in address]
    assert outside == ["1"]
    told = {address: number for address, number in links.items() if number != "0"}
    for address, number in told.items():
        rows = client.get(address).content.decode().split("<tbody>")[1].count('<th scope="row">')
        assert (address, rows) == (address, int(number))
    assert len(told) >= 8


def test_a_restated_board_shows_no_break_and_another_does(four: WardSet) -> None:
    leader = officer(None, Role.LEADER)
    shown = page("2026-10", reader=leader, now=NOW)
    again = page("2026-10", four.began.isoformat(), reader=leader, now=NOW)
    assert [one.month for one in shown["changes"]] == [Month(2025, 1), Month(2025, 7)]  # type: ignore[attr-defined]  # of a template
    assert all(len(one.marks) == 2 for one in shown["trends"])  # type: ignore[attr-defined]  # of a template
    assert not any(one.marks for one in again["trends"])  # type: ignore[attr-defined]  # of a template
