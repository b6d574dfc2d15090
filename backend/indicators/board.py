"""A month beside the month before, by field, ward and unit, with what is open now.

A month that is still running is set beside the same days of the month before, for a part is no match for a whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from backend.core.month import Month
from backend.core.text import fold
from backend.indicators import figures
from backend.indicators.facts import SUMS
from backend.indicators.figures import Figures
from backend.indicators.models import DailyFact
from backend.indicators.query import Scope, source_of, sums_of
from backend.indicators.restated import OUTSIDE, WardSet, outside
from backend.indicators.tally import day_of
from backend.places.models import Ward
from backend.reports.models import Report, Screening, Status
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
    """One line of a table: whose figures, those of the month, those of the month before, what is open now."""

    key: str | int
    name: str
    this: Figures
    before: Figures
    now: Standing
    population: int | None = None

    @property
    def rate(self) -> float | None:
        """Return reports received per 1,000 residents, None where they are too few to publish."""
        return self.this.per_1000(self.population)


@dataclass(frozen=True)
class Board:
    """All tables of one month. Lines are ordered by name: the table informs, it does not rank.

    ``before_until`` is the last day of the month before that is counted; ``is_running``: the month is not over.
    """

    month: Month
    is_running: bool
    before_until: date
    total: Line
    groups: tuple[Line, ...]
    wards: tuple[Line, ...]
    units: tuple[Line, ...]


_NOTHING, _NOBODY = Figures(), Standing()


@dataclass(frozen=True)
class _Cell:
    """The figures of one ward, unit and field."""

    ward: int
    unit: int
    group: str
    this: Figures = _NOTHING
    before: Figures = _NOTHING
    now: Standing = _NOBODY


def board(month: Month, *, wards: Iterable[Ward], now: datetime, restated: WardSet | None = None) -> Board:
    """Return the board of ``month`` as of ``now``; ``wards`` have a line in any case, others where they have figures.

    ``restated``: all is counted anew on this ward set, by each report's point, of closed months as well.
    Six statements at most: closed months, facts and frozen figures, open reports, names of wards, names of units.
    """
    today = day_of(now)
    is_running = month == Month.of(today)
    before_until = _same_day(today, previous(month)) if is_running else previous(month).last_day
    scope = Scope(first=previous(month), last=month, restated=restated)
    cells = [*_counted(scope, before_until), *_open(scope, now)]
    known = {ward.pk: ward for ward in wards}
    others = {cell.ward for cell in cells} - known.keys()
    known |= {ward.pk: ward for ward in Ward.objects.filter(pk__in=others).defer("boundary").order_by("id")}
    titles = {pk: ward.title for pk, ward in known.items()}
    if any(cell.ward == OUTSIDE for cell in cells):
        titles[OUTSIDE] = outside()
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={cell.unit for cell in cells}).order_by("id")}
    return Board(
        month,
        is_running,
        before_until,
        _line("", "", cells),
        tuple(_line(group.value, str(group.label), [c for c in cells if c.group == group]) for group in Group),
        _by_name(cells, lambda cell: cell.ward, titles, _people(known)),
        _by_name(cells, lambda cell: cell.unit, {pk: briefly(unit) for pk, unit in units.items()}, {}),
    )


def _counted(scope: Scope, before_until: date) -> list[_Cell]:
    """Return the cells of the last month and of the one before; of a part of it from the daily facts."""
    month, by = scope.last, ("month", scope.ward, "unit_id", "category__group")
    if before_until == scope.first.last_day:
        rows = sums_of(source_of(scope), *by)
    else:
        part = Q(day__range=(scope.first.first_day, before_until))
        days = DailyFact.objects.filter(part | Q(day__range=(month.first_day, month.last_day)))
        counted = days.annotate(month=TruncMonth("day")).values(*by).annotate(**SUMS).order_by(*by)
        rows = counted.values_list(*by, *SUMS).iterator()
    cells = []
    for first, ward, unit, group, *sums in rows:
        numbers, where = figures.of(sums), (ward or OUTSIDE, unit, group)
        is_this = Month.of(first) == month
        cells.append(_Cell(*where, numbers, _NOTHING) if is_this else _Cell(*where, _NOTHING, numbers))
    return cells


def _open(scope: Scope, now: datetime) -> list[_Cell]:
    """Return the cells of what is open now."""
    by = (scope.ward_of_reports, "unit_id", "group")
    overdue = Count("pk", filter=Q(resolve_by__lte=now) & ~Q(status=Status.NEEDS_INFO))
    rows = (
        Report.objects.open()
        .filter(screening=Screening.CLEAR)
        .values(*by)
        .annotate(all=Count("pk"), overdue=overdue)
        .order_by(*by)
    )
    return [
        _Cell(ward or OUTSIDE, unit, group, now=Standing(number, late))
        for ward, unit, group, number, late in rows.values_list(*by, "all", "overdue")
    ]


def _same_day(today: date, month: Month) -> date:
    """Return the day of ``month`` with today's number, or its last where it is shorter."""
    return min(month.first_day + timedelta(days=today.day - 1), month.last_day)


def previous(month: Month) -> Month:
    """Return the month before ``month``."""
    return Month(month.year - 1, 12) if month.number == 1 else Month(month.year, month.number - 1)


def _by_name(
    cells: Iterable[_Cell], key_of: Callable[[_Cell], int], names: Mapping[int, str], people: Mapping[int, int | None]
) -> tuple[Line, ...]:
    by_key: dict[int, list[_Cell]] = defaultdict(list)
    for cell in cells:
        by_key[key_of(cell)].append(cell)
    ordered = sorted(names, key=lambda key: (fold(names[key]), names[key], key))
    return tuple(_line(key, names[key], by_key[key], people.get(key)) for key in ordered)


def _line(key: str | int, name: str, cells: Iterable[_Cell], population: int | None = None) -> Line:
    this, before, now = Figures(), Figures(), Standing()
    for cell in cells:
        this, before, now = this.plus(cell.this), before.plus(cell.before), now.plus(cell.now)
    return Line(key, name, this, before, now, population)


def _people(wards: Mapping[int, Ward]) -> dict[int, int | None]:
    return {pk: ward.population for pk, ward in wards.items()}
