"""Other programs are told of changes: signed, by one name, again after a failure, and never what is not public."""

import base64
import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connections
from pytest_django import Settings

from backend.accounts import program_keys
from backend.accounts.models import Role
from backend.reports import publication
from backend.reports.models import Event
from notifications import dispatch
from notifications.models import Delivery, Letter, Webhook
from notifications.webhooks import owing, registering, sending
from notifications.webhooks.notice import SWITCHED_OFF
from notifications.webhooks.sending import LEASE, MOST_ATTEMPTS, PAUSES, SWITCHED_OFF_AFTER, drain
from notifications.webhooks.signing import secret_of
from tests.notifications.hooks import Receiver, hooked, receiving
from tests.reports.filing import CONTACT, NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house"), pytest.mark.enable_socket]
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.NEIGHBOURS_INSIDE = frozenset({"127.0.0.1"})
    with receiving() as found:
        yield found


@pytest.mark.database
def test_a_change_is_told_signed_and_says_nothing_of_the_words(receiver: Receiver) -> None:
    hook = hooked(receiver.address)
    report = filed(text="Rác ở cửa nhà bà Mẫu.", contact=CONTACT)
    assert drain(SOON) == sending.Drained(written=1, sent=1)
    [(headers, body)] = receiver.got
    key = base64.b64decode(secret_of(hook).removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    assert abs(int(headers["webhook-timestamp"]) - SOON.timestamp()) <= 2
    said = json.loads(body)
    assert said["type"] == "report.published"
    assert said["data"] == {
        "seq": Event.objects.get().seq,
        "code": report.code,
        "turn": "published",
        "published": True,
        "url": f"http://127.0.0.1:8000/api/v1/reports/{report.code}",
        "status": "received",
    }
    assert Delivery.objects.get().sent_at is not None
    assert drain(SOON) == sending.Drained()


def test_only_what_is_wanted_is_told_and_every_withdrawal(receiver: Receiver) -> None:
    hooked(receiver.address, "progressed")
    report = filed()
    drain(SOON)
    moved(report, "accepted")
    drain(SOON)
    publication.hide(report, reason="Thử.", by=staff(report.unit), now=NOW)
    drain(SOON)
    assert [one["turn"] for one in receiver.said()] == ["progressed", "withdrawn"]
    assert "status" not in receiver.said()[-1]


def test_what_was_hidden_before_it_left_is_told_as_withdrawn(receiver: Receiver) -> None:
    hooked(receiver.address)
    report = filed()
    owing.write_deliveries(now=NOW)
    publication.hide(report, reason="Thử.", by=staff(report.unit), now=NOW)
    drain(SOON)
    assert {one["turn"] for one in receiver.said()} == {"withdrawn"}


def test_a_failure_is_tried_again_under_the_same_name(receiver: Receiver) -> None:
    hooked(receiver.address)
    filed()
    receiver.answers = [500]
    assert drain(SOON).failed == 1
    waiting = Delivery.objects.get()
    assert waiting.last_error == "status_500"
    assert timedelta(0) <= waiting.not_before - SOON - PAUSES[0] < timedelta(seconds=5)
    assert drain(SOON).sent == 0
    assert drain(SOON + timedelta(minutes=1)).sent == 1
    first, second = (headers for headers, _body in receiver.got)
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert Webhook.objects.get().failures == 0


def test_one_that_never_works_is_given_up_then_sent_again_when_asked(receiver: Receiver) -> None:
    hook = hooked(receiver.address)
    filed()
    now, receiver.answers = SOON, [500] * MOST_ATTEMPTS
    for _attempt in range(MOST_ATTEMPTS):
        drain(now)
        now += timedelta(hours=25)
        Webhook.objects.update(failing_since=None)
    assert len(receiver.got) == MOST_ATTEMPTS
    assert Delivery.objects.get().gave_up_at is not None
    assert owing.replay(registering.deliveries_of(hook), now=now) == 1
    assert drain(now).sent == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_a_receiver_that_fails_rests_and_holds_up_nobody(receiver: Receiver) -> None:
    with receiving() as other:
        bad = hooked(receiver.address)
        hooked(other.address)
        receiver.answers = [500] * 100
        for number in range(5):
            filed(lat=21.0458 + number * 1e-4)
        drain(SOON)
        drain(SOON + timedelta(seconds=5))
        assert len(other.got) == 5
        assert len(receiver.got) <= 3
        bad.refresh_from_db()
        assert bad.failures == len(receiver.got)


def test_after_days_it_is_switched_off_the_administrator_is_told_and_nothing_is_lost(receiver: Receiver) -> None:
    chief = officer(None, Role.ADMINISTRATOR)
    chief.email = "quantri@longbien.example"
    chief.save()
    hook = hooked(receiver.address)
    filed()
    receiver.answers = [500, 500]
    drain(SOON)
    later = SOON + SWITCHED_OFF_AFTER + timedelta(hours=1)
    drain(later)
    hook.refresh_from_db()
    assert (hook.disabled_code, Event.objects.filter(kind=SWITCHED_OFF).count()) == ("status_500", 1)
    dispatch.drain(later + timedelta(minutes=1))
    assert Letter.objects.filter(event__kind=SWITCHED_OFF, sent_at__isnull=False).count() == 1
    [letter] = [one for one in mail.outbox if one.to == [chief.email]]
    assert "Đã ngừng gửi tin thay đổi" in letter.subject
    filed(lat=21.0462)
    assert drain(later + timedelta(days=2)) == sending.Drained()
    registering.resume(hook, now=later)
    assert drain(later + timedelta(days=2)).sent == 2


def test_410_means_never_again(receiver: Receiver) -> None:
    hook = hooked(receiver.address)
    filed()
    receiver.answers = [410]
    drain(SOON)
    hook.refresh_from_db()
    assert hook.disabled_code == "gone"


@pytest.mark.parametrize("ending", ["revoked", "removed", "expired"])
def test_who_may_no_more_is_told_nothing(receiver: Receiver, ending: str) -> None:
    hook, moment = hooked(receiver.address), SOON
    if ending == "revoked":
        program_keys.revoke(hook.key_id, reason="Thử.", by=staff(None, Role.ADMINISTRATOR), now=NOW)
    elif ending == "removed":
        registering.remove(hook, by=None, now=NOW)
    else:
        moment += timedelta(days=3 * 366)
    filed()
    assert drain(moment) == sending.Drained()
    assert receiver.got == []


def test_the_secret_is_nowhere_in_the_database_and_a_new_one_ends_the_old() -> None:
    hook = hooked()
    first = secret_of(hook)
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", first)
    assert first not in str(Webhook.objects.filter(pk=hook.pk).values())
    assert registering.new_secret(hook, by=None, now=NOW) == secret_of(hook) != first


def test_a_worker_that_died_while_sending_leaves_it_to_the_next(receiver: Receiver) -> None:
    hook = hooked(receiver.address)
    filed()
    owing.write_deliveries(now=SOON)
    assert sending._claim(Delivery.objects.get().pk, hook.pk, SOON)
    assert drain(SOON).sent == 0
    assert drain(SOON + LEASE + timedelta(seconds=1)).sent == 1


def test_the_log_forgets_what_is_long_over(receiver: Receiver) -> None:
    hooked(receiver.address)
    filed()
    drain(SOON)
    assert owing.forget_old(SOON + timedelta(days=29)) == 0
    assert owing.forget_old(SOON + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_writers_and_workers_at_once_lose_and_double_nothing(receiver: Receiver) -> None:
    hooked(receiver.address)

    def write(number: int) -> None:
        try:
            for turn in range(4):
                filed(lat=21.0458 + number * 1e-4 + turn * 1e-5)
        finally:
            connections.close_all()

    def work(_number: int, now: datetime = SOON) -> None:
        try:
            for _round in range(6):
                drain(now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(7) as pool:
        everybody = [pool.submit(write, number) for number in range(4)] + [pool.submit(work, one) for one in range(3)]
        for one in everybody:
            one.result(timeout=120)
    drain(SOON)
    assert Counter(one["seq"] for one in receiver.said()) == Counter(Event.objects.values_list("seq", flat=True))
