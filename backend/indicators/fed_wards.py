"""What reports say of each fed indicator, ward by ward: the same rules as ``fed``, for a month and the one before.

What a feed's condition limits is counted as the facts stand now, also where the month was closed since: what was frozen
is kept for the whole district alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from backend.core.month import Month
from backend.indicators.board import ByKind
from backend.indicators.conditions import reports_where
from backend.indicators.facts import MEASURES
from backend.indicators.fed import counted_feeds
from backend.indicators.heat import Level, level_of
from backend.indicators.models import Indicator, Measure, Only, ReportMonth, Target
from backend.indicators.query import Scope
from backend.indicators.restated import OUTSIDE, WardSet
from backend.indicators.still_open import open_at, open_now
from backend.places.models import SiteKind
from backend.reports.models import Report

_PLACE = {name: place for place, name in enumerate(MEASURES)}
_NEEDED = ("received", "resolved_on_time", "late", "accept_due", "accepted_on_time")
Sums = dict[str, int]


@dataclass(frozen=True)
class WardCell:
    """An indicator's number in one ward: ``part`` of ``whole`` (0: a plain number); ``change`` as in ``HeatCell``.

    ``part`` None: no data, which is not zero. ``number`` is how many reports stand behind it.
    """

    part: int | None
    whole: int = 0
    number: int = 0
    change: float | None = None
    level: Level = Level.NONE

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.part is not None and self.whole else None


@dataclass(frozen=True)
class FedColumn:
    """An indicator with its cell in each ward (by pk)."""

    indicator: Indicator
    measure: Measure
    cells: Mapping[int, WardCell]

    @property
    def target(self) -> Target:
        """Return the target in the unit of what reports say, else the first."""
        targets = list(self.indicator.targets.all())
        return next((one for one in targets if one.is_measured), targets[0])

    @property
    def is_measured(self) -> bool:
        return self.target.is_measured

    @property
    def more_targets(self) -> int:
        return len(self.indicator.targets.all()) - 1

    @property
    def total(self) -> int:
        """Return the number of the district: wards without any late, else the wards' parts together."""
        parts = [cell.part or 0 for cell in self.cells.values()]
        return parts.count(0) if self.measure == Measure.WARDS else sum(parts)


@dataclass
class _Read:
    """Sums of a month by ward, kind and condition, and of what was open: by ward and kind."""

    sums: Mapping[tuple[int, int, str], Sums]
    opened: Mapping[tuple[int, int], int]


def fed_columns(
    indicators: Iterable[Indicator],
    wards: Sequence[int],
    by_kind: ByKind,
    *,
    month: Month,
    now: datetime,
    restated: WardSet | None = None,
) -> tuple[FedColumn, ...]:
    """Return a column for each fed indicator; ``indicators`` need feeds and programme fetched. Eight statements.

    ``wards`` (pk) are those of ``restated``, where all is counted anew on this set. Where a part of the month before is
    set beside a running one, conditions and what is open have no change.
    """
    scope = Scope(first=month, last=month, restated=restated)
    fed = [one for one in indicators if one.is_fed]
    streets = fed[0].group.programme.food_streets if fed else []
    kinds = {feed.category_id for one in fed if one.measure == Measure.OPEN for feed in counted_feeds(one)}
    conditional = {(feed.only, feed.category_id) for one in fed for feed in counted_feeds(one) if feed.only}
    this = _Read(_sums(by_kind.this, conditional, scope, streets), _opened(kinds, scope, now=now))
    before = _Read(_unconditional(by_kind.before), {})
    return tuple(_column(one, wards, this, before) for one in fed)


def _column(indicator: Indicator, wards: Sequence[int], this: _Read, before: _Read) -> FedColumn:
    measure = Measure(indicator.measure)
    cells = {ward: _cell(indicator, measure, ward, this) for ward in wards}
    part = sum(one.part or 0 for one in cells.values())
    whole = sum(one.whole for one in cells.values())
    of_all = part / whole if whole else None
    has_condition = any(feed.only for feed in counted_feeds(indicator))
    earlier = {} if has_condition else {ward: _cell(indicator, measure, ward, before) for ward in wards}
    told = {ward: _told(measure, cell, earlier.get(ward), of_all) for ward, cell in cells.items()}
    return FedColumn(indicator, measure, told)


