"""Rows of the inbox as they are shown: what is left of the time, in words; who leads; what to look at first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, hypot, radians
from operator import itemgetter

from django.utils.translation import get_language

from backend.accounts.models import User
from backend.core.age import age
from backend.core.worktime import Clock
from backend.reports.inbox import Page
from backend.reports.models import Part, Report, Screening, Status
from backend.routing.deadlines import Remaining, remaining
from backend.routing.models import Category, Level
from notifications import calls

NEAR_M = 300
_METRES_A_DEGREE = 111_195.0  # of a great circle on a sphere of 6,371,008.8 m
_EASTWARD = cos(radians(21.04))  # in the middle of the district; 0.05 % at its ends


@dataclass(frozen=True)
class Near:
    """The nearest other report of the same kind on the page, and how far it is, in whole metres."""

    code: str
    metres: int


@dataclass(frozen=True)
class Row:
    """One report of a list: what is left to resolve it, and to accept it while new; ``thumb``: its first photo's id."""

    report: Report
    left: Remaining | None
    to_accept: Remaining | None
    age: str
    thumb: int | None
    part: Part | None  # None: the reader sees it without being one of its units
    to_call: bool
    near: Near | None = None

    @property
    def category(self) -> str:
        return category_name(self.report.category)

    @property
    def place(self) -> str:
        street = self.report.street.name if self.report.street else self.report.address
        return ", ".join(part for part in (street, self.report.ward.name) if part)

    @property
    def is_urgent(self) -> bool:
        return self.report.level == Level.URGENT


def rows(shown: Page, *, reader: User, now: datetime) -> Sequence[Row]:
    """Return the rows of a page. One statement more than the page: which reporters wait for a call."""
    to_call = calls.to_call(report.pk for report in shown.reports)
    near = _nearest(shown.reports)
    return [
        replace(
            row_of(report, reader=reader, now=now, thumb=shown.thumbs.get(report.pk), to_call=report.pk in to_call),
            near=near.get(report.pk),
        )
        for report in shown.reports
    ]


def _nearest(reports: Sequence[Report]) -> dict[int, Near]:
    """Return, by report, the nearest other of its kind on the page, if it is nearer than 300 m.

    From south to north, so that what is far away is not measured; within a city the earth is flat.
    """
    by_kind: dict[int, list[tuple[float, float, Report]]] = {}
    for report in reports:
        place = (report.lat * _METRES_A_DEGREE, report.lon * _METRES_A_DEGREE * _EASTWARD, report)
        by_kind.setdefault(report.category_id, []).append(place)
    best: dict[int, tuple[float, Report]] = {}
    for places in by_kind.values():
        places.sort(key=itemgetter(0))
        for number, (north, east, report) in enumerate(places):
            for other_north, other_east, other in places[number + 1 :]:
                if other_north - north > NEAR_M:
                    break
                metres = hypot(other_north - north, other_east - east)
                if metres <= NEAR_M:
                    _keep_nearer(best, report, other, metres)
    return {pk: Near(other.code, round(metres)) for pk, (metres, other) in best.items()}


def _keep_nearer(best: dict[int, tuple[float, Report]], one: Report, other: Report, metres: float) -> None:
    for report, neighbour in ((one, other), (other, one)):
        if report.pk not in best or metres < best[report.pk][0]:
            best[report.pk] = (metres, neighbour)


def row_of(
    report: Report, *, reader: User, now: datetime, thumb: int | None = None, to_call: bool | None = None
) -> Row:
    """Return the row of a report; one statement where ``to_call`` is not given."""
    return Row(
        report=report,
        left=time_left(report, now=now),
        to_accept=time_to_accept(report, now=now),
        age=age(report.created_at, now=now),
        thumb=thumb,
        part=_part(report, reader),
        to_call=bool(calls.to_call([report.pk])) if to_call is None else to_call,
    )


def time_left(report: Report, *, now: datetime) -> Remaining | None:
    """Return what is left to resolve the report; None where nobody counts any more."""
    if not report.is_open or report.screening == Screening.SPAM:
        return None
    return _left(report, report.extended_to or report.resolve_by, now=now)


def time_to_accept(report: Report, *, now: datetime) -> Remaining | None:
    """Return what is left to accept a report that is new; None once it is not."""
    if report.status != Status.RECEIVED or report.screening == Screening.SPAM:
        return None
    return _left(report, report.accept_by, now=now)


def category_name(category: Category) -> str:
    """Return the category's name in the language spoken."""
    return category.name_en if get_language() == "en" else category.name


def _left(report: Report, due: datetime, *, now: datetime) -> Remaining:
    return remaining(due, now=now, clock=Clock(report.category.clock), waiting_until=report.answer_by)


def _part(report: Report, reader: User) -> Part | None:
    if report.unit_id in reader.unit_ids:
        return Part.CHARGE
    return None if reader.reads_all else Part.WITH
