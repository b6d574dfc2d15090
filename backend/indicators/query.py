"""Monthly figures: of closed months what was frozen, of the others the facts, in a fixed number of statements."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import figures, frozen
from backend.indicators.facts import SUMS
from backend.indicators.figures import Figures
from backend.indicators.models import ClosedMonth, FrozenFigure, MonthFact
from backend.indicators.restated import OUTSIDE, WardSet

MOST_MONTHS = 120


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is asked for: from the first month to the last, both included, limited to some rows of the reference data.

    None: no limit. Wards, units and categories are named by their ids, because a name or a code may belong to several
    rows in the course of the years. ``restated``: the ward set on which all is counted anew, by each report's point.
    """

    first: Month
    last: Month
    wards: Collection[int] | None = None
    units: Collection[int] | None = None
    group: str | None = None
    categories: Collection[int] | None = None
    restated: WardSet | None = None

    @property
    def ward(self) -> str:
        """Return the column of facts that says the ward: their own, or that of their zone in the set asked for."""
        return f"zone__{self.restated.column}_id" if self.restated else "ward_id"

    @property
    def ward_of_reports(self) -> str:
        """Return the column of reports that says the ward."""
        return f"ward_{self.restated.column}_id" if self.restated else "ward_id"

    @property
    def ward_behind(self) -> str:
        """Return the column of ``ReportMonth`` that says the ward."""
        return f"report__{self.ward_of_reports}" if self.restated else "ward_id"

    @property
    def is_whole(self) -> bool:
        """Whether all of the district is asked for."""
        return all(one is None for one in (self.wards, self.units, self.categories, self.group))

    @property
    def months(self) -> tuple[Month, ...]:
        """The months asked for. Raises Refused where they end before they begin, or are too many."""
        if self.last < self.first:
            raise Refused(_("Tháng cuối phải bằng hoặc sau tháng đầu."), field="to", code="wrong_order")
        between = (self.last.year - self.first.year) * 12 + self.last.number - self.first.number
        if between >= MOST_MONTHS:
            raise Refused(_("Xin hỏi không quá %(most)s tháng.") % {"most": MOST_MONTHS}, field="from", code="too_long")
        months = [self.first]
        while months[-1] < self.last:
            months.append(months[-1].next)
        return tuple(months)


def months_before(month: Month, number: int) -> Month:
    """Return the month ``number`` months before."""
    year, rest = divmod(month.year * 12 + month.number - 1 - number, 12)
    return Month(year, rest + 1)


@dataclass(frozen=True)
class Monthly:
    month: Month
    figures: Figures


@dataclass(frozen=True)
class Answer:
    """Every month asked for, also those without a report, in their order, and all of them together."""

    months: tuple[Monthly, ...]
    total: Figures


@dataclass(frozen=True)
class Source:
    """Where the figures of ``scope`` stand: of ``closed`` months in what was frozen, of the others in facts."""

    scope: Scope
    closed: Mapping[Month, ClosedMonth]

    @property
    def open_months(self) -> tuple[Month, ...]:
        return tuple(month for month in self.scope.months if month not in self.closed)

    def open(self) -> QuerySet[MonthFact]:
        """Return the facts of the months that are not closed."""
        return MonthFact.objects.filter(limits(self.scope), first_day__in=[one.first_day for one in self.open_months])

    def frozen(self) -> QuerySet[FrozenFigure]:
        return FrozenFigure.objects.filter(limits(self.scope), closed__in=self.closed.values())

    def in_open(self, day: str) -> Q:
        """Limit to rows whose ``day`` (a column of days) lies in a month that is not closed."""
        days = (Q(**{f"{day}__range": (month.first_day, month.last_day)}) for month in self.open_months)
        return reduce(or_, days, Q(pk__in=()))


def source_of(scope: Scope) -> Source:
    """Return where the figures of ``scope`` stand. One statement. Raises Refused for months in the wrong order.

    What is restated is counted anew, of closed months as well: what they froze knows the wards of its day alone.
    """
    return Source(scope, {} if scope.restated else frozen.in_force(scope.months))


def sums_of(source: Source, *by: str) -> Iterator[tuple[Any, ...]]:
    """Yield ``by`` (columns of a fact; "month" is its first day), then the sums, a row each. Two statements.

    The same ``by`` may come twice: from closed months and from others.
    """
    in_open = source.open().annotate(month=F("first_day")).values(*by).annotate(**SUMS)
    yield from in_open.order_by(*by).values_list(*by, *SUMS)
    if source.closed:
        in_frozen = source.frozen().annotate(month=F("closed__first_day")).values(*by).annotate(**SUMS)
        yield from in_frozen.order_by(*by).values_list(*by, *SUMS)


def monthly(scope: Scope, source: Source | None = None) -> Answer:
    """Return the figures of ``scope``. Three statements, two where ``source`` is known.

    Raises Refused for months in the wrong order or too many.
    """
    months = scope.months
    rows = sums_of(source or source_of(scope), "month")
    found = {Month.of(first): figures.of(sums) for first, *sums in rows}
    total = Figures()
    for one in found.values():
        total = total.plus(one)
    return Answer(tuple(Monthly(month, found.get(month, Figures())) for month in months), total)


def limits(scope: Scope, *, ward: str = "") -> Q:
    """Limit rows with a ward, a unit and a category to those of ``scope``, whatever their month.

    ``ward`` names the column of the ward where the rows are no facts. ``OUTSIDE`` among the wards: in none of the set.
    """
    column = ward or scope.ward
    nowhere = Q(**{f"{column}__isnull": True}) if OUTSIDE in (scope.wards or ()) else Q()
    inside = Q() if scope.wards is None else Q(**{f"{column}__in": scope.wards})
    wanted = {
        "unit__in": scope.units,
        "category__in": scope.categories,
        "category__group": scope.group,
    }
    return (inside | nowhere) & Q(**{name: limit for name, limit in wanted.items() if limit is not None})