def _cell(indicator: Indicator, measure: Measure, ward: int, read: _Read) -> WardCell:
    feeds = counted_feeds(indicator)
    if measure == Measure.OPEN:
        number = sum(read.opened.get((ward, feed.category_id), 0) for feed in feeds)
        return WardCell(number, number=number)
    found: dict[str, int] = defaultdict(int)
    for feed in feeds:
        for name, number in read.sums.get((ward, feed.category_id, feed.only), {}).items():
            found[name] += number
    if measure == Measure.ON_TIME:
        due = found["resolved_on_time"] + found["late"]
        return WardCell(found["resolved_on_time"], due, due)
    if measure == Measure.WARDS:
        late = found["accept_due"] - found["accepted_on_time"]
        return WardCell(late, number=late)
    return WardCell(found["received"], number=found["received"])


def _told(measure: Measure, cell: WardCell, before: WardCell | None, of_all: float | None) -> WardCell:
    """Return the cell with its change, and how it stands: to the district, or to a target of none."""
    change: float | None = None
    if before and before.part is not None and cell.part is not None and measure != Measure.OPEN:
        change = cell.part - before.part
        if measure == Measure.ON_TIME:
            both = cell.share is not None and before.share is not None
            change = ((cell.share or 0) - (before.share or 0)) * 100 if both else None
    level = Level.NONE
    if measure == Measure.ON_TIME:
        level = level_of(cell.share, of_all, cell.whole, is_good_high=True)
    elif measure in {Measure.WARDS, Measure.OPEN} and cell.part is not None:
        level = Level.WORSE if cell.part else Level.BETTER
    return WardCell(cell.part, cell.whole, cell.number, change, level)


def _unconditional(rows: Mapping[tuple[int, int], Sequence[int]]) -> dict[tuple[int, int, str], Sums]:
    return {(*key, ""): {name: sums[_PLACE[name]] for name in _NEEDED} for key, sums in rows.items()}


def _sums(
    rows: Mapping[tuple[int, int], Sequence[int]],
    conditional: Iterable[tuple[str, int]],
    scope: Scope,
    streets: Sequence[str],
) -> Mapping[tuple[int, int, str], Sums]:
    """Return the sums with those under a condition. One statement, and two for what is near a school."""
    found = _unconditional(rows)
    kinds: dict[str, set[int]] = defaultdict(set)
    for only, kind in conditional:
        kinds[only].add(kind)
    near = (
        frozenset(reports_where(Only.NEAR_SCHOOL, food_streets=streets)) if Only.NEAR_SCHOOL in kinds else frozenset()
    )
    may_hold = [Q(category__in=categories) & _condition(only, streets) for only, categories in sorted(kinds.items())]
    rows_of = ReportMonth.objects.filter(reduce(or_, may_hold, Q(pk__in=())), first_day=scope.last.first_day)
    place = ("report__site_id", "report__site__kind", "report__street__name")
    columns = ("report_id", scope.ward_behind, "category_id", *place)
    for report, ward, kind, site, site_kind, street, *numbers in rows_of.values_list(*columns, *_NEEDED):
        holds = {
            Only.REGISTER: site is not None,
            Only.FOOD_STREET: street in streets or site_kind == SiteKind.FOOD_STREET,
            Only.NEAR_SCHOOL: report in near,
        }
        for only in (one for one, categories in kinds.items() if kind in categories and holds[Only(one)]):
            sums = found.setdefault((ward or OUTSIDE, kind, only), dict.fromkeys(_NEEDED, 0))
            for name, number in zip(_NEEDED, numbers, strict=True):
                sums[name] += number
    return found


def _condition(only: str, streets: Sequence[str]) -> Q:
    """Limit rows to those for which ``only`` may hold: what is near a school no column tells."""
    if only == Only.FOOD_STREET:
        return Q(report__street__name__in=streets) | Q(report__site__kind=SiteKind.FOOD_STREET)
    return Q(report__site__isnull=False) if only == Only.REGISTER else Q()


def _opened(kinds: Iterable[int], scope: Scope, *, now: datetime) -> dict[tuple[int, int], int]:
    """Return the confirmed matters not done at the month's end, or now, by ward and kind; of those that were open."""
    if not (wanted := sorted(kinds)):
        return {}
    rows = open_now(wanted, now=now) if scope.last.next.starts_at > now else _open_at_end(wanted, scope.last)
    found: dict[tuple[int, int], int] = defaultdict(int)
    for ward, kind in rows.values_list(scope.ward_of_reports, "category_id"):
        found[ward or OUTSIDE, kind] += 1
    return found


def _open_at_end(kinds: Sequence[int], month: Month) -> QuerySet[Report]:
    """Return the confirmed matters not done when ``month`` ended: of those alone that were open then."""
    rows = ReportMonth.objects.filter(first_day=month.first_day, open_at_end__gt=0)
    among = Q(pk__in=list(rows.values_list("report_id", flat=True)))
    left = open_at([month.next.starts_at], kinds, among=among)
    return Report.objects.filter(pk__in=[report for reports in left.values() for report in reports]).order_by("id")
