"""The numbers behind the public tables, read by ward, unit and kind and added up for every line they belong to."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.db.models import Count, Q, Sum

from backend.core.worktime import Clock, hours_between
from backend.indicators.facts import MEASURES, SUMS
from backend.indicators.lines import GROUPS, KINDS, UNITS, WARDS
from backend.indicators.models import Counted, DailyRefusal
from backend.indicators.query import Scope, facts_of, limits
from backend.indicators.small import TOTAL
from backend.indicators.tally import WHY
from backend.reports.models import Report, Screening, Status
from backend.reports.refusals import public_code
from backend.routing.models import Category

NOW = ("open", "overdue")  # as of the moment of asking, whatever the months
_PLACE = ("ward_id", "unit_id", "category_id")
LineKey = tuple[str, str]  # the table and the line
Where = tuple[int, int, int]  # ward, unit, category


@dataclass
class Gathered:
    """Numbers by line and measure, and how many reports took, or wait since, so many begun working hours."""

    groups: dict[int, str]  # of each category
    numbers: dict[LineKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    solved: dict[LineKey, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    waiting: dict[LineKey, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def lines_of(self, where: Where) -> Iterator[LineKey]:
        """Yield every line that a report of this ward, unit and category belongs to."""
        ward, unit, category = where
        yield TOTAL, ""
        yield GROUPS, self.groups[category]
        yield KINDS, str(category)
        yield WARDS, str(ward)
        yield UNITS, str(unit)

    def keys(self, table: str) -> set[str]:
        return {line for name, line in {*self.numbers, *self.solved, *self.waiting} if name == table}


def gathered(scope: Scope, *, categories: list[Category], now: datetime) -> Gathered:
    """Return the numbers of ``scope``, what is open as of ``now``. Five statements."""
    found = Gathered({one.pk: one.group for one in categories})
    _add_counts(found, scope)
    _add_refusals(found, scope)
    _add_hours(found, scope, now=now)
    _add_open(found, scope, now=now)
    return found


def _add_counts(found: Gathered, scope: Scope) -> None:
    rows = facts_of(scope).values(*_PLACE).annotate(**SUMS).order_by(*_PLACE).values_list(*_PLACE, *SUMS)
    for ward, unit, category, *sums in rows:
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line].update(dict(zip(MEASURES, sums, strict=True)))


def _add_refusals(found: Gathered, scope: Scope) -> None:
    days = (scope.first.first_day, scope.last.last_day)
    rows = DailyRefusal.objects.filter(limits(scope), day__range=days, number__gt=0).values(*_PLACE, "reason")
    counted = rows.annotate(all=Sum("number")).order_by(*_PLACE, "reason")
    for ward, unit, category, reason, number in counted.values_list(*_PLACE, "reason", "all"):
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line][f"{WHY}{public_code(reason)}"] += number


def _add_hours(found: Gathered, scope: Scope, *, now: datetime) -> None:
    """Add how long the reports sent in these months took; who was refused or merged waits for nothing."""
    begins, ends = scope.first.starts_at, scope.last.next.starts_at
    sent = Counted.objects.filter(limits(scope), sent_at__gte=begins, sent_at__lt=ends, is_out=False)
    solved = sent.filter(solved_hours__isnull=False).values(*_PLACE, "solved_hours").annotate(all=Count("pk"))
    for ward, unit, category, hours, number in solved.order_by(*_PLACE).values_list(*_PLACE, "solved_hours", "all"):
        for line in found.lines_of((ward, unit, category)):
            found.solved[line][hours] += number
    waiting = sent.filter(solved_hours__isnull=True).order_by("pk").values_list(*_PLACE, "sent_at")
    for ward, unit, category, sent_at in waiting:
        hours = ceil(hours_between(sent_at, now, clock=Clock.OFFICE))
        for line in found.lines_of((ward, unit, category)):
            found.waiting[line][hours] += 1


def _add_open(found: Gathered, scope: Scope, *, now: datetime) -> None:
    overdue = Count("pk", filter=Q(resolve_by__lte=now) & ~Q(status=Status.NEEDS_INFO))
    rows = Report.objects.open().filter(limits(scope), screening=Screening.CLEAR).values(*_PLACE)
    counted = rows.annotate(all=Count("pk"), late=overdue).order_by(*_PLACE)
    for ward, unit, category, number, late in counted.values_list(*_PLACE, "all", "late"):
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line].update(open=number, overdue=late)
