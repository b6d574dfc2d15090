"""The staff calls beside the inbox: its map, views that are kept, telephone calls that are owed."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.reports.models import Kind, Report, SavedView
from backend.routing.models import Unit
from notifications.models import Letter
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import STAFF, fault, send
from tests.reports.filing import CONTACT, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def report() -> Report:
    return filed(contact=CONTACT)


@pytest.fixture
def owed(report: Report) -> Letter:
    """Return a call to the reporter that the unit in charge owes."""
    event = report.events.get(number=1)
    return Letter.objects.create(event=event, recipient="reporter", carrier="call", not_before=report.created_at)


def test_the_map_holds_what_lies_in_the_box(sign_in: SignIn, report: Report) -> None:
    client = sign_in(report)

    def codes(box: str) -> list[str]:
        found: dict[str, Any] = client.get(f"{STAFF}inbox/map?tab=open&box={box}").json()
        assert (found["type"], found["is_all"]) == ("FeatureCollection", True)
        return [one["properties"]["code"] for one in found["features"]]

    assert (codes("105.86,21.04,105.88,21.05"), codes("105.90,21.04,105.92,21.05")) == ([report.code], [])
    stranger = sign_in(Unit.objects.get(slug="phong-y-te"))
    assert stranger.get(f"{STAFF}inbox/map").json()["features"] == []
    for wrong in ("1,2,3", "105.9,21.1,105.8,21.0", "a,b,c,d"):
        assert fault(client.get(f"{STAFF}inbox/map?box={wrong}"))[:2] == (422, "box")
    assert fault(Client().get(f"{STAFF}inbox/map"))[0] == 401


def test_the_list_takes_the_same_box(sign_in: SignIn, report: Report) -> None:
    client = sign_in(report)
    assert len(client.get(f"{STAFF}inbox?box=105.86,21.04,105.88,21.05").json()["results"]) == 1
    assert client.get(f"{STAFF}inbox?box=105.90,21.04,105.92,21.05").json()["results"] == []


def test_a_view_is_kept_shared_opened_and_forgotten(sign_in: SignIn, report: Report) -> None:
    client, head = sign_in(report), sign_in(report, Role.UNIT_HEAD)
    kept = send(client, "views", name="Rác gấp", query="tab=open&level=urgent", shared=True, default=True).json()
    assert (kept["query"], kept["mine"], kept["default"]) == ("tab=open&level=urgent", True, True)
    assert client.get(f"{STAFF}inbox?{kept['query']}").status_code == 200
    [seen] = sign_in(report.unit).get(f"{STAFF}views").json()["results"]
    assert (seen["name"], seen["unit"]["code"]) == ("Rác gấp", report.unit.code)
    assert send(client, f"views/{kept['id']}/remove").json() == {"results": []}
    assert send(client, f"views/{kept['id']}/remove").status_code == 200
    assert head.get(f"{STAFF}views").json() == {"results": []}


def test_a_colleagues_view_is_not_removed_and_wrong_ones_are_named(sign_in: SignIn, report: Report) -> None:
    client, stranger = sign_in(report), sign_in(Unit.objects.get(slug="phong-y-te"))
    kept = send(client, "views", name="Của tôi", query="tab=mine").json()
    assert fault(send(stranger, f"views/{kept['id']}/remove"))[0] == 403
    assert stranger.get(f"{STAFF}views").json() == {"results": []}
    for wish, field in (
        ({"name": " ", "query": ""}, "name"),
        ({"name": "a", "query": "tab=nothing"}, "tab"),
        ({"name": "a"}, "query"),
        ({"name": "a", "query": "", "shared": "yes"}, "shared"),
    ):
        assert fault(send(client, "views", **wish))[:2] == (422, field)
    assert SavedView.objects.count() == 1


def test_a_call_is_listed_its_number_asked_for_and_its_end_written_down(
    sign_in: SignIn, report: Report, owed: Letter
) -> None:
    client = sign_in(report)
    [call] = client.get(f"{STAFF}calls").json()["results"]
    assert (call["id"], call["report"], call["tries"]) == (owed.pk, report.code, 0)
    assert CONTACT.phone.replace(" ", "") not in str(call)
    assert send(client, f"calls/{owed.pk}/number").json()["phone"].endswith("123")
    assert report.events.filter(kind=Kind.CONTACT_SEEN).count() == 1
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b11"}
    wish = {"result": "talked", "note": "Đã nói."}
    first, again = (
        client.post(f"{STAFF}calls/{owed.pk}", wish, content_type="application/json", headers=key) for _n in range(2)
    )
    assert (first.status_code, again.json()) == (200, {"report": report.code, "result": "talked"})
    assert report.events.filter(kind=Kind.CALLED).count() == 1
    assert client.get(f"{STAFF}calls").json()["results"] == []
    assert fault(send(client, f"calls/{owed.pk}", result="talked"))[0] == 404


def test_calls_of_others_are_not_found_and_an_odd_end_is_named(sign_in: SignIn, report: Report, owed: Letter) -> None:
    stranger, client = sign_in(Unit.objects.get(slug="phong-y-te")), sign_in(report)
    assert stranger.get(f"{STAFF}calls").json()["results"] == []
    for answer in (send(stranger, f"calls/{owed.pk}/number"), send(stranger, f"calls/{owed.pk}", result="talked")):
        assert fault(answer)[0] == 404
    assert fault(send(client, f"calls/{owed.pk}", result="dance"))[:2] == (422, "result")
    assert fault(send(client, f"calls/{owed.pk}", result="talked", note="x" * 9000))[0] == 422
    owed.refresh_from_db()
    assert owed.sent_at is None
