"""Urgent reports out of hours: who is told, when the next, what ends it; and the letter at eight."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from backend.accounts.actor import Staff
from backend.accounts.leave import take_leave
from backend.accounts.models import Membership, Role, Shift, User
from backend.reports.digest import announce
from backend.reports.duty import NotCalled, call_duty, confirm
from backend.reports.models import DutyCall, Event, Kind, Report
from backend.reports.open_acts import Deed, open_acts
from backend.reports.ties import ties_of
from notifications.dispatch import drain
from notifications.models import Letter
from tests.reports.filing import CITY, filed, moved, officer
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NIGHT = datetime(2026, 11, 25, 21, 30, tzinfo=CITY)


@pytest.fixture
def report(city: None) -> Report:
    return filed(category="food_poisoning", now=NIGHT)


def on_call(report: Report, name: str, rank: int) -> User:
    person = officer(report.unit, username=name)
    User.objects.filter(pk=person.pk).update(email=f"{name}@quan.example")
    hours = {"starts_at": NIGHT - timedelta(hours=4), "ends_at": NIGHT + timedelta(hours=10)}
    Shift.objects.create(unit=report.unit, user=person, rank=rank, **hours)
    return User.objects.get(pk=person.pk)


def told(report: Report) -> list[str]:
    return list(DutyCall.objects.filter(report=report).order_by("id").values_list("user__username", flat=True))


def test_the_first_is_told_and_after_fifteen_minutes_the_next(report: Report) -> None:
    on_call(report, "nhi", 2)
    on_call(report, "nhat", 1)
    assert report.level == "urgent"
    assert [call_duty(NIGHT + timedelta(minutes=minutes)) for minutes in (0, 1, 14, 15, 30)] == [1, 0, 0, 1, 0]
    assert told(report) == ["nhat", "nhi"]
    event = Event.objects.filter(report=report, kind=Kind.DUTY_TOLD).first()
    assert event is not None
    assert (event.data["name"], event.is_public) == ("Cán bộ nhat", False)


def test_the_letter_goes_to_the_person_and_not_when_somebody_accepted_meanwhile(report: Report) -> None:
    on_call(report, "nhat", 1)
    call_duty(NIGHT)
    drain(NIGHT + timedelta(seconds=11))
    letter = next(one for one in mail.outbox if one.to == ["nhat@quan.example"])
    assert isinstance(letter, EmailMessage)
    assert "KHẨN" in letter.subject
    assert report.code in str(letter.body)
    other = filed(category="food_poisoning", now=NIGHT + timedelta(minutes=1), lat=21.0466)
    call_duty(NIGHT + timedelta(minutes=2))
    moved(other, "accepted", now=NIGHT + timedelta(minutes=2))
    drain(NIGHT + timedelta(minutes=3))
    assert Letter.objects.get(event__report=other, event__kind=Kind.DUTY_TOLD).last_error == "done_meanwhile"


def test_who_confirms_ends_the_calling_and_nobody_else_may(report: Report) -> None:
    on_call(report, "nhi", 2)
    by = Staff(on_call(report, "nhat", 1))
    call_duty(NIGHT)
    report.refresh_from_db()
    assert Deed.DUTY_CONFIRM in open_acts(report, by=by, ties=ties_of(report))
    with pytest.raises(NotCalled):
        confirm(report, by=Staff(officer(report.unit, username="nhi")), now=NIGHT)
    confirm(report, by=by, now=NIGHT + timedelta(minutes=5))
    with pytest.raises(NotCalled):
        confirm(report, by=by, now=NIGHT + timedelta(minutes=6))
    assert call_duty(NIGHT + timedelta(hours=1)) == 0
    assert Deed.DUTY_CONFIRM not in open_acts(report, by=by, ties=ties_of(report))


def test_nobody_is_woken_in_office_hours_for_what_is_not_urgent_or_accepted(report: Report) -> None:
    on_call(report, "nhat", 1)
    assert call_duty(NIGHT.replace(hour=10)) == 0
    filed(now=NIGHT, lat=21.0466)
    moved(report, "accepted", now=NIGHT)
    assert call_duty(NIGHT + timedelta(minutes=5)) == 0
    assert call_duty(NIGHT + timedelta(days=1, hours=1)) == 0


def test_without_a_roster_nothing_happens(report: Report) -> None:
    assert call_duty(NIGHT) == 0
    assert told(report) == []


def test_at_eight_everybody_with_work_is_told_once(report: Report) -> None:
    morning = datetime(2026, 11, 26, 8, 1, tzinfo=CITY)
    person = on_call(report, "nhat", 1)
    idle = User.objects.create(username="ranh", email="ranh@quan.example")
    Membership.objects.create(user=idle, role=Role.LEADER)
    assert [announce(moment) for moment in (morning - timedelta(minutes=2), morning, morning)] == [0, 1, 0]
    drain(morning + timedelta(seconds=30))
    letters = [one for one in mail.outbox if "Việc trong ngày" in one.subject]
    assert [one.to for one in letters] == [[person.email]]
    assert "26/11/2026" in letters[0].subject
    assert report.code[:4] in str(letters[0].body)
    weekend = datetime(2026, 11, 28, 8, 1, tzinfo=CITY)
    assert announce(weekend) == 0


def test_yesterdays_digest_is_not_sent_today(report: Report) -> None:
    on_call(report, "nhat", 1)
    morning = datetime(2026, 11, 26, 8, 1, tzinfo=CITY)
    announce(morning)
    drain(morning + timedelta(days=1))
    assert Letter.objects.get(event__kind="system_digest").last_error == "too_late"


def test_who_stands_in_for_the_one_on_duty_is_called_and_answers(report: Report) -> None:
    away, instead = on_call(report, "nhat", 1), officer(report.unit, username="thay")
    today = NIGHT.date()
    take_leave(away, instead, first=today, last=today, reason="Nghỉ.", by=Staff(away), now=NIGHT)
    assert call_duty(NIGHT) == 1
    assert told(report) == ["thay"]
    confirm(report, by=Staff(instead), now=NIGHT + timedelta(minutes=5))
    assert call_duty(NIGHT + timedelta(hours=1)) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_of_several_workers_at_once_one_tells_and_once(report: Report) -> None:
    on_call(report, "nhat", 1)
    on_call(report, "nhi", 2)
    assert sorted(together([lambda: call_duty(NIGHT)] * 4)) == [0, 0, 0, 1]  # type: ignore[type-var]  # all are numbers
    assert told(report) == ["nhat"]
    assert report.events.filter(kind=Kind.DUTY_TOLD).count() == 1


def test_a_worker_that_dies_between_two_rows_leaves_neither(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    on_call(report, "nhat", 1)

    def dies(*_call: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("backend.reports.duty.finish", dies)
        with pytest.raises(KeyboardInterrupt):
            call_duty(NIGHT)
    assert (told(report), report.events.filter(kind=Kind.DUTY_TOLD).exists()) == ([], False)
    assert call_duty(NIGHT + timedelta(minutes=1)) == 1
    assert told(report) == ["nhat"]
