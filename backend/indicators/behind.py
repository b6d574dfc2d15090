"""The reports behind a number of the board: which they are, how often each counts, and whether that is the number."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from backend.core.month import Month
from backend.indicators import facts, figures
from backend.indicators.definitions import BY_CODE, Definition
from backend.indicators.facts import MEASURES
from backend.indicators.models import ClosedMonth, Counted, ReportMonth
from backend.indicators.place_cuts import frozen_number, keeps_cuts
from backend.indicators.query import Scope, Source, limits, source_of, sums_of
from backend.indicators.restated import WardSet
from backend.reports.models import Report, Screening, Status
from backend.routing.models import Level

RESOLVE_DUE = "resolve_due"
LONG_OVERDUE = timedelta(days=14)
OFTEN = 3  # transfers, from which the leader decides
NOW = ("open", "overdue", "long_overdue", "passed_often", "urgent_open")  # as of now, whatever the month
FIGURES = (*MEASURES, RESOLVE_DUE, *NOW)
PLACES = ("street", "hotspot", "site", "channel")  # further cuts, told by the reports as they stand


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number: a figure's code of a month, of some ward, unit, field and kind (None: of all).

    ``reason`` limits refusals to one reason. ``until``: only days up to this one, where a part of the month is set
    beside a running one. ``place``: columns of a report (street, hotspot, site, channel) and what they must be.
    ``restated``: the ward is one of this set (``OUTSIDE``: none of it), by each report's point.
    """

    month: Month
    figure: str
    ward: int | None = None
    unit: int | None = None
    group: str | None = None
    category: int | None = None
    reason: str = ""
    until: date | None = None
    place: Mapping[str, int | str | None] = field(default_factory=dict)
    restated: WardSet | None = None

    @property
    def is_now(self) -> bool:
        return self.figure in NOW

    @property
    def definition(self) -> Definition:
        return BY_CODE[self.figure]

    @property
    def scope(self) -> Scope:
        return Scope(
            first=self.month,
            last=self.month,
            wards=_one(self.ward),
            units=_one(self.unit),
            group=self.group,
            categories=_one(self.category),
            restated=self.restated,
        )


@dataclass(frozen=True)
class Frozen:
    """What a closed month keeps as the number."""

    closed: ClosedMonth
    number: int


@dataclass(frozen=True)
class Behind:
    """A number with its rows: reports ``opened`` and not ended, or what was ``counted``; one may count more than once.

    ``part``: how often each row (pk) counts, where it is not ``times``.
    """

    number: int
    reports: int
    opened: "QuerySet[Report] | None" = None
    counted: "QuerySet[ReportMonth] | None" = None
    part: Mapping[int, int] = field(default_factory=dict)


def rows_behind(cell: Cell) -> "QuerySet[ReportMonth]":
    """Return the rows of reports that ``cell`` counts, each with how often (``times``): their sum is the number."""
    mine = limits(cell.scope, ward=cell.scope.ward_behind)
    rows = ReportMonth.objects.filter(mine, first_day=cell.month.first_day, **_place(cell))
    rows = rows.filter(reason=cell.reason) if cell.reason else rows
    if cell.figure == RESOLVE_DUE:
        rows = rows.filter(Q(resolved_on_time__gt=0) | Q(late__gt=0))
        rows = rows.annotate(times=F("resolved_on_time") + F("late"))
    else:
        rows = rows.filter(**{f"{cell.figure}__gt": 0}).annotate(times=F(cell.figure))
    return rows


def open_behind(cell: Cell, *, now: datetime) -> "QuerySet[Report]":
    """Return the reports open now, of them those the figure says."""
    mine = limits(cell.scope, ward=cell.scope.ward_of_reports)
    rows = Report.objects.open().filter(mine, screening=Screening.CLEAR)
    rows = rows.filter(**cell.place)
    return rows.filter(open_that_is(cell.figure, now=now))


def open_that_is(figure: str, *, now: datetime) -> Q:
    """Limit open reports to those of a figure of ``NOW``."""
    return {
        "open": Q(),
        "overdue": overdue(now),
        "long_overdue": overdue(now - LONG_OVERDUE),
        "passed_often": Q(transfer_count__gte=OFTEN),
        "urgent_open": Q(level=Level.URGENT),
    }[figure]


def overdue(now: datetime) -> Q:
    """Limit open reports to those whose deadline fell; who waits for the reporter is not overdue."""
    return Q(resolve_by__lte=now) & ~Q(status=Status.NEEDS_INFO)


def behind(cell: Cell, *, now: datetime) -> Behind:
    """Return the list that makes ``cell``. One statement here, two with ``until``; the rows are fetched as wanted."""
    if cell.is_now:
        opened = open_behind(cell, now=now)
        number = opened.count()
        return Behind(number, number, opened=opened)
    rows = rows_behind(cell)
    if cell.until:
        part = _until(rows, cell)
        reports = len({report for report, *_place in part})
        found = rows.filter(pk__in=[pk for _report, pk in part])
        times = {pk: number for (_report, pk), number in part.items()}
        return Behind(sum(part.values()), reports, counted=found, part=times)
    told = rows.aggregate(all=Coalesce(Sum("times"), 0), reports=Count("report", distinct=True))
    return Behind(told["all"], told["reports"], counted=rows)


def frozen_of(cell: Cell) -> Frozen | None:
    """Return what was frozen of ``cell``; None where its month is not closed or does not keep such a cut."""
    if cell.is_now or cell.reason or cell.until:
        return None
    if cell.place:
        return _frozen_place(cell)
    source = source_of(cell.scope)
    closed = source.closed.get(cell.month)
    if closed is None or (cell.figure in facts.ADDED and closed.edition < 2):
        return None
    return Frozen(closed, _sum(source, cell.figure))


def _frozen_place(cell: Cell) -> Frozen | None:
    """Return what was frozen of a place in the whole district; a place within a ward or of a kind is not kept."""
    if len(cell.place) > 1 or not cell.scope.is_whole or not (closed := keeps_cuts(cell.month)):
        return None
    [(by, key)] = cell.place.items()
    wanted = ("resolved_on_time", "late") if cell.figure == RESOLVE_DUE else (cell.figure,)
    return Frozen(closed, frozen_number(closed, by, key, wanted))


def _until(rows: "QuerySet[ReportMonth]", cell: Cell) -> Counter[tuple[int, int]]:
    """Return how often each row (report, pk) counts on the days up to ``until``: kept for each report, day by day."""
    wanted = {RESOLVE_DUE: {"resolved_on_time", "late"}}.get(cell.figure, {cell.figure})
    found = {(one.report_id, one.ward_id, one.unit_id, one.category_id): one.pk for one in rows}
    part: Counter[tuple[int, int]] = Counter()
    if not found:
        return part
    reports = sorted({key[0] for key in found})
    days = f"{cell.month.first_day}", f"{cell.until}"
    kept = Counted.objects.filter(facts.of(reports)).order_by("pk").values_list("report_id", "facts")
    for report, counted in kept.iterator():
        for day, ward, unit, category, measure, number in counted:
            row = found.get((report, ward, unit, category))
            if row and measure in wanted and days[0] <= day <= days[1]:
                part[report, row] += number
    return part


def _sum(source: Source, figure: str) -> int:
    [total] = [figures.of(sums) for _month, *sums in sums_of(source, "month")] or [figures.Figures()]
    return int(getattr(total, figure))


def _place(cell: Cell) -> dict[str, object]:
    return {f"report__{name}": value for name, value in cell.place.items()}


def _one(key: int | None) -> Collection[int] | None:
    return None if key is None else (key,)
