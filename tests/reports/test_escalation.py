"""Who is told of a deadline, when, and that it is once."""

from datetime import datetime

import pytest

from backend.accounts.models import Role, User
from backend.reports import escalation, extend
from backend.reports.escalation import remind
from backend.reports.history import staff_history
from backend.reports.models import Kind, Report, Rung, Screening
from backend.reports.screening import screen
from backend.routing.models import Unit
from notifications import texts
from notifications.models import Letter
from notifications.owing import write_letters
from tests.reports.filing import CITY, NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
# Filed on Wednesday 25 November at 9:00: to accept by Thursday 9:00, to resolve by Tuesday 1 December 9:00.
DUE = datetime(2026, 12, 1, 9, 0, tzinfo=CITY)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CITY)


def rungs(report: Report) -> list[str]:
    return [event.data["rung"] for event in report.events.filter(kind=Kind.REMINDED).order_by("number")]


@pytest.mark.database
def test_each_rung_is_climbed_once_in_working_time() -> None:
    report = moved(filed(), "accepted")
    for moment, number in (
        (at(30, 13, 59), 0),  # four working hours and a minute before
        (at(30, 14), 1),
        (at(30, 16), 0),
        (at(1, 9, month=12), 1),
        (at(1, 10, month=12), 0),
        (at(1, 17, month=12), 0),  # seven working hours after it
        (at(2, 9, 1, month=12), 1),
        (at(3, 9, month=12), 0),
    ):
        assert remind(moment) == number, moment
    assert rungs(report) == [Rung.DUE_SOON, Rung.OVERDUE, Rung.LONG_OVERDUE]
    assert staff_history(report, reader=officer(report.unit))[-1].title == "Đã đôn đốc: quá hạn một ngày làm việc"


def test_who_did_not_accept_in_time_is_told() -> None:
    report = filed()
    assert remind(at(26, 8, 59)) == 0
    assert remind(at(26, 9)) == 1
    assert rungs(report) == [Rung.NOT_ACCEPTED]


def test_around_the_clock_an_hour_before_and_four_after() -> None:
    report = moved(filed(category="tree_danger"), "accepted")  # accepted at 9:01: until 13:01
    for moment, number in (
        (at(25, 12), 0),
        (at(25, 12, 1), 1),
        (at(25, 13, 1), 1),
        (at(25, 17), 0),
        (at(25, 17, 1), 1),
    ):
        assert remind(moment) == number, moment
    assert len(rungs(report)) == 3


def test_what_waits_is_spam_closed_or_old_reminds_nobody() -> None:
    moved(filed(), "needs_info")
    spam = filed(lat=21.0459)
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW)
    moved(filed(lat=21.0460), "accepted", "resolved")
    assert remind(DUE) == 0
    moved(filed(lat=21.0461), "accepted")
    assert remind(DUE + escalation.TOO_OLD) == 0


def test_a_deadline_that_moves_begins_anew() -> None:
    report = moved(filed(), "accepted")
    extend.ask(report, at(4, 0, month=12).date(), reason="Mưa.", by=staff(report.unit, Role.UNIT_HEAD), now=NOW)
    assert remind(DUE) == 0
    assert remind(at(4, 13, month=12)) == 1
    assert rungs(report) == [Rung.DUE_SOON]


def test_the_unit_then_its_head_then_the_leader_get_letters() -> None:
    report = moved(filed(), "accepted")
    Unit.objects.filter(pk=report.unit_id).update(email="ubnd@phuong.example")
    head, leader = officer(report.unit, Role.UNIT_HEAD), officer(None, Role.LEADER)
    User.objects.update(email="ai@quan.example")
    write_letters(now=NOW)
    told: list[set[str]] = []
    for moment in (at(30, 14), DUE, at(2, 9, 1, month=12)):
        remind(moment)
        write_letters(now=moment)
        newest = report.events.filter(kind=Kind.REMINDED).order_by("-number")[0]
        told.append(set(Letter.objects.filter(event=newest).values_list("recipient", flat=True)))
        text = texts.mail_to_unit(newest, report, report.unit)
        assert report.code in text.subject
        assert "9 giờ 00, thứ Ba 1/12/2026" in text.body
    unit = f"unit:{report.unit.slug}"
    assert told == [
        {unit}, {unit, f"person:{head.pk}"}, {unit, f"person:{head.pk}", f"person:{leader.pk}"},
    ]  # fmt: skip
