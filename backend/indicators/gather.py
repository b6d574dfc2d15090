"""The numbers behind the public tables, read by ward, unit and kind and added up for every line they belong to."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, Sum

from backend.core.month import Month
from backend.indicators.counting import REFUSED
from backend.indicators.facts import MEASURES, begun_hours_until
from backend.indicators.lines import GROUPS, KINDS, UNITS, WARDS
from backend.indicators.models import Counted, DailyRefusal, FrozenDetail, MonthHours
from backend.indicators.month_hours import SOLVED
from backend.indicators.query import Scope, Source, limits, sums_of
from backend.indicators.restated import OUTSIDE
from backend.indicators.small import TOTAL
from backend.indicators.tally import WHY
from backend.reports.models import Report, Screening, Status
from backend.reports.refusals import public_code
from backend.routing.models import Category

NOW = ("open", "overdue")  # as of the moment of asking, whatever the months
_PLACE = ("ward_id", "unit_id", "category_id")  # of what closed months froze
LineKey = tuple[str, str]  # the table and the line
Where = tuple[int | None, int, int]  # ward (None: outside the set asked for), unit, category


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
        yield WARDS, str(ward or OUTSIDE)
        yield UNITS, str(unit)

    def keys(self, table: str) -> set[str]:
        return {line for name, line in {*self.numbers, *self.solved, *self.waiting} if name == table}


def gathered(source: Source, *, categories: list[Category], now: datetime, with_open: bool = True) -> Gathered:
    """Return the numbers of the source's scope, what is open as of ``now``. Seven statements, six without that."""
    found = Gathered({one.pk: one.group for one in categories})
    for ward, unit, category, *sums in sums_of(source, *_place_of(source.scope)):
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line].update(dict(zip(MEASURES, sums, strict=True)))
    _add_frozen(found, source)
    _add_refusals(found, source)
    _add_hours(found, source, now=now)
    if with_open:
        _add_open(found, source.scope, now=now)
    return found


def _place_of(scope: Scope) -> tuple[str, ...]:
    return (scope.ward, *_PLACE[1:])


def _add_frozen(found: Gathered, source: Source) -> None:
    """Add what closed months keep of reasons and hours; who waited at the closing waits so long for good."""
    if not source.closed:
        return
    rows = FrozenDetail.objects.filter(limits(source.scope), closed__in=source.closed.values()).values(*_PLACE)
    counted = rows.values(*_PLACE, "what", "detail").annotate(all=Sum("number")).order_by(*_PLACE, "what", "detail")
    for ward, unit, category, what, detail, number in counted.values_list(*_PLACE, "what", "detail", "all"):
        for line in found.lines_of((ward, unit, category)):
            if what == REFUSED:
                found.numbers[line][f"{WHY}{public_code(detail)}"] += number
            else:
                hours = found.solved if what == SOLVED else found.waiting
                hours[line][int(detail)] += number


def _add_refusals(found: Gathered, source: Source) -> None:
    rows = DailyRefusal.objects.filter(limits(source.scope), source.in_open("day"), number__gt=0)
    place = _place_of(source.scope)
    counted = rows.values(*place, "reason").annotate(all=Sum("number")).order_by(*place, "reason")
    for ward, unit, category, reason, number in counted.values_list(*place, "reason", "all"):
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line][f"{WHY}{public_code(reason)}"] += number


def _add_hours(found: Gathered, source: Source, *, now: datetime) -> None:
    """Add how long the reports sent in months not closed took; who was refused or merged waits for nothing."""
    place = _place_of(source.scope)
    days = [month.first_day for month in source.open_months]
    solved = MonthHours.objects.filter(limits(source.scope), first_day__in=days, number__gt=0).values(*place, "hours")
    took = solved.annotate(all=Sum("number")).order_by(*place, "hours")
    for ward, unit, category, hours, number in took.values_list(*place, "hours", "all"):
        for line in found.lines_of((ward, unit, category)):
            found.solved[line][hours] += number
    sent = Counted.objects.filter(limits(source.scope), _sent_in(source.open_months), is_out=False)
    waiting = sent.filter(solved_hours__isnull=True).order_by("pk").values_list(*place, "sent_at")
    hours_since = begun_hours_until(now)
    for ward, unit, category, sent_at in waiting:
        hours = hours_since(sent_at)
        for line in found.lines_of((ward, unit, category)):
            found.waiting[line][hours] += 1


def _sent_in(months: Sequence[Month]) -> Q:
    spans = (Q(sent_at__gte=month.starts_at, sent_at__lt=month.next.starts_at) for month in months)
    return reduce(or_, spans, Q(pk__in=()))


def _add_open(found: Gathered, scope: Scope, *, now: datetime) -> None:
    overdue = Count("pk", filter=Q(resolve_by__lte=now) & ~Q(status=Status.NEEDS_INFO))
    place = (scope.ward_of_reports, *_PLACE[1:])
    mine = limits(scope, ward=scope.ward_of_reports)
    rows = Report.objects.open().filter(mine, screening=Screening.CLEAR).values(*place)
    counted = rows.annotate(all=Count("pk"), late=overdue).order_by(*place)
    for ward, unit, category, number, late in counted.values_list(*place, "all", "late"):
        for line in found.lines_of((ward, unit, category)):
            found.numbers[line].update(open=number, overdue=late)
