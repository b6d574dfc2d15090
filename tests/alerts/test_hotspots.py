"""Hot spots: found where reports lie close for months, decided by a person; each with a page, repeats ranked."""

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.indicators.decide_hotspot import DecidedAlready, Decision, NotYourDecision, decide
from backend.indicators.density import Spot, dense_places
from backend.indicators.hotspots import repeats_of_all, summaries
from backend.indicators.models import HotspotProposal
from backend.indicators.propose_hotspots import search
from backend.places.geometry import Point
from backend.places.hotspots import hotspot_at
from backend.places.models import Hotspot
from backend.reports.models import Report
from tests.reports.filing import NOW, filed, officer, staff

FAR = (21.0345, 105.9085)  # of every hot spot of the programme
database = pytest.mark.django_db


def spread(chance: random.Random, number: int) -> list[Spot]:
    return [Spot(chance.uniform(0, 8000), chance.uniform(0, 6000), chance.randrange(6)) for _one in range(number)]


def close(chance: random.Random, number: int, *, months: int) -> list[Spot]:
    return [Spot(chance.gauss(3000, 12), chance.gauss(2000, 12), place % months) for place in range(number)]


def test_reports_that_lie_close_for_months_are_found_and_nothing_else() -> None:
    chance = random.Random(5)  # noqa: S311  # made data, no secret
    [found] = dense_places([*spread(chance, 1500), *close(chance, 24, months=6)])
    assert abs(found.x - 3000) < 15
    assert abs(found.y - 2000) < 15
    assert found.months == 6
    assert 40 <= found.radius_m < 60


def test_one_bad_month_and_few_reports_make_no_hot_spot() -> None:
    chance = random.Random(6)  # noqa: S311  # made data, no secret
    assert dense_places([*spread(chance, 1500), *close(chance, 24, months=1)]) == []
    assert dense_places(close(chance, 7, months=6)) == []
    assert dense_places(spread(chance, 1500)) == []


def market_day() -> None:
    """Let nine reports lie close over five months, two or three at one point and of one kind."""
    for number in range(9):
        filed(
            category="illegal_parking",
            text="Đỗ xe trên vỉa hè.",
            lat=FAR[0] + number * 2e-6,
            lon=FAR[1],
            now=NOW - timedelta(days=16 * number + 1),
        )


@database
@pytest.mark.database
@pytest.mark.usefixtures("city")
def test_what_the_clock_proposes_a_person_accepts_and_it_is_a_hot_spot() -> None:
    market_day()
    assert search(NOW) == 1
    assert search(NOW + timedelta(days=1)) == 0  # once a week
    assert search(NOW + timedelta(days=8)) == 0  # and nothing twice
    proposal = HotspotProposal.objects.get()
    assert (proposal.group, proposal.reports) == ("traffic", 9)
    leader = Staff(officer(None, Role.LEADER))
    with pytest.raises(NotYourDecision):
        decide(proposal, Decision(is_accepted=True, reason="Đúng."), by=staff(Report.objects.all()[0].unit), now=NOW)
    with pytest.raises(Refused):
        decide(proposal, Decision(is_accepted=True, reason=" "), by=leader, now=NOW)
    hotspot = decide(proposal, Decision(is_accepted=True, reason="Đỗ xe kéo dài.", name="Cổng chợ"), by=leader, now=NOW)
    assert hotspot is not None
    assert hotspot_at(Point(proposal.lat, proposal.lon)) == hotspot
    assert Report.objects.filter(hotspot=hotspot).count() == 9
    with pytest.raises(DecidedAlready):
        decide(proposal, Decision(is_accepted=False, reason="Thôi."), by=leader, now=NOW)


@database
@pytest.mark.usefixtures("city")
def test_what_was_refused_is_no_hot_spot_and_not_proposed_again() -> None:
    market_day()
    search(NOW)
    proposal = HotspotProposal.objects.get()
    decide(proposal, Decision(is_accepted=False, reason="Chợ đêm."), by=Staff(officer(None, Role.LEADER)), now=NOW)
    assert Hotspot.objects.count() == 7
    assert search(NOW + timedelta(days=8)) == 0


@database
@pytest.mark.database
@pytest.mark.usefixtures("city")
def test_repeats_at_one_point_are_ranked_and_hot_spots_counted() -> None:
    for number in range(4):
        filed(now=NOW - timedelta(days=number))
    for _number in range(3):
        filed(category="street_dust", text="Bụi.", lat=FAR[0], lon=FAR[1], now=NOW - timedelta(days=3))
    filed(category="street_dust", text="Bụi.", lat=21.0601, lon=105.9, now=NOW - timedelta(days=3))
    first, second = repeats_of_all(NOW)
    assert (first.category.code, first.number, first.open) == ("household_waste", 4, 4)
    assert (second.category.code, second.number) == ("street_dust", 3)
    fullest = summaries(NOW)[0]
    assert (fullest.hotspot.code, fullest.recent, fullest.before, fullest.open) == ("ngoc-lam", 4, 0, 4)
    assert len(summaries(NOW)) == 7


@database
@pytest.mark.usefixtures("city")
def test_the_pages_show_and_decide(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    report = filed(now=timezone.now())
    proposal = HotspotProposal.objects.create(
        group="traffic", ward=report.ward, place="Phố Mẫu", lat=FAR[0], lon=FAR[1], radius_m=50, reports=9, months=5,
        found_at=NOW,
    )  # fmt: skip
    client = Client()
    client.force_login(officer(None, Role.LEADER))
    page = client.get("/programme/hotspots").content.decode()
    assert page.count('href="/programme/hotspots/') == 7
    assert "Phố Mẫu" in page
    one = client.get("/programme/hotspots/ngoc-lam").content.decode()
    assert "Tuyến Ngọc Lâm" in one
    assert "1 phản ánh trong 12 tháng" in one
    wish = {"proposal": str(proposal.pk), "decision": "accept", "reason": ""}
    assert client.post("/programme/hotspots", wish).status_code == 422
    assert client.post("/programme/hotspots", wish | {"reason": "Đúng."}).status_code == 302
    assert client.post("/programme/hotspots", wish | {"reason": "Đúng."}).status_code == 409
    assert client.post("/programme/hotspots", {"proposal": "x"}).status_code == 404
    assert client.get("/programme/hotspots/nowhere").status_code == 404
    auditor = Client()
    auditor.force_login(officer(None, Role.AUDITOR))
    assert auditor.post("/programme/hotspots", wish).status_code == 403
    assert 'name="decision"' not in auditor.get("/programme/hotspots").content.decode()
