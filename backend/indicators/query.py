"""Monthly figures read from the daily facts: one statement, however many months, wards and units."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import figures
from backend.indicators.facts import SUMS
from backend.indicators.figures import Figures
from backend.indicators.models import DailyFact

MOST_MONTHS = 120


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is asked for: from the first month to the last, both included, limited to some rows of the reference data.

    None: no limit. Wards, units and categories are named by their ids, because a name or a code may belong to several
    rows in the course of the years.
    """

    first: Month
    last: Month
    wards: Collection[int] | None = None
    units: Collection[int] | None = None
    group: str | None = None
    categories: Collection[int] | None = None

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


def monthly(scope: Scope) -> Answer:
    """Return the figures of ``scope``. One statement. Raises Refused for months in the wrong order or too many."""
    months = scope.months
    by_month = facts_of(scope).annotate(month=TruncMonth("day")).values("month").annotate(**SUMS).order_by("month")
    found = {Month.of(first): figures.of(sums) for first, *sums in by_month.values_list("month", *SUMS)}
    total = Figures()
    for one in found.values():
        total = total.plus(one)
    return Answer(tuple(Monthly(month, found.get(month, Figures())) for month in months), total)


def facts_of(scope: Scope) -> QuerySet[DailyFact]:
    """Return the daily facts of ``scope``."""
    facts = DailyFact.objects.filter(day__range=(scope.first.first_day, scope.last.last_day))
    return facts.filter(limits(scope))


def limits(scope: Scope) -> Q:
    """Limit rows with a ward, a unit and a category to those of ``scope``, whatever their month."""
    wanted = {
        "ward__in": scope.wards,
        "unit__in": scope.units,
        "category__in": scope.categories,
        "category__group": scope.group,
    }
    return Q(**{name: limit for name, limit in wanted.items() if limit is not None})
