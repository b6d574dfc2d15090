"""Wards change: reports, people and registers go over to the new set; or only a table of what would."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from backend.accounts import succession
from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.registers.rehome import Rehomed, rehome
from backend.reports import ward_change
from backend.reports.models import AreaFollower, Report
from backend.reports.ward_change import Planned
from backend.routing import book

MOST_NAMED = 200  # so many reports that a person must decide are named, the others only counted


class NotBack(Refused):
    """The day's wards are over already: whoever went there by a slip of the year would take every report along."""

    def __init__(self, on: date) -> None:
        words = _("Ngày %(day)s trước các phường đang có hiệu lực: không chuyển ngược về địa giới đã hết hiệu lực.")
        super().__init__(words % {"day": f"{on.day}/{on.month}/{on.year}"}, field="on", code="not_back")


@dataclass
class Change:
    """What a change of wards comes to. Wards are (name, day they began); units short names."""

    wards: Counter[tuple[str, str]] = field(default_factory=Counter)  # from, to: reports
    units: Counter[tuple[str, str]] = field(default_factory=Counter)  # from, to: reports
    transfers: int = 0  # waited for an answer, and end here
    questions: int = 0  # asked of a unit that ends: its heir answers
    questions_ended: int = 0
    without_assignee: int = 0
    undecided: int = 0
    undecided_why: list[tuple[str, str]] = field(default_factory=list)  # code, why
    people: tuple[tuple[str, str, str], ...] = ()  # user name, from, to
    people_without: tuple[tuple[str, str], ...] = ()
    entries: Rehomed = field(default_factory=lambda: Rehomed(0, ()))
    followers: int = 0  # of areas of wards that are gone: they keep hearing of the same ground

    @property
    def reports(self) -> int:
        return self.wards.total()

    @property
    def is_nothing(self) -> bool:
        return not (self.reports or self.people or self.entries.moved)


def change_wards(*, on: date, by: Staff, now: datetime, dry_run: bool = False) -> Change:
    """Take everything open over to the wards, units and rules of day ``on``; with ``dry_run`` only say what would be.

    People come first, so that whoever has a report in hand keeps it; then each report in a transaction of its own.
    Run again, it goes on where it stopped and changes nothing that is done. Raises NoWardsThen, NotBack.
    """
    _check_forward(on, now=now)
    found, people = Change(), succession.succession(on=on)
    works_in = succession.works_in(people.new)
    found.people = tuple((one.user.username, one.former.short_name, one.unit.short_name) for one in people.new)
    found.people_without = people.without
    if not dry_run:
        reason = f"Địa giới các phường thay đổi từ ngày {on.day}/{on.month}/{on.year}."
        succession.give(people.new, reason=reason, by=by, now=now)
    for report in ward_change.affected(on=on):
        _take(found, report, on=on, works_in=works_in, now=None if dry_run else now)
    found.entries = rehome(on=on, by=by, now=now, dry_run=dry_run)
    gone = AreaFollower.objects.filter(ward__isnull=False, stopped_at__isnull=True)
    found.followers = gone.exclude(ward__in=[ward.pk for ward in wards_in_force(on)]).count()
    return found


def _check_forward(on: date, *, now: datetime) -> None:
    """Raise NoWardsThen, and NotBack for wards before those in force."""
    began = max(ward.valid_from for ward in wards_in_force(on))
    in_force = max(ward.valid_from for ward in wards_in_force(day_in_force(now)))
    if began < in_force:
        raise NotBack(on)


def _take(
    found: Change, report: Report, *, on: date, works_in: Collection[tuple[int, int]], now: datetime | None
) -> None:
    """Move one report, or only plan it where ``now`` is None, and count it."""
    before = (_said(report.ward.name, report.ward.valid_from), report.unit_id, report.assignee_id)
    try:
        if now is None:
            planned = ward_change.plan(report, on=on, works_in=works_in)
        else:
            moved = ward_change.move(report, on=on, works_in=works_in, now=now)
            if moved is None:
                return
            planned = moved[0]
    except Refused as refusal:
        found.undecided += 1
        if len(found.undecided_why) < MOST_NAMED:
            found.undecided_why.append((report.code, refusal.message))
        return
    _count(found, planned, *before)


def _count(found: Change, planned: Planned, ward: str, unit: int, assignee: int | None) -> None:
    found.wards[ward, _said(planned.ward.name, planned.ward.valid_from)] += 1
    found.units[book.units_by_id()[unit].short_name, planned.unit.short_name] += 1
    found.transfers += planned.pending is not None
    found.questions += sum(1 for one in planned.questions if one.unit and one.unit.pk != one.asked_of)
    found.questions_ended += sum(1 for one in planned.questions if one.unit is None)
    found.without_assignee += bool(assignee and not planned.keeps_assignee)


def _said(name: str, began: date) -> str:
    return f"{name} (từ {began.day}/{began.month}/{began.year})"
