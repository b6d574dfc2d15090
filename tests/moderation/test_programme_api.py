"""The staff calls about the programme: alerts, months, values entered by hand, hot spots."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import Role
from backend.indicators.load import load_programme
from backend.indicators.models import Alert, ClosedMonth, EnteredValue, PreparedMonth, ValueDecision
from backend.indicators.rollup import fold
from backend.places.models import Hotspot
from backend.reports.models import Status
from backend.routing.models import Unit
from tests.alerts.standing import alert_on, proposed
from tests.indicators.entered import entered
from tests.moderation.conftest import SignIn
from tests.reports.filing import CITY, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
STAFF = "/api/v1/staff/"
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
VALUE = {
    "indicator": "2.5.5",
    "target": 1,
    "number": 81.5,
    "first_day": "2026-01-01",
    "last_day": "2026-06-30",
    "source": "Phòng Y tế",
    "source_on": "2026-07-05",
}


def send(client: Client, address: str, /, **wish: Any) -> Any:
    return client.post(STAFF + address, wish, content_type="application/json")


def fault(answer: Any) -> tuple[int, str, str]:
    """Return the status, and the field and code of the first fault, of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    first = answer.json()["errors"][0] if answer.json()["errors"] else {"field": "", "code": ""}
    return answer.status_code, first["field"], first["code"]


@pytest.fixture
def health(sign_in: SignIn) -> Client:
    return sign_in(Unit.objects.get(slug="phong-y-te"))


@pytest.fixture
def leader(sign_in: SignIn) -> Client:
    return sign_in(None, Role.LEADER)


@pytest.fixture
def auditor(sign_in: SignIn) -> Client:
    return sign_in(None, Role.AUDITOR)


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    return sign_in(None, Role.PROGRAMME_OFFICE)


@pytest.fixture
def in_december() -> Iterator[None]:
    """Let November be over at the door, with one report of it."""
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    fold(AFTER)
    with mock.patch("moderation.api.months.timezone.now", return_value=AFTER):
        yield


def test_an_alert_is_read_worked_on_and_closed(health: Client) -> None:
    report = filed(category="food_poisoning")
    alert = alert_on([report])
    listed = health.get(f"{STAFF}alerts").json()
    assert [one["id"] for one in listed["results"]] == [alert.pk]
    one = health.get(f"{STAFF}alerts/{alert.pk}").json()
    assert (one["state"], one["may"]) == ("raised", ["acknowledge", "start", "close", "tick"])
    assert (one["outcome"], one["evidence"]["ill"], one["reports"][0]["code"]) == (None, 3, report.code)
    assert send(health, f"alerts/{alert.pk}/acknowledge").json()["state"] == "acknowledged"
    step = one["steps"][0]["code"]
    ticked = send(health, f"alerts/{alert.pk}/tick", step=step, note="Đã gọi.").json()
    assert (ticked["steps"][0]["note"], bool(ticked["steps"][0]["done_by"])) == ("Đã gọi.", True)
    assert send(health, f"alerts/{alert.pk}/start").json()["may"] == ["close", "tick"]
    closed = send(health, f"alerts/{alert.pk}/close", outcome="confirmed", findings="Gà để qua đêm.").json()
    assert (closed["state"], closed["outcome"], closed["may"]) == ("closed", "confirmed", [])
    assert [line["title"] for line in closed["timeline"]][-1] == "Kết thúc: có thật"
    assert fault(send(health, f"alerts/{alert.pk}/start")) == (409, "", "overtaken")


def test_who_was_not_told_of_an_alert_finds_none_and_readers_do_nothing(sign_in: SignIn, auditor: Client) -> None:
    alert = alert_on([filed(category="food_poisoning")])
    stranger = sign_in(Unit.objects.get(slug="ubnd-phuc-loi"))
    assert stranger.get(f"{STAFF}alerts").json()["results"] == []
    assert fault(stranger.get(f"{STAFF}alerts/{alert.pk}"))[0] == 404
    assert fault(send(stranger, f"alerts/{alert.pk}/acknowledge"))[0] == 404
    assert auditor.get(f"{STAFF}alerts/{alert.pk}").json()["may"] == []
    assert fault(send(auditor, f"alerts/{alert.pk}/acknowledge")) == (403, "", "not_yours")
    assert fault(sign_in(None, Role.ADMINISTRATOR).get(f"{STAFF}alerts"))[0] == 403
    assert fault(Client().get(f"{STAFF}alerts"))[0] == 401


