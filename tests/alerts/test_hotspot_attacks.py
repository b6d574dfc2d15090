"""Hot spots without data, dissolved, decided twice at once, by the wrong person, or by a slip of a program."""

from functools import partial

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.indicators.decide_hotspot import Decision, NotYourDecision, decide
from backend.indicators.models import HotspotProposal, ProposalState
from backend.indicators.propose_hotspots import search
from backend.places.models import Hotspot
from backend.reports.models import Report
from backend.reports.models.standing import HELD_DENUNCIATION
from tests.alerts.test_hotspots import FAR, market_day
from tests.reports.filing import NOW, filed, officer
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
YES = Decision(is_accepted=True, reason="Đúng.", name="Cổng chợ")


def proposed() -> HotspotProposal:
    return HotspotProposal.objects.create(
        group="traffic", ward=filed().ward, place="Phố Mẫu", lat=FAR[0], lon=FAR[1], radius_m=50, reports=9, months=5,
        found_at=NOW,
    )  # fmt: skip


def door(role: Role) -> Client:
    client = Client()
    client.force_login(officer(None, role))
    return client


def test_a_hot_spot_without_any_report_has_a_page_and_one_that_was_dissolved_has_none(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    hotspot = decide(proposed(), YES, by=Staff(officer(None, Role.LEADER)), now=NOW)
    assert hotspot is not None
    leader = door(Role.LEADER)
    address = f"/programme/hotspots/{hotspot.code}"
    assert "0 phản ánh trong 12 tháng" in leader.get(address).content.decode()
    assert address in leader.get("/programme/hotspots").content.decode()
    hotspot.delete()
    assert leader.get(address).status_code == 404
    page = leader.get("/programme/hotspots")
    assert (page.status_code, address in page.content.decode()) == (200, False)
    market_day()
    assert search(NOW) == 0  # whoever dissolved it decided: the place is not proposed again


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_neither_leads_nor_works_for_the_programme_decides_nothing(role: Role, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    proposal = proposed()
    with pytest.raises(NotYourDecision):
        decide(proposal, YES, by=Staff(officer(None, role)), now=NOW)
    wish = {"proposal": str(proposal.pk), "decision": "accept", "reason": "Đúng."}
    assert door(role).post("/programme/hotspots", wish).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


@pytest.mark.parametrize("decision", ["", "accepted", "ACCEPT"])
def test_what_is_no_decision_refuses_nothing(decision: str, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    proposal = proposed()
    wish = {"proposal": str(proposal.pk), "decision": decision, "reason": "Đúng."}
    assert door(Role.LEADER).post("/programme/hotspots", wish).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


def test_denunciations_make_no_hot_spot() -> None:
    market_day()
    Report.objects.update(held_as=HELD_DENUNCIATION)
    assert search(NOW) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city", "own_tables")
@pytest.mark.database
def test_of_two_leaders_at_once_one_decides_and_of_two_workers_one_proposes() -> None:
    market_day()
    assert sorted(map(str, together([partial(search, NOW)] * 2))) == ["0", "1"]
    proposal = HotspotProposal.objects.get()
    by = [Staff(officer(None, Role.LEADER)), Staff(officer(None, Role.PROGRAMME_OFFICE))]
    found = together([partial(decide, proposal, YES, by=one, now=NOW) for one in by])
    assert sorted(type(one).__name__ for one in found) == ["DecidedAlready", "Hotspot"]
    assert Hotspot.objects.filter(name="Cổng chợ").count() == 1
