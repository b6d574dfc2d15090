"""The staff calls about how units work: the desks of one, all of them in order."""

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.rollup import fold
from backend.reports.assign import assign
from backend.reports.models import Status
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import AFTER, fault
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SENT = NOW.replace(day=2)
PANELS, LEAGUE = "/api/v1/staff/panels", "/api/v1/staff/league"


@pytest.fixture
def leader(sign_in: SignIn) -> Client:
    return sign_in(None, Role.LEADER)


def test_a_head_sees_the_desks_of_the_own_unit_as_on_the_page(sign_in: SignIn) -> None:
    now = timezone.now()
    old, done = filed(now=now - timedelta(days=40)), filed(now=now - timedelta(days=2), lat=21.0474)
    assign(old, officer(old.unit, username="ba-ly"), by=staff(old.unit), now=now)
    moved(done, "accepted", "resolved", now=now)
    head = sign_in(old, Role.UNIT_HEAD)
    [own] = head.get(PANELS).json()["results"]
    assert own["code"] == old.unit.code
    found = head.get(f"{PANELS}/{own['code']}").json()
    desks = {one["username"]: one for one in found["desks"]}
    assert (desks["ba-ly"]["open"], desks["ba-ly"]["late"], desks["ba-ly"]["name"]) == (1, 1, "Cán bộ ba-ly")
    assert (desks[None]["done"], desks[None]["name"], bool(desks["ba-ly"]["oldest_at"])) == (1, None, True)
    assert (found["whole"]["open"], found["whole"]["done"]) == (1, 1)
    assert found["ages"] == {"up_to_1_day": 0, "up_to_3_days": 0, "up_to_7_days": 0, "older": 1}
    assert head.get(f"{PANELS}/{old.unit.slug}").status_code == 200


def test_only_the_units_one_may_look_at_have_a_panel(sign_in: SignIn, leader: Client) -> None:
    report = filed()
    head = sign_in(report, Role.UNIT_HEAD)
    assert len(leader.get(PANELS).json()["results"]) > 14
    assert leader.get(f"{PANELS}/phong-y-te").status_code == 200
    for code in ("phong-y-te", "khong-co", "\0", "x" * 200):
        assert fault(head.get(f"{PANELS}/{code}"))[0] == 404
    assert fault(sign_in(report).get(PANELS))[0] == 403
    assert fault(sign_in(report).get(f"{PANELS}/{report.unit.slug}"))[0] == 403


@pytest.mark.usefixtures("december")
def test_the_units_stand_in_order_with_how_honestly_their_figures_came_about(leader: Client) -> None:
    report = moved(filed(now=SENT), Status.ACCEPTED, Status.RESOLVED, now=SENT)
    filed(category="food_poisoning", now=SENT)
    fold(AFTER)
    with mock.patch("backend.indicators.league.LEAST_DUE", 1):
        found = leader.get(LEAGUE, {"month": "2026-11"}).json()
    assert (found["month"], found["running"]) == ("2026-11", False)
    lines = {one["unit"]["code"]: one for one in found["results"]}
    own, health = lines[report.unit.code], lines[Unit.objects.get(slug="phong-y-te").code]
    assert (own["place"], own["shares"]["resolved_on_time"], own["counts"]["without_photo"]) == (1, 1.0, 1)
    assert (health["place"], health["shares"]["resolved_on_time"], health["counts"]["late"]) == (2, 0.0, 1)
    assert own["shares"]["without_photo"] == 1.0
    assert own["shares"]["reopened"] == 0.0


@pytest.mark.usefixtures("december")
def test_a_month_closed_without_a_figure_says_no_data(leader: Client) -> None:
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    fold(AFTER)
    with mock.patch("backend.indicators.board.without_added", return_value=frozenset({Month(2026, 11)})):
        [line] = leader.get(LEAGUE, {"month": "2026-11"}).json()["results"]
    assert (line["counts"]["without_photo"], line["shares"]["without_photo"]) == (None, None)
    assert line["counts"]["received"] == 1


def test_a_month_that_is_none_is_named_and_units_see_no_league(leader: Client, sign_in: SignIn) -> None:
    for asked, field in (({"month": "x"}, "month"), ({"month": "2999-01"}, "month"), ({"more": "1"}, "more")):
        assert fault(leader.get(LEAGUE, asked))[:2] == (422, field)
    assert fault(sign_in(filed(now=NOW), Role.UNIT_HEAD).get(LEAGUE))[0] == 403