@pytest.mark.parametrize(
    ("deed", "wish", "field"),
    [
        ("close", {"outcome": "maybe", "findings": "x"}, "outcome"),
        ("close", {"outcome": "false", "findings": " "}, "findings"),
        ("close", {"outcome": "false"}, "findings"),
        ("tick", {"step": "x", "note": "x" * 501}, "note"),
        ("tick", {"step": 7}, "step"),
        ("start", {"more": 1}, "more"),
    ],
)
def test_what_is_wrong_about_an_alert_is_named(health: Client, deed: str, wish: dict[str, Any], field: str) -> None:
    alert = alert_on([filed(category="food_poisoning")])
    assert fault(send(health, f"alerts/{alert.pk}/{deed}", **wish))[:2] == (422, field)
    assert Alert.objects.get().state == "raised"


def test_the_same_key_closes_an_alert_once(health: Client) -> None:
    alert = alert_on([filed(category="food_poisoning")])
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b11"}
    wish = {"outcome": "false", "findings": "Báo nhầm."}
    address = f"{STAFF}alerts/{alert.pk}/close"
    first, again = (client_post(health, address, wish, key) for _time in range(2))
    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"


def client_post(client: Client, address: str, wish: dict[str, Any], headers: dict[str, str]) -> Any:
    return client.post(address, wish, content_type="application/json", headers=headers)


def test_alerts_come_in_pages(leader: Client) -> None:
    report = filed(category="food_poisoning")
    with mock.patch("moderation.api.lists.SIZE", 2):
        numbers = {alert_on([report]).pk for _number in range(3)}
        first = leader.get(f"{STAFF}alerts")
        assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
        second = leader.get(first.json()["next"]).json()
    assert {one["id"] for page in (first.json(), second) for one in page["results"]} == numbers
    assert (second["next"], bool(second["previous"])) == (None, True)
    assert fault(leader.get(f"{STAFF}alerts?cursor=x")) == (422, "cursor", "bad_cursor")
    assert fault(leader.get(f"{STAFF}alerts?state=x")) == (422, "state", "unknown_field")


@pytest.mark.usefixtures("in_december")
def test_a_month_is_looked_at_closed_as_it_was_seen_and_listed(office: Client, leader: Client) -> None:
    assert office.get(f"{STAFF}months").json()["waiting"] == ["2026-11"]
    seen = leader.get(f"{STAFF}months/2026-11/preview").json()
    assert (seen["month"], seen["revision"], seen["before"], seen["may_close"]) == ("2026-11", 1, None, False)
    assert seen["total"]["received"] == 1
    assert fault(send(leader, "months/2026-11/close", seen=seen["seal"]))[0] == 403
    assert fault(send(office, "months/2026-11/close", seen="0" * 64)) == (409, "", "changed")
    closed = send(office, "months/2026-11/close", seen=seen["seal"]).json()
    months = leader.get(f"{STAFF}months").json()
    assert (months["waiting"], months["may_close"]) == ([], False)
    assert [(one["month"], one["head"], one["in_force"]) for one in months["results"]] == [
        ("2026-11", closed["head"], True)
    ]
    later = ClosedMonth.objects.get()
    later.pk, later.revision, later.reason = None, 2, "Đính chính."
    later.previous, later.head = later.head, "f" * 64
    later.save(force_insert=True)
    months = leader.get(f"{STAFF}months").json()["results"]
    assert [(one["revision"], one["in_force"]) for one in months] == [(2, True), (1, False)]


