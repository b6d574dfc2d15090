"""The staff calls about registers: read, add, put right, inspect, change the state."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.registers.load import load_criteria
from backend.registers.models import Criterion, Entry
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import STAFF, fault, send
from tests.registers.entries import SAI_DONG, registered
from tests.reports.filing import NGOC_LAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MARKET = {
    "name": "Chợ Mẫu",
    "lat": NGOC_LAM[0],
    "lon": NGOC_LAM[1],
    "state": "watched",
    "since": "2026-01-10",
    "address": "Phố Ngọc Lâm",
}


@pytest.fixture
def ward(sign_in: SignIn) -> Client:
    return sign_in(Unit.objects.get(slug="ubnd-ngoc-lam"))


@pytest.fixture
def auditor(sign_in: SignIn) -> Client:
    return sign_in(None, Role.AUDITOR)


def test_an_entry_is_added_put_right_looked_at_and_changed(ward: Client) -> None:
    made = send(ward, "registers/market", **MARKET)
    assert made.status_code == 201, made.json()
    entry = made.json()
    address = f"registers/entries/{entry['id']}"
    assert made.headers["Location"].endswith(STAFF + address)
    assert (entry["ward"]["name"], entry["version"], entry["may_change"]) == ("Ngọc Lâm", 1, True)
    facts = {name: MARKET[name] for name in ("name", "lat", "lon")}
    edited = send(ward, f"{address}/edit", **facts, note="Họp buổi sáng.", version=1).json()
    assert (edited["note"], edited["address"], edited["version"]) == ("Họp buổi sáng.", "", 2)
    paper = send(ward, f"{address}/document", name="Biên bản", number="1/BB", on="2026-02-01").json()["documents"][0]
    looked = {"on": "2026-02-02", "inspectors": "Phòng Kinh tế", "result": "passed", "document": paper["id"]}
    seen = send(ward, f"{address}/inspect", **looked).json()
    assert (seen["looked_on"], seen["inspections"][0]["document"]) == ("2026-02-02", paper["id"])
    changed = send(ward, f"{address}/state", to="controlled", on="2026-03-01", version=seen["version"]).json()
    assert (changed["state"], [one["state"] for one in changed["states"]]) == ("controlled", ["controlled", "watched"])
    assert fault(send(ward, f"{address}/state", to="closed", on="2026-03-02", version=1))[0] == 409
    assert ward.get(STAFF + address).json() == changed
    assert [one["deed"] for one in changed["changes"]] == ["state", "inspected", "document", "edited", "added"]


def test_an_entry_is_marked_against_its_criteria(ward: Client) -> None:
    load_criteria()
    address = f"registers/entries/{registered().pk}"
    code = Criterion.objects.filter(kind="market")[0].code
    marked = send(ward, f"{address}/mark", on="2026-02-01", marks={code: "met"}).json()
    assert {one["code"]: one["marked"] for one in marked["criteria"]}[code] == "met"
    assert fault(send(ward, f"{address}/mark", on="2026-02-01", marks={"x": "met"}))[:2] == (422, "criterion")


def test_registers_and_their_entries_are_listed_by_what_one_may_see(ward: Client, sign_in: SignIn) -> None:
    near, far = registered(name="Chợ gần"), registered(name="Chợ xa", at=SAI_DONG)
    office = sign_in(None, Role.PROGRAMME_OFFICE)
    counts = {one["kind"]: one for one in office.get(f"{STAFF}registers").json()["results"]}
    assert (counts["market"]["there"], counts["market"]["may_add"]) == (2, True)

    def listed(client: Client, query: str = "") -> list[int]:
        return [one["id"] for one in client.get(f"{STAFF}registers/market{query}").json()["results"]]

    assert (listed(ward), listed(office)) == ([near.pk], [near.pk, far.pk])
    assert listed(office, f"?ward={far.ward.code}") == listed(office, "?q=cho xa") == [far.pk]
    assert listed(office, "?state=closed") == []
    assert fault(office.get(f"{STAFF}registers/market?ward=nothing"))[:2] == (422, "ward")
    assert fault(office.get(f"{STAFF}registers/nothing"))[0] == 404
    assert fault(ward.get(f"{STAFF}registers/entries/{far.pk}"))[0] == 404


def test_who_reads_all_changes_nothing_and_units_keep_their_own(auditor: Client, ward: Client, sign_in: SignIn) -> None:
    entry, far = registered(), registered(name="Chợ xa", at=SAI_DONG)
    wish = {"to": "controlled", "on": "2026-03-01", "version": 1}
    assert auditor.get(f"{STAFF}registers/entries/{entry.pk}").json()["may_change"] is False
    assert fault(send(auditor, f"registers/entries/{entry.pk}/state", **wish)) == (403, "", "not_yours")
    assert fault(send(auditor, "registers/market", **MARKET | {"name": "Khác"}))[0] == 404
    assert fault(send(ward, f"registers/entries/{far.pk}/state", **wish))[0] == 404
    elsewhere = MARKET | {"name": "Khác", "lat": SAI_DONG[0], "lon": SAI_DONG[1]}
    assert fault(send(ward, "registers/market", **elsewhere)) == (403, "", "not_yours")
    assert sign_in(None, Role.ADMINISTRATOR).get(f"{STAFF}registers").json() == {"results": []}
    assert fault(Client().get(f"{STAFF}registers"))[0] == 401


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("market", {"lat": 10.7, "lon": 106.6}, "lat"),
        ("market", {"lat": 91}, "lat"),
        ("market", {"name": " "}, "name"),
        ("market", {"state": "relocated"}, "state"),
        ("market", {"since": "2099-01-01"}, "since"),
        ("market", {"subject": "ward"}, "subject"),
        ("market", {"guests": "many"}, "guests"),
        ("banquet", {"state": "registered"}, "held_at"),
        ("recognition", {"state": "registered"}, "subject"),
        ("market", {"more": 1}, "more"),
    ],
)
def test_a_wrong_entry_is_named(ward: Client, kind: str, changes: dict[str, Any], field: str) -> None:
    assert fault(send(ward, f"registers/{kind}", **MARKET | changes))[:2] == (422, field)
    assert not Entry.objects.exists()


def test_the_same_key_adds_once_and_a_taken_name_is_said(ward: Client) -> None:
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b11"}
    address = f"{STAFF}registers/market"
    first, again = (ward.post(address, MARKET, content_type="application/json", headers=key) for _time in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert fault(send(ward, "registers/market", **MARKET)) == (422, "name", "taken")
