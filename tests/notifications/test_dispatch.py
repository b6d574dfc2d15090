"""Tries, pauses, giving up: what becomes of a letter that cannot leave."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command

from backend.reports.act import Overtaken
from backend.reports.models import Contact, Event, Kind
from notifications import calls, dispatch
from notifications.carriers import email, sms
from notifications.carriers.unsent import CarrierAway, Unsent
from notifications.dispatch import LEASE, MOST_ATTEMPTS, PAUSES
from notifications.models import Carrier, Cursor, Letter
from notifications.unsent import given_up, waiting_since
from tests.notifications.conftest import Texts
from tests.notifications.test_letters import BOTH, MAIL, PHONE, SOON
from tests.reports.filing import NOW, filed, moved, staff

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.database]
DUE = NOW + SOON


@pytest.fixture
def letter() -> Letter:
    """One letter to a reporter, due at DUE."""
    filed(contact=MAIL)
    dispatch.drain(NOW)
    Letter.objects.exclude(recipient="reporter").delete()
    return Letter.objects.get()


def refusing(unsent: Exception) -> Callable[[object], None]:
    def send(_what: object) -> None:
        raise unsent

    return send


def test_a_letter_that_cannot_leave_is_tried_with_growing_pauses_and_then_given_up(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "send", refusing(Unsent("mail_refused")))
    now = DUE
    for attempt, pause in enumerate(PAUSES, start=1):
        assert dispatch.drain(now).put_off == 1
        letter.refresh_from_db()
        assert (letter.attempts, letter.last_error, letter.lease_until) == (attempt, "mail_refused", None)
        assert timedelta() <= letter.not_before - now - pause < timedelta(seconds=5)
        assert dispatch.drain(letter.not_before - timedelta(seconds=1)) == dispatch.Drained()
        now = letter.not_before
    assert dispatch.drain(now).given_up == 1
    letter.refresh_from_db()
    assert letter.attempts == MOST_ATTEMPTS
    assert list(given_up()) == [letter]
    assert dispatch.drain(now + timedelta(days=30)) == dispatch.Drained()


def test_an_address_that_does_not_exist_is_tried_once(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "send", refusing(Unsent("recipient_refused", is_final=True)))
    assert dispatch.drain(DUE).given_up == 1
    assert [one.last_error for one in given_up()] == ["recipient_refused"]


def test_one_letter_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = filed(contact=MAIL), filed(contact=MAIL)
    send = email.send

    def fails_for_one(mail: email.Mail) -> None:
        if bad.code in mail.subject and mail.to == MAIL.email:
            raise ZeroDivisionError
        send(mail)

    monkeypatch.setattr(email, "send", fails_for_one)
    done = dispatch.drain(DUE)
    assert (done.put_off, done.sent) == (1, done.written - 1)
    assert any(good.code in mail.subject for mail in mailoutbox if mail.to == [MAIL.email])
    assert "ZeroDivisionError" in caplog.text
    assert Letter.objects.get(last_error="error").attempts == 1


def test_a_carrier_that_is_away_is_asked_once_and_costs_no_letter_an_attempt(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        filed(contact=BOTH)
    asked: list[object] = []

    def away(mail: object) -> None:
        asked.append(mail)
        raise CarrierAway("mail_server")

    monkeypatch.setattr(email, "send", away)
    dispatch.drain(DUE)
    assert len(asked) == 1
    assert len(texts()) == 3
    mails = Letter.objects.filter(carrier=Carrier.EMAIL)
    assert set(mails.values_list("attempts", "last_error", "lease_until")) == {(0, "away_mail_server", None)}
    assert waiting_since(DUE) == NOW
    monkeypatch.undo()
    assert dispatch.drain(DUE + timedelta(minutes=2)).sent == mails.count()
    assert waiting_since(DUE + timedelta(minutes=2)) is None


def test_a_carrier_away_for_days_is_given_up_where_somebody_sees_it(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "send", refusing(CarrierAway("mail_server")))
    assert dispatch.drain(DUE + timedelta(days=4)).given_up == 1
    assert list(given_up()) == [letter]


def test_a_letter_another_worker_holds_is_left_to_it_until_its_claim_runs_out(
    letter: Letter, mailoutbox: list[EmailMessage]
) -> None:
    Letter.objects.update(lease_until=DUE + LEASE, attempts=1)  # a worker claimed it and was killed
    assert dispatch.drain(DUE).sent == 0
    assert dispatch.drain(DUE + LEASE).sent == 1
    assert len(mailoutbox) == 1
    letter.refresh_from_db()
    assert letter.attempts == 2


def test_a_letter_that_kills_every_worker_ends_too(letter: Letter) -> None:
    Letter.objects.update(lease_until=DUE, attempts=MOST_ATTEMPTS)
    assert dispatch.drain(DUE).given_up == 1
    assert [one.last_error for one in given_up()] == ["worker_died"]


def test_two_workers_that_saw_the_same_letter_send_it_once(letter: Letter) -> None:
    assert dispatch._claim(letter.pk, DUE)
    assert not dispatch._claim(letter.pk, DUE)


def test_reading_the_same_events_again_owes_nothing_twice(letter: Letter) -> None:
    Cursor.objects.update(seq=0)
    before = Letter.objects.count()
    dispatch.drain(NOW)
    assert Letter.objects.filter(recipient="reporter").count() == before == 1


def test_a_long_history_is_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.owing._BATCH", 2)
    for _number in range(5):
        filed(contact=MAIL)
    dispatch.drain(NOW)
    assert Letter.objects.filter(recipient="reporter").count() == 5
    assert Cursor.objects.get().seq == Event.objects.order_by("-seq")[0].seq


def test_letters_may_begin_from_now(capsys: pytest.CaptureFixture[str]) -> None:
    filed(contact=MAIL)
    call_command("letters_from_now", "--dry-run")
    call_command("letters_from_now")
    call_command("letters_from_now")
    assert capsys.readouterr().out.split("\n")[:3] == [
        "1 events are told to nobody.",
        "1 events are told to nobody.",
        "0 events are told to nobody.",
    ]
    assert dispatch.drain(DUE) == dispatch.Drained()
    filed(contact=MAIL)
    assert dispatch.drain(DUE).sent > 0


def test_what_waits_is_known_even_before_it_is_read() -> None:
    assert waiting_since(NOW) is None
    filed(contact=MAIL)
    assert waiting_since(DUE) == NOW


def test_a_reporter_with_a_telephone_alone_is_called_where_no_gateway_is() -> None:
    report = moved(filed(contact=PHONE), "accepted", "resolved")
    other = filed(contact=MAIL)
    dispatch.drain(NOW + timedelta(minutes=20))
    assert [one.event.kind for one in calls.waiting(report)] == [Kind.RECEIVED, Kind.RESOLVED]
    assert calls.to_call([report.pk, other.pk]) == {report.pk}
    assert waiting_since(NOW + timedelta(days=1)) is None


def test_one_call_tells_all_that_waited() -> None:
    report = moved(filed(contact=PHONE), "accepted", "resolved")
    dispatch.drain(NOW + timedelta(minutes=20))
    by = staff(report.unit)
    last = calls.waiting(report)[-1]
    calls.done(last, by=by, now=NOW + timedelta(hours=1), note="Đã báo kết quả.")
    assert calls.waiting(report) == []
    event = report.events.order_by("-number").first()
    assert event is not None
    assert (event.kind, event.words.body, event.is_public) == (Kind.CALLED, "Đã báo kết quả.", False)
    with pytest.raises(Overtaken):
        calls.done(last, by=by, now=NOW + timedelta(hours=2))


def test_a_call_to_a_number_that_was_erased_is_dropped_openly() -> None:
    report = filed(contact=PHONE)
    dispatch.drain(DUE)
    Contact.objects.update(phone="", erased_at=NOW)
    assert calls.waiting(report) == []
    assert dispatch.drain(DUE).given_up == 1
    assert Letter.objects.get(carrier=Carrier.CALL).last_error == "erased"
    assert not given_up()


def test_a_gateway_takes_the_place_of_calls(texts: Texts) -> None:
    report = filed(contact=PHONE)
    dispatch.drain(DUE)
    assert calls.waiting(report) == []
    assert len(texts()) == 1


def test_a_message_that_was_refused_for_good_is_given_up(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(contact=PHONE)
    monkeypatch.setattr(sms, "send", refusing(Unsent("gateway_400", is_final=True)))
    assert dispatch.drain(DUE).given_up == 1
    assert not texts()


def test_rows_of_the_voice_say_what_they_are(letter: Letter) -> None:
    assert str(letter) == f"email {letter.pk} to reporter"
    assert str(Cursor.objects.get()).startswith("letters: ")