@pytest.mark.usefixtures("in_december")
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "7d0b4a52-6f0e-4a53-9d0c-0e9f2d6f1c11"}])
def test_a_large_month_is_asked_for_by_whoever_closes_it(
    office: Client, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.indicators.prepared.LARGE", 0)
    wish: dict[str, Any] = {"content_type": "application/json", "headers": headers}
    assert fault(office.post(f"{STAFF}months/2026-11/close", {}, **wish)) == (409, "month", "counting")
    assert PreparedMonth.objects.get().is_asked


@pytest.mark.usefixtures("in_december")
def test_months_that_are_none_or_not_over_and_people_of_units_are_refused(office: Client, health: Client) -> None:
    assert fault(office.get(f"{STAFF}months/2026-12/preview")) == (409, "month", "not_over")
    assert fault(office.get(f"{STAFF}months/2026-13/preview"))[0] == 404
    for address in ("months", "months/2026-11/preview"):
        assert fault(health.get(STAFF + address))[0] == 403


def test_a_value_is_entered_and_a_second_person_approves_it(health: Client, leader: Client) -> None:
    load_programme()
    indicators = {one["code"]: one for one in health.get(f"{STAFF}indicators").json()["results"]}
    target = indicators["2.5.5"]["targets"][0]
    assert indicators["2.5.5"]["may_enter"] is True
    made = send(health, "values", **VALUE | {"target": target["target"]})
    assert made.status_code == 201, made.json()
    value = made.json()
    assert (value["number"], value["state"], value["what"]) == (81.5, "waiting", target["what"])
    assert fault(send(health, f"values/{value['id']}/approve"))[0] == 403
    approved = send(leader, f"values/{value['id']}/approve").json()
    assert (approved["state"], bool(approved["decided_by"]), approved["replaced"]) == ("approved", True, False)
    assert fault(send(leader, f"values/{value['id']}/approve")) == (409, "", "decided")
    again = VALUE | {"target": target["target"], "number": 82, "corrects": value["id"], "reason": "Cộng nhầm."}
    better = send(health, "values", **again).json()
    send(leader, f"values/{better['id']}/approve")
    listed = leader.get(f"{STAFF}values?indicator=2.5.5&state=approved").json()["results"]
    assert {one["id"]: one["replaced"] for one in listed} == {value["id"]: True, better["id"]: False}


def test_a_refused_value_says_why_and_stays(leader: Client) -> None:
    value = entered()
    assert fault(send(leader, f"values/{value.pk}/refuse", reason=" ")) == (422, "reason", "required")
    assert fault(send(leader, f"values/{value.pk}/refuse")) == (422, "reason", "required")
    refused = send(leader, f"values/{value.pk}/refuse", reason="Thiếu văn bản.").json()
    assert (refused["state"], refused["refused_for"]) == ("refused", "Thiếu văn bản.")
    assert leader.get(f"{STAFF}values?state=refused").json()["results"] == [refused]
    assert leader.get(f"{STAFF}values?state=waiting").json()["results"] == []
    assert ValueDecision.objects.count() == 1


def test_units_see_the_values_of_their_indicators_and_who_entered_one_does_not_approve(
    sign_in: SignIn, auditor: Client
) -> None:
    value = entered()
    ward = sign_in(Unit.objects.get(slug="ubnd-ngoc-lam"))
    assert value.pk not in {one["id"] for one in ward.get(f"{STAFF}values").json()["results"]}
    assert fault(send(ward, f"values/{value.pk}/approve"))[0] == 404
    assert auditor.get(f"{STAFF}values").json()["results"][0]["id"] == value.pk
    assert fault(send(auditor, f"values/{value.pk}/approve")) == (403, "", "not_office")
    both = officer(None, Role.LEADER, username="nhap-so-lieu")
    assert fault(send(sign_in(both), f"values/{value.pk}/approve")) == (403, "", "own_value")
    assert fault(sign_in(None, Role.ADMINISTRATOR).get(f"{STAFF}values"))[0] == 403
    assert fault(send(auditor, "values", **VALUE)) == (403, "", "not_answerable")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"indicator": "9.9.9"}, "indicator"),
        ({"indicator": "\0\ud800"}, "indicator"),
        ({"target": 99}, "target"),
        ({"number": "12"}, "number"),
        ({"number": True}, "number"),
        ({"number": 1.234}, "number"),
        ({"number": 101}, "number"),
        ({"first_day": "2026-02-31"}, "first_day"),
        ({"last_day": "2099-01-01"}, "last_day"),
        ({"source": ""}, "source"),
        ({"corrects": 10**8, "reason": "x"}, "corrects"),
    ],
)
def test_a_wrong_value_is_named(health: Client, changes: dict[str, Any], field: str) -> None:
    load_programme()
    assert fault(send(health, "values", **VALUE | changes))[:2] == (422, field)
    assert not EnteredValue.objects.exists()


