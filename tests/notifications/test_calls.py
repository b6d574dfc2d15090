"""Calls to reporters who left a number alone: three tries, wrong numbers, and what is said."""

from datetime import datetime, timedelta

import pytest

from backend.core.worktime import Clock, add_hours
from backend.reports.act import Overtaken
from backend.reports.history import staff_history
from backend.reports.models import CallResult, Contact, Event, Kind, Report
from backend.reports.new_report import NewContact
from backend.reports.replies import answer
from backend.reports.rights import NotYours
from backend.routing.models import Unit
from notifications import calls, dispatch
from notifications.models import Letter
from notifications.texts import call_to_reporter
from notifications.unsent import given_up, why
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PHONE = NewContact(name="Bà Tư", phone="0912345678", consent_version="2026-1")
LATER = NOW + timedelta(hours=1)


def owed(report: Report) -> list[Letter]:
    return list(calls.owed_by(officer(report.unit)).order_by("not_before", "id"))


def told(*steps: str, now: datetime = NOW) -> Report:
    report = moved(filed(contact=PHONE, now=now), *steps, now=now)
    dispatch.drain(now + timedelta(minutes=30))
    return report


def last(report: Report) -> Event:
    return report.events.order_by("-number")[0]


def test_a_unit_owes_one_call_a_report_the_longest_wait_first() -> None:
    second = told(now=NOW + timedelta(minutes=40))
    first = told("accepted", "resolved")
    assert [one.event.report for one in owed(first)] == [first, second]
    assert [one.event.kind for one in owed(first)] == [Kind.RESOLVED, Kind.RECEIVED]
    other = Unit.objects.exclude(pk=first.unit_id).order_by("id")[0]
    assert list(calls.owed_by(officer(other))) == []


def test_who_does_not_answer_is_called_again_three_times_in_all() -> None:
    report = told()
    by, now = staff(report.unit), LATER
    for tries in (1, 2):
        calls.done(owed(report)[0], by=by, now=now, result=CallResult.NO_ANSWER)
        letter = owed(report)[0]
        assert (letter.attempts, letter.not_before) == (tries, add_hours(now, 2, clock=Clock.OFFICE))
        now = letter.not_before
    calls.done(owed(report)[0], by=by, now=now, result=CallResult.NO_ANSWER)

    assert owed(report) == []
    letter = Letter.objects.get(carrier="call")
    assert (letter.gave_up_at, why(letter.last_error)) == (now, "không nghe máy sau ba lần gọi")
    assert not given_up()
    assert report.events.filter(kind=Kind.CALLED).count() == 3
    assert staff_history(report, reader=by.user)[-1].title == "Đã gọi lại: không nghe máy"


def test_a_wrong_number_is_given_up_at_once_with_its_reason() -> None:
    report = told("accepted", "resolved")
    calls.done(owed(report)[0], by=staff(report.unit), now=LATER, result=CallResult.WRONG_NUMBER)
    assert calls.waiting(report) == []
    assert {one.last_error for one in Letter.objects.filter(carrier="call")} == {"wrong_number"}
    assert last(report).data == {"result": "wrong_number"}


def test_two_who_call_at_once_count_one_try() -> None:
    report = told()
    mine, yours = owed(report)[0], owed(report)[0]
    calls.done(mine, by=staff(report.unit), now=LATER, result=CallResult.NO_ANSWER)
    with pytest.raises(Overtaken):
        calls.done(yours, by=staff(report.unit), now=LATER, result=CallResult.NO_ANSWER)
    assert owed(report)[0].attempts == 1


def test_the_number_is_seen_by_an_act_of_the_unit_in_charge() -> None:
    report = told()
    letter, by = owed(report)[0], staff(report.unit)
    assert calls.number_for(letter, by=by, now=LATER).phone == "0912345678"
    event = last(report)
    assert (event.kind, event.words.body, event.actor, event.is_public) == ("contact_seen", "Gọi lại", by.user, False)
    helper = staff(report.involvements.filter(part="with").order_by("id")[0].unit)
    for act in (calls.number_for, calls.done):
        with pytest.raises(NotYours):
            act(letter, by=helper, now=LATER)
    Contact.objects.update(phone="", name="", erased_at=NOW)
    letter.refresh_from_db()
    with pytest.raises(Overtaken):
        calls.number_for(Letter.objects.get(pk=letter.pk), by=by, now=LATER)


def test_a_question_that_was_answered_is_asked_by_nobody() -> None:
    report = told("accepted", "needs_info")
    assert owed(report)[0].event.kind == Kind.ASKED
    answer(report, "Ở đầu ngõ.", now=LATER)
    dispatch.drain(LATER)
    assert [one.event.kind for one in owed(report)] == [Kind.RECEIVED]
    assert Letter.objects.get(event__kind=Kind.ASKED).last_error == "question_is_over"


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((), "đã nhận phản ánh"),
        (("needs_info",), 'cần hỏi thêm: "Đã xem và xử lý."'),
        (("accepted", "resolved"), "Kết quả: Đã xem và xử lý. Ông/bà thấy đã ổn chưa?"),
        (("rejected",), "không xử lý được vì:"),
    ],
)
def test_what_to_say_is_one_line_without_links_or_numbers(steps: tuple[str, ...], says: str) -> None:
    report = told(*steps)
    letter = owed(report)[0]
    assert report.contact is not None
    words = call_to_reporter(letter.event, report, report.contact)
    assert words.startswith("Thưa ông/bà, ")
    assert says in words
    assert report.code in words
    assert "\n" not in words
    assert "http" not in words
    report.contact.language = "en"
    assert call_to_reporter(letter.event, report, report.contact).startswith("Hello, ")
