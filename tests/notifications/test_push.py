"""Notices in browsers: sent to a push service of our own, read as the browser reads them."""

import json
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports.models import Report
from backend.reports.note import note
from notifications.dispatch import drain
from notifications.models import Carrier, Letter, PushSubscription
from notifications.outcome import Sent
from notifications.owing import write_letters
from notifications.push_services import is_push_service, public_key
from notifications.subscriptions import MOST, subscribe
from tests.notifications.push_service import Browser, plain
from tests.reports.filing import NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def named(report: Report, person: User) -> None:
    note(report, f"Nhờ @{person.username} xem.", by=staff(report.unit), now=NOW)


def push_letter() -> Letter:
    return Letter.objects.get(carrier=Carrier.PUSH)


def test_a_notice_arrives_encrypted_for_this_browser_alone(browser: Browser) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.subscribed(person)
    named(report, person)
    drain(NOW + timedelta(seconds=11))
    headers, body = browser.asked[-1]
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert public_key() in headers["authorization"]
    assert report.code.encode() not in body
    told = browser.read()
    assert told["title"].startswith("[Nhắc tên]")
    assert told["url"].endswith(f"/staff/r/{report.code}")
    assert "Nhờ" not in json.dumps(told, ensure_ascii=False)
    assert push_letter().sent_at


def test_one_browsers_refusal_leaves_hope_for_the_others(browser: Browser) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.statuses = {"one": 403, "two": 503}
    browser.subscribed(person, "two")
    browser.subscribed(person, "one")
    named(report, person)
    drain(NOW + timedelta(seconds=11))
    assert (push_letter().gave_up_at, push_letter().sent_at) == (None, None)
    browser.statuses = {"one": 403, "two": 201}
    drain(NOW + timedelta(minutes=2))
    assert push_letter().sent_at


def test_what_is_urgent_and_new_comes_to_every_desk_that_wants_it(browser: Browser) -> None:
    report = filed(category="food_poisoning")
    browser.subscribed(officer(report.unit, username="mot"))
    officer(report.unit, username="hai")
    filed()
    drain(NOW + timedelta(seconds=11))
    assert [one.event.report for one in Letter.objects.filter(carrier=Carrier.PUSH)] == [report]
    assert "KHẨN" in browser.read()["title"].upper()


def test_a_browser_that_took_its_permission_back_is_forgotten(browser: Browser) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.subscribed(person)
    browser.status = 410
    named(report, person)
    drain(NOW + timedelta(seconds=11))
    assert push_letter().last_error == "no_address"
    assert not PushSubscription.objects.exists()


def test_a_key_for_which_nothing_can_be_encrypted_is_given_up_at_once(browser: Browser) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.subscribed(person)
    PushSubscription.objects.update(p256dh=plain(bytes(65)))
    named(report, person)
    drain(NOW + timedelta(seconds=11))
    assert (push_letter().last_error, push_letter().gave_up_at is None) == ("push_unfit", False)


def test_letters_leave_before_notices(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.subscribed(person)
    named(report, person)
    write_letters(now=NOW)
    Letter.objects.filter(carrier=Carrier.PUSH).update(not_before=NOW - timedelta(hours=1))
    order: list[str] = []

    def send(letter: Letter, *, now: datetime) -> Sent:
        assert now > NOW
        order.append(letter.carrier)
        return Sent()

    monkeypatch.setattr("notifications.dispatch._send", send)
    drain(NOW + timedelta(seconds=11))
    assert (order[-1], set(order[:-1])) == (Carrier.PUSH, {Carrier.EMAIL})


@pytest.mark.parametrize("status", [500, 429, 302])
def test_a_service_that_fails_is_tried_again_and_no_redirect_is_followed(browser: Browser, status: int) -> None:
    report = filed()
    person = officer(report.unit, username="ba.ly")
    browser.subscribed(person)
    browser.status = status
    named(report, person)
    drain(NOW + timedelta(seconds=11))
    letter = push_letter()
    assert (letter.sent_at, letter.gave_up_at, letter.attempts) == (None, None, 1)
    assert len(browser.asked) == 1
    browser.status = 201
    drain(NOW + timedelta(minutes=2))
    assert push_letter().sent_at


def test_only_push_services_are_asked(settings: Settings) -> None:
    assert is_push_service("https://fcm.googleapis.com/fcm/send/x")
    assert is_push_service("https://updates.push.services.mozilla.com/wpush/v2/x")
    for strange in (
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/?fcm.googleapis.com",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "https://127.0.0.1\\@fcm.googleapis.com/x",
        "https://user:pw@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com/x\n",
        "https://fcm.googleapis.com",
        "https://[",
        "",
    ):
        assert not is_push_service(strange), strange


def test_keys_that_are_none_and_too_many_browsers_are_refused(browser: Browser) -> None:
    person = officer(filed().unit)
    auth = plain(browser.auth)
    no_point = {"p256dh": plain(bytes(65)), "auth": auth}
    for keys in ({"p256dh": "x", "auth": auth}, no_point, {"p256dh": browser.p256dh, "auth": "ngắn"}):
        with pytest.raises(Refused):
            subscribe(person, endpoint=f"{browser.address}/x", browser="", now=NOW, **keys)
    for number in range(MOST):
        browser.subscribed(person, str(number))
    browser.subscribed(person, "0")
    with pytest.raises(Refused, match="không quá"):
        browser.subscribed(person, "one-more")
    assert PushSubscription.objects.filter(user=person).count() == MOST