def test_a_proposed_hot_spot_is_accepted_or_refused_with_a_reason(leader: Client, auditor: Client) -> None:
    yes, no = proposed(1), proposed(2)
    listed = auditor.get(f"{STAFF}hotspots/proposals?state=proposed").json()["results"]
    assert [one["id"] for one in listed] == [no.pk, yes.pk]
    assert fault(send(auditor, f"hotspots/proposals/{yes.pk}/accept", reason="x")) == (403, "", "not_yours")
    assert fault(send(leader, f"hotspots/proposals/{yes.pk}/accept", reason="")) == (422, "reason", "required")
    accepted = send(leader, f"hotspots/proposals/{yes.pk}/accept", reason="Đúng.", name="Cổng chợ").json()
    hotspot = Hotspot.objects.get(code=accepted["hotspot"]["code"])
    assert (accepted["state"], hotspot.name) == ("accepted", "Cổng chợ")
    refused = send(leader, f"hotspots/proposals/{no.pk}/refuse", reason="Đã hết.").json()
    assert (refused["state"], refused["reason"], refused["hotspot"]) == ("refused", "Đã hết.", None)
    assert fault(send(leader, f"hotspots/proposals/{no.pk}/accept", reason="x")) == (409, "", "overtaken")
    assert fault(send(leader, "hotspots/proposals/99999/refuse", reason="x"))[0] == 404
    assert hotspot.code in {one["code"] for one in auditor.get(f"{STAFF}hotspots").json()["results"]}


def test_people_of_units_do_not_read_hot_spots(health: Client) -> None:
    number = proposed().pk
    for answer in (
        health.get(f"{STAFF}hotspots"),
        health.get(f"{STAFF}hotspots/ngoc-lam"),
        health.get(f"{STAFF}hotspots/proposals"),
        send(health, f"hotspots/proposals/{number}/refuse", reason="x"),
    ):
        assert fault(answer)[0] == 403


def test_refusals_speak_english_to_who_asks_for_it(leader: Client) -> None:
    number = proposed().pk
    address = f"{STAFF}hotspots/proposals/{number}/accept?lang=en"
    answer = leader.post(address, {"reason": ""}, content_type="application/json")
    assert answer.json()["detail"] == "Please say why."


def test_lists_cost_the_same_however_long_they_are(leader: Client) -> None:
    load_programme()
    report = filed(category="food_poisoning", now=timezone.now())

    def spent() -> list[int]:
        alert_on([report]), proposed(), entered()
        found = []
        for address in ("alerts", "hotspots/proposals", "values"):
            with CaptureQueriesContext(connection) as asked:
                assert leader.get(STAFF + address).status_code == 200
            found.append(len(asked))
        return found

    spent()
    before = spent()
    assert spent() == before
    assert max(before) <= 8


def test_one_hot_spot_is_told_with_its_months_kinds_hours_and_repeats(leader: Client, auditor: Client) -> None:
    now = timezone.now()
    for minute in range(3):
        filed(now=now - timedelta(minutes=minute))
    one = auditor.get(f"{STAFF}hotspots/ngoc-lam").json()
    assert (one["name"], one["total"], len(one["months"]), len(one["hours"])) == ("Tuyến Ngọc Lâm", 3, 12, 24)
    assert one["months"][-1]["received"] + one["months"][-2]["received"] == 3
    assert (one["kinds"][0]["category"]["code"], one["kinds"][0]["reports"]) == ("household_waste", 3)
    repeat = one["repeats"][0]
    assert (repeat["category"]["code"], repeat["reports"], repeat["open"]) == ("household_waste", 3, 3)
    assert one["pairs"] == []
    assert leader.get(f"{STAFF}hotspots").json()["repeats"] == one["repeats"]
    assert fault(leader.get(f"{STAFF}hotspots/nowhere"))[0] == 404
