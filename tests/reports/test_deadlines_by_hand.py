"""Deadlines worked out by hand, with a calendar on the table: what the platform must say to the minute."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from backend.accounts.actor import Clock, Reporter, Staff
from backend.accounts.models import Role
from backend.reports import extend
from backend.reports.lifecycle import Move, Verdict, advance
from backend.reports.models import Report
from backend.reports.reroute import recategorise, set_level
from backend.reports.transfer import Wish, accept, give_back, transfer
from backend.routing.models import Category, Level, Unit
from tests.reports.filing import CITY, filed, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
Deed = Callable[[Report], object]


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


def unit_of(report: Report) -> Staff:
    return staff(report.unit)


def step(to: str, now: datetime) -> Deed:
    move = Move(note="Xin cho biết thêm.", reason="lawful")
    return lambda report: advance(report, to, by=unit_of(report), now=now, move=move)


def answered(now: datetime) -> Deed:
    return lambda report: advance(report, "back", by=Reporter(), now=now, move=Move(note="Ở số 5."))


def unanswered(now: datetime) -> Deed:
    return lambda report: advance(report, "back", by=Clock(), now=now)


def reopened(now: datetime) -> Deed:
    move = Move(note="Rác vẫn còn.", verdict=Verdict(satisfied=False))
    return lambda report: advance(report, "accepted", by=Reporter(), now=now, move=move)


def given(now: datetime) -> Deed:
    return lambda report: transfer(
        report, Wish(Unit.objects.get(slug="phong-y-te"), "Việc của phòng."), by=unit_of(report), now=now
    )


def returned(now: datetime) -> Deed:
    return lambda report: give_back(report, reason="Không phải.", by=unit_of(report), now=now)


def taken_over(now: datetime) -> Deed:
    return lambda report: accept(report, by=unit_of(report), now=now)


def turned_into(code: str, now: datetime) -> Deed:
    return lambda report: recategorise(
        report, Category.objects.get(code=code), reason="Nhầm loại.", by=unit_of(report), now=now
    )


def made_urgent(now: datetime) -> Deed:
    return lambda report: set_level(report, Level.URGENT, reason="Nguy hiểm.", by=unit_of(report), now=now)


def extended(until: date, now: datetime) -> Deed:
    return lambda report: extend.ask(
        report, until, reason="Chờ vật tư.", by=staff(report.unit, Role.UNIT_HEAD), now=now
    )


WASTE, PAVEMENT, PARKING, TREE = "household_waste", "pavement_occupied", "illegal_parking", "tree_danger"
WED = at(11, 25, 9)  # a Wednesday; the day before, 24 November, is a holiday
# Waste: 8 hours to accept, 24 more to resolve; pavement 4 and 24; parking 2 and 16, all in office hours;
# a tree that may fall 1 and 4, around the clock.
CASES: list[tuple[str, str, datetime, list[Deed], datetime, datetime]] = [
    ("a Wednesday morning", WASTE, WED, [], at(11, 26, 9), at(12, 1, 9)),
    ("Friday 16:30", WASTE, at(11, 27, 16, 30), [], at(11, 30, 16, 30), at(12, 3, 16, 30)),
    ("the day before 24 November", WASTE, at(11, 23, 9), [], at(11, 25, 9), at(11, 30, 9)),
    ("on 24 November", WASTE, at(11, 24, 9), [], at(11, 25, 17), at(11, 30, 17)),
    ("a Saturday", WASTE, at(11, 28, 10), [], at(11, 30, 17), at(12, 3, 17)),
    ("at lunch", WASTE, at(11, 25, 12, 30), [], at(11, 26, 12), at(12, 1, 12)),
    ("at closing time", WASTE, at(11, 25, 17), [], at(11, 26, 17), at(12, 1, 17)),
    ("before opening", PAVEMENT, at(11, 25, 7, 15), [], at(11, 25, 12), at(11, 30, 12)),
    ("at midnight", PAVEMENT, at(11, 26, 0), [], at(11, 26, 12), at(12, 1, 12)),
    ("the last Friday before Tết", PARKING, at(2, 13, 15), [], at(2, 13, 17), at(2, 24, 17)),
    ("half an hour before Tết", PAVEMENT, at(2, 13, 16, 30), [], at(2, 23, 11, 30), at(2, 26, 11, 30)),
    ("during Tết", PAVEMENT, at(2, 18, 10), [], at(2, 23, 12), at(2, 26, 12)),
    ("before a worked Saturday", PAVEMENT, at(8, 21, 16), [], at(8, 22, 11), at(8, 26, 11)),
    ("before the days of 2 September", PAVEMENT, at(8, 28, 16), [], at(9, 3, 11), at(9, 8, 11)),
    ("before 30 April", PARKING, at(4, 29, 16), [], at(5, 4, 9), at(5, 6, 9)),
    ("before the Saturday worked for 2 January", PARKING, at(1, 9, 16), [], at(1, 10, 9), at(1, 13, 9)),
    ("urgent, a Sunday night", TREE, at(11, 29, 2, 10), [], at(11, 29, 3, 10), at(11, 29, 7, 10)),
    ("urgent, over midnight in Tết", TREE, at(2, 18, 23, 30), [], at(2, 19, 0, 30), at(2, 19, 4, 30)),
    (
        "urgent, accepted at once: four hours from there",
        TREE, at(11, 25, 10), [step("accepted", at(11, 25, 10, 5))], at(11, 25, 11), at(11, 25, 14, 5),
    ),
    (
        "urgent, accepted too late: the first deadline stands",
        TREE, at(11, 25, 10), [step("accepted", at(11, 25, 13))], at(11, 25, 11), at(11, 25, 15),
    ),
    (
        "a day of waiting for the reporter",
        WASTE, WED,
        [step("accepted", at(11, 25, 10)), step("needs_info", at(11, 25, 11)), answered(at(11, 26, 11))],
        at(11, 27, 9), at(12, 2, 9),
    ),
    (
        "waiting over a weekend: two working hours",
        WASTE, WED,
        [step("accepted", at(11, 25, 10)), step("needs_info", at(11, 27, 16)), answered(at(11, 30, 9))],
        at(11, 26, 9), at(12, 1, 11),
    ),
    (
        "waiting within a weekend: none",
        WASTE, WED,
        [step("accepted", at(11, 25, 10)), step("needs_info", at(11, 28, 10)), answered(at(11, 29, 20))],
        at(11, 26, 9), at(12, 1, 9),
    ),
    (
        "asked before it was accepted: both deadlines wait",
        WASTE, WED, [step("needs_info", at(11, 25, 10)), answered(at(11, 25, 15))], at(11, 26, 14), at(12, 1, 14),
    ),
    (
        "asked and never answered: three working days",
        WASTE, WED, [step("accepted", at(11, 25, 10)), step("needs_info", at(11, 25, 11)), unanswered(at(11, 30, 11))],
        at(12, 1, 9), at(12, 4, 9),
    ),
    (
        "asked twice",
        WASTE, WED,
        [
            step("accepted", at(11, 25, 10)),
            step("needs_info", at(11, 25, 11)), answered(at(11, 25, 15)),
            step("needs_info", at(11, 26, 9)), answered(at(11, 26, 10)),
        ],
        at(11, 26, 14), at(12, 1, 14),
    ),
    (
        "urgent, waiting runs around the clock, too",
        TREE, at(11, 25, 10),
        [step("accepted", at(11, 25, 10)), step("needs_info", at(11, 25, 11)), answered(at(11, 25, 20))],
        at(11, 25, 11), at(11, 25, 23),
    ),
    ("transferred: to accept anew", WASTE, WED, [given(at(11, 25, 15))], at(11, 26, 15), at(12, 1, 9)),
    (
        "given back: what was left to accept it is left again",
        WASTE, WED, [given(at(11, 25, 15)), returned(at(11, 26, 9))], at(11, 26, 12), at(12, 1, 9),
    ),
    ("transferred on the last morning", WASTE, WED, [given(at(12, 1, 8))], at(12, 1, 17), at(12, 1, 9)),
    (
        "urgent, transferred and taken over",
        TREE, at(11, 25, 10), [given(at(11, 25, 10, 30)), taken_over(at(11, 25, 11))],
        at(11, 25, 11, 30), at(11, 25, 15),
    ),
    ("another kind, same unit", WASTE, WED, [turned_into(PAVEMENT, at(11, 25, 11))], at(11, 25, 14), at(11, 30, 14)),
    (
        "another kind that is urgent, of another unit",
        WASTE, WED, [turned_into("food_poisoning", at(11, 25, 11))], at(11, 25, 12), at(11, 25, 14),
    ),
    (
        "the same a day later: an hour to accept it at least",
        WASTE, WED, [turned_into("food_poisoning", at(11, 26, 11))], at(11, 26, 12), at(11, 26, 12),
    ),
    (
        "urgent once accepted: four working hours",
        WASTE, WED, [step("accepted", at(11, 25, 10)), made_urgent(at(11, 25, 11))], at(11, 25, 12), at(11, 25, 16),
    ),
    (
        "urgent late in the afternoon: an hour to accept, then four",
        WASTE, WED, [made_urgent(at(11, 25, 16, 30))], at(11, 26, 8, 30), at(11, 26, 13, 30),
    ),
    (
        "reopened on Friday at 16:30: everything anew",
        WASTE, WED,
        [step("accepted", at(11, 25, 10)), step("resolved", at(11, 26, 10)), reopened(at(11, 27, 16, 30))],
        at(11, 26, 9), at(12, 3, 16, 30),
    ),
    (
        "extended: the first deadline still counts",
        WASTE, WED, [step("accepted", at(11, 25, 10)), extended(date(2026, 12, 18), at(11, 26, 9))],
        at(11, 26, 9), at(12, 1, 9),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "sent_at", "deeds", "accept_by", "resolve_by"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_deadline_is_what_a_person_with_a_calendar_says(
    kind: str, sent_at: datetime, deeds: list[Deed], accept_by: datetime, resolve_by: datetime
) -> None:
    report = filed(category=kind, now=sent_at)
    for deed in deeds:
        deed(report)
        report.refresh_from_db()
    local = [moment.astimezone(CITY).strftime("%d/%m %H:%M") for moment in (report.accept_by, report.resolve_by)]
    assert local == [moment.strftime("%d/%m %H:%M") for moment in (accept_by, resolve_by)]


def test_there_are_thirty_of_them_and_more() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 30
