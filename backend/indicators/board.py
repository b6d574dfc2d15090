"""A month beside the month before, by field, ward and unit, with what is open now.

A month that is still running is set beside the same days of the month before, for a part is no match for a whole.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import add
from typing import Any

from django.db.models import Count, Q

from backend.core.month import Month
from backend.core.text import fold
from backend.indicators import figures
from backend.indicators.facts import MEASURES, SUMS
from backend.indicators.figures import Figures
from backend.indicators.frozen import without_added
from backend.indicators.models import DailyFact
from backend.indicators.query import Scope, Source, source_of, sums_of
from backend.indicators.restated import OUTSIDE, WardSet, outside
from backend.indicators.tally import day_of
from backend.places.models import Ward
from backend.reports.models import Report, Screening, Status
from backend.routing import book
from backend.routing.models import Group, Unit
from backend.routing.names import briefly


@dataclass(frozen=True)
class Standing:
    """What is open at the moment: all open reports, and those of them whose deadline has passed.

    A report that waits for its reporter is open but not overdue: its deadline will be moved by the time it waits.
    """

    open: int = 0
    overdue: int = 0

    def plus(self, other: "Standing") -> "Standing":
        return Standing(self.open + other.open, self.overdue + other.overdue)


@dataclass(frozen=True)
class Line:
    """One line of a table: whose figures, those of the month, those of the month before, what is open now.

    ``short`` is the name where the table says that it is a ward.
    """

    key: str | int
    name: str
    this: Figures
    before: Figures
    now: Standing
    population: int | None = None
    short: str = ""

    @property
    def rate(self) -> float | None:
        """Return reports received per 1,000 residents, None where they are too few to publish."""
        return self.this.per_1000(self.population)


@dataclass(frozen=True)
class Board:
    """All tables of one month. Lines are ordered by name: the table informs, it does not rank.

    ``before_until`` is the last day of the month before that is counted; ``is_running``: the month is not over.
    ``without_added``: of which of the two months there are no data of ``facts.ADDED``, as they were frozen without.
    """

    month: Month
    is_running: bool
    before_until: date
    total: Line
    groups: tuple[Line, ...]
    wards: tuple[Line, ...]
    units: tuple[Line, ...]
    by_kind: "ByKind"
    without_added: frozenset[Month] = frozenset()


_ENDS = ("open_at_end", "overdue_at_end")
TOTAL, GROUP, WARD, UNIT = "total", "group", "ward", "unit"


@dataclass
class ByKind:
    """The sums of a ward and a kind (ids), of the month and of the one before, in the order of ``MEASURES``."""

    this: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(_nothing))
    before: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(_nothing))


@dataclass
class _Counted:
    """Sums by line, which is a table and its key."""

    this: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(_nothing))
    before: dict[Hashable, list[int]] = field(default_factory=lambda: defaultdict(_nothing))
    now: dict[Hashable, Standing] = field(default_factory=lambda: defaultdict(Standing))
    by_kind: ByKind = field(default_factory=ByKind)

    def add(self, rows: Iterable[tuple[bool, int | None, int, int, list[int]]]) -> None:
        """Add rows of: whether it is the month itself, ward (None: outside), unit, category, sums."""
        groups = {pk: one.group for pk, one in book.categories_by_id().items()}
        for is_this, lies_in, unit, category, sums in rows:
            ward = lies_in or OUTSIDE
            lines = self.this if is_this else self.before
            for line in _lines_of(ward, unit, groups[category]):
                lines[line] = list(map(add, lines[line], sums))
            kinds = self.by_kind.this if is_this else self.by_kind.before
            kinds[ward, category] = list(map(add, kinds[ward, category], sums))

    def keys(self, table: str) -> set[int]:
        lines = {*self.this, *self.before, *self.now}
        return {line[1] for line in lines if isinstance(line, tuple) and line[0] == table}

    def line(self, table: str, key: str | int, name: str, ward: Ward | None = None) -> Line:
        at = table, key
        this, before = (figures.of(sums.get(at) or _nothing()) for sums in (self.this, self.before))
        people, short = (ward.population, ward.name) if ward else (None, name)
        return Line(key, name, this, before, self.now.get(at, Standing()), people, short)


def _nothing() -> list[int]:
    return [0] * len(MEASURES)


def _lines_of(ward: int, unit: int, group: str) -> Iterator[Hashable]:
    yield TOTAL, ""
    yield WARD, ward
    yield UNIT, unit
    yield GROUP, group


def board(month: Month, *, wards: Iterable[Ward], now: datetime, restated: WardSet | None = None) -> Board:
    """Return the board of ``month`` as of ``now``; ``wards`` have a line in any case, others where they have figures.

    ``restated``: all is counted anew on this ward set, by each report's point, of closed months as well.
    Six statements at most: closed months, facts and frozen figures, open reports, names of wards, names of units.
    """
    today = day_of(now)
    is_running = month == Month.of(today)
    before_until = _same_day(today, previous(month)) if is_running else previous(month).last_day
    scope = Scope(first=previous(month), last=month, restated=restated)
    found = _Counted()
    source = source_of(scope)
    _add_facts(found, source, before_until)
    _add_open(found, scope, now)
    known = {ward.pk: ward for ward in wards}
    others = found.keys(WARD) - known.keys()
    known |= {ward.pk: ward for ward in Ward.objects.filter(pk__in=others).defer("boundary").order_by("id")}
    lines = [found.line(WARD, pk, ward.title, ward) for pk, ward in known.items()]
    if OUTSIDE in others:
        lines.append(found.line(WARD, OUTSIDE, outside()))
    units = Unit.objects.filter(pk__in=found.keys(UNIT)).order_by("id")
    return Board(
        month,
        is_running,
        before_until,
        found.line(TOTAL, "", ""),
        tuple(found.line(GROUP, group.value, str(group.label)) for group in Group),
        _by_name(lines),
        _by_name(found.line(UNIT, unit.pk, briefly(unit)) for unit in units),
        found.by_kind,
        without_added(source.closed) if before_until == scope.first.last_day else frozenset(),
    )


def _add_facts(found: _Counted, source: Source, before_until: date) -> None:
    """Add the last month of the scope and the first, the one before; of a part of it from the daily facts."""
    scope = source.scope
    month, by = scope.last, (scope.ward, "unit_id", "category_id")
    if before_until == scope.first.last_day:
        rows = sums_of(source, "month", *by)
        found.add((Month.of(first) == month, *place, sums) for first, *place, sums in _with_sums(rows, 1 + len(by)))
        return
    both = _with_sums(sums_of(Source(scope, {}), "month", *by), 1 + len(by))
    found.add(
        (is_running, *place, sums if is_running else _ends_alone(sums))
        for first, *place, sums in both
        for is_running in [Month.of(first) == month]
    )
    days = DailyFact.objects.filter(day__range=(scope.first.first_day, before_until))
    part = days.values(*by).annotate(**SUMS).order_by(*by).values_list(*by, *SUMS)
    found.add((False, *place, sums) for *place, sums in _with_sums(part, len(by)))


def _with_sums(rows: Iterable[Sequence[Any]], columns: int) -> Iterator[tuple[Any, ...]]:
    """Yield the first ``columns`` of each row, then the others in one."""
    yield from ((*row[:columns], row[columns:]) for row in rows)


def _ends_alone(sums: Sequence[int]) -> list[int]:
    """Return of the sums of a month what was open at its end, alone: a part of it has none."""
    return [number if name in _ENDS else 0 for name, number in zip(MEASURES, sums, strict=True)]


def _add_open(found: _Counted, scope: Scope, now: datetime) -> None:
    """Add what is open now."""
    by = (scope.ward_of_reports, "unit_id", "group")
    overdue = Count("pk", filter=Q(resolve_by__lte=now) & ~Q(status=Status.NEEDS_INFO))
    rows = (
        Report.objects.open()
        .filter(screening=Screening.CLEAR)
        .values(*by)
        .annotate(all=Count("pk"), overdue=overdue)
        .order_by(*by)
    )
    for ward, unit, group, number, late in rows.values_list(*by, "all", "overdue"):
        for line in _lines_of(ward or OUTSIDE, unit, group):
            found.now[line] = found.now[line].plus(Standing(number, late))


def _same_day(today: date, month: Month) -> date:
    """Return the day of ``month`` with today's number, or its last where it is shorter."""
    return min(month.first_day + timedelta(days=today.day - 1), month.last_day)


def previous(month: Month) -> Month:
    """Return the month before ``month``."""
    return Month(month.year - 1, 12) if month.number == 1 else Month(month.year, month.number - 1)


def _by_name(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (fold(line.name), line.name, line.key)))
