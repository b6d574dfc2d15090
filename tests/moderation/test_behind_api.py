"""The staff calls about a number of the board: exactly its reports, page by page, and a month cut by place."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.rollup import fold
from backend.reports.models import Report, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault
from tests.reports.filing import NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LIST, CUTS = "/api/v1/staff/figures/reports", "/api/v1/staff/cuts"


@pytest.fixture
def leader(sign_in: SignIn) -> Client:
    return sign_in(None, Role.LEADER)


def listed(client: Client, **asked: str) -> tuple[int, list[str]]:
    found: dict[str, Any] = client.get(LIST, {"month": "2026-11", **asked}).json()
    return found["number"], [one["code"] for one in found["results"]]


def test_the_list_is_exactly_the_reports_of_the_number(leader: Client) -> None:
    solved, waiting = moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed()
    fold(NOW + timedelta(hours=1))
    assert listed(leader, figure="received") == (2, [waiting.code, solved.code])
    assert listed(leader, figure="resolved") == (1, [solved.code])
    assert listed(leader, figure="received", ward="ngoc-lam", unit=solved.unit.code, group="environment")[0] == 2
    assert listed(leader, figure="received", category="household_waste", channel=solved.channel)[0] == 2
    assert listed(leader, figure="received", ward="bo-de") == (0, [])
    assert listed(leader, figure="received", street=str(solved.street_id))[0] == 2
    assert listed(leader, figure="received", hotspot="none") == (0, [])
    assert listed(leader, figure="received", wards_on="2025-07-01", ward="bo-de")[0] == 2
    found = leader.get(LIST, {"figure": "open"}).json()
    assert [one["code"] for one in found["results"]] == [waiting.code]
    assert (bool(found["definition"]), found["frozen"], found["reports"]) == (True, None, 1)
    with mock.patch("moderation.api.lists.SIZE", 1):
        first = leader.get(LIST, {"figure": "received", "month": "2026-11"})
        second = leader.get(first.json()["next"]).json()
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert [one["code"] for one in second["results"]] == [solved.code]


def test_a_closed_month_says_its_number_and_a_report_under_restraint_no_code(leader: Client) -> None:
    report = filed()
    fold(NOW + timedelta(days=20))
    close(Month(2026, 11), by=staff(None, Role.PROGRAMME_OFFICE), now=NOW + timedelta(days=20))
    Report.objects.filter(pk=report.pk).update(held_as=HELD_DENUNCIATION)
    found = leader.get(LIST, {"figure": "received", "month": "2026-11"}).json()
    assert (found["number"], found["frozen"], found["results"][0]["code"]) == (1, 1, None)
    cut = leader.get(CUTS, {"by": "channel", "month": "2026-11"}).json()
    assert (cut["closed"], [(one["key"], one["numbers"]["received"]) for one in cut["results"]]) == (
        True,
        [(report.channel, 1)],
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"figure": "x"}, "figure"),
        ({}, "figure"),
        ({"month": "2026-13"}, "month"),
        ({"ward": "\0"}, "ward"),
        ({"ward": "khong-co"}, "ward"),
        ({"unit": "x"}, "unit"),
        ({"category": "x"}, "category"),
        ({"group": "x"}, "group"),
        ({"street": "-1"}, "street"),
        ({"site": "９"}, "site"),
        ({"hotspot": "9" * 20}, "hotspot"),
        ({"channel": "none"}, "channel"),
        ({"reason": "x"}, "reason"),
        ({"until": "2026-11-31"}, "until"),
        ({"wards_on": "1900-01-01"}, "wards_on"),
        ({"cursor": "x"}, "cursor"),
        ({"more": "x"}, "more"),
    ],
)
def test_what_is_no_number_of_the_board_is_named(leader: Client, asked: dict[str, str], field: str) -> None:
    asked = asked if field == "figure" else {"figure": "received", "month": "2026-11", **asked}
    assert fault(leader.get(LIST, asked))[:2] == (422, field)


def test_people_of_units_see_neither(sign_in: SignIn, leader: Client) -> None:
    client = sign_in(Unit.objects.get(slug="phong-y-te"))
    assert fault(client.get(LIST, {"figure": "open"}))[0] == 403
    assert fault(client.get(CUTS, {"by": "street"}))[0] == 403
    assert fault(leader.get(CUTS, {"by": "x"}))[:2] == (422, "by")
