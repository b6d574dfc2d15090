"""What lies on a unit's desks: per person how much, how old, how late, how much came back. For the unit's head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from backend.accounts.models import User
from backend.reports.assign import people_of
from backend.reports.models import Event, Kind, Report, Screening, Status
from backend.routing import book
from backend.routing.models import Unit

DONE_WITHIN = timedelta(days=30)
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))  # since they were filed


@dataclass(frozen=True)
class Desk:
    """One person's open reports (``person`` None: nobody's), and what they finished in thirty days."""

    person: User | None
    open: int = 0
    late: int = 0
    waiting: int = 0
    returned: int = 0
    reopened: int = 0
    oldest: datetime | None = None
    done: int = 0


@dataclass(frozen=True)
class Panel:
    """A unit's desks, the fullest first, and its open reports by age: up to a day, three, seven, and older."""

    unit: Unit
    desks: Sequence[Desk]
    ages: tuple[int, int, int, int]

    @property
    def whole(self) -> Desk:
        """All desks together."""
        names = ("open", "late", "waiting", "returned", "reopened", "done")
        sums = {name: sum(getattr(desk, name) for desk in self.desks) for name in names}
        return Desk(None, oldest=min((one.oldest for one in self.desks if one.oldest), default=None), **sums)


def units_seen(user: User, *, on: date) -> list[Unit]:
    """Return the units at work on the day whose panel ``user`` may look at: those they head, all to who reads all."""
    every = [one for one in book.units(on=on) if one.may_be_in_charge]
    return every if user.reads_all else [one for one in every if one.pk in user.headed_unit_ids]


def panel_of(unit: Unit, *, now: datetime) -> Panel:
    """Return what lies on the desks of ``unit``. Five statements at most, however many reports."""
    open_rows = Report.objects.filter(unit=unit, is_open=True, screening=Screening.CLEAR).order_by()
    counted = {row["assignee"]: row for row in _counted(open_rows, now=now)}
    done = _done(unit, now=now)
    people = {one.pk: one for one in people_of(unit.pk)}
    gone = set(counted) | set(done)
    others = User.objects.in_bulk([pk for pk in gone if pk is not None and pk not in people])  # who left the unit since
    everyone: list[tuple[int | None, User | None]] = [(None, None), *people.items(), *others.items()]
    desks = [_desk(person, counted.get(pk, {}), done.get(pk, 0)) for pk, person in everyone]
    shown = [desk for desk in desks if desk.person or desk.open or desk.done]
    return Panel(
        unit, sorted(shown, key=lambda one: (-one.late, -one.open, str(one.person or ""))), _ages(open_rows, now)
    )


def _counted(rows: QuerySet[Report], *, now: datetime) -> Sequence[Mapping[str, object]]:
    reopened = Exists(Event.objects.filter(report=OuterRef("pk"), kind=Kind.REOPENED))
    marked = rows.annotate(due=Coalesce("extended_to", "resolve_by"), was_reopened=reopened)
    return list(
        marked.values("assignee").annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due__lt=now) & ~Q(status=Status.NEEDS_INFO)),
            waiting=Count("pk", filter=Q(status=Status.NEEDS_INFO)),
            returned=Count("pk", filter=Q(returned_at__isnull=False)),
            reopened=Count("pk", filter=Q(was_reopened=True)),
            oldest=Min("created_at"),
        )
    )


def _done(unit: Unit, *, now: datetime) -> Mapping[int | None, int]:
    rows = Report.objects.filter(unit=unit, resolved_at__gt=now - DONE_WITHIN, is_open=False).order_by()
    return dict(rows.values_list("assignee").annotate(number=Count("pk")))


def _desk(person: User | None, row: Mapping[str, object], done: int) -> Desk:
    return Desk(person, done=done, **{name: value for name, value in row.items() if name != "assignee"})  # type: ignore[arg-type]  # as _counted names them


def _ages(rows: QuerySet[Report], now: datetime) -> tuple[int, int, int, int]:
    first, second, third = (now - age for age in AGES)
    found = rows.aggregate(
        a=Count("pk", filter=Q(created_at__gt=first)),
        b=Count("pk", filter=Q(created_at__lte=first, created_at__gt=second)),
        c=Count("pk", filter=Q(created_at__lte=second, created_at__gt=third)),
        d=Count("pk", filter=Q(created_at__lte=third)),
    )
    return found["a"], found["b"], found["c"], found["d"]
