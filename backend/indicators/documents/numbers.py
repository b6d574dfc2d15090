"""Everything a report says, read once: by field, kind, ward and unit, with the periods it is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.core.month import Month
from backend.core.text import fold
from backend.indicators import figures, frozen
from backend.indicators.documents.period import Period
from backend.indicators.documents.then_open import OpenThen, open_then
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.gather import Gathered, Where, gathered
from backend.indicators.lines import GROUPS, KINDS, UNITS, WARDS
from backend.indicators.models import ClosedMonth
from backend.indicators.quantiles import HALF, NINE_IN_TEN, Hours, hours_until
from backend.indicators.query import Monthly, Scope, Source, monthly, months_before, source_of, sums_of
from backend.indicators.small import TOTAL
from backend.indicators.tally import WHY
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.routing.models import Category, Group, Unit
from backend.routing.names import briefly, named

_CHART_MONTHS = 12


@dataclass(frozen=True)
class Line:
    """One line of a table: its figures, what was open and overdue at the end, why some were refused, the hours it took.

    Hours are working hours.
    """

    key: str
    name: str
    figures: Figures
    open: int
    overdue: int
    why: Mapping[str, int]
    half: Hours | None
    nine_in_ten: Hours | None
    population: int | None = None


@dataclass(frozen=True)
class Numbers:
    """The figures of ``period``, of ``ward`` alone where it is one.

    ``until`` is the period's end, or ``now`` where it is not over yet. ``closed``: of its months those that are closed.
    ``before`` and ``year_ago`` are None where there is nothing to compare with; ``ends_before`` and ``ends_year_ago``
    are how many were open and overdue at the end of these. ``cells``: figures by ward and kind (ids). ``open``: what
    was open at ``until``.
    """

    period: Period
    ward: Ward | None
    now: datetime
    until: datetime
    closed: Mapping[Month, ClosedMonth]
    total: Line
    groups: tuple[Line, ...]
    kinds: tuple[Line, ...]
    wards: tuple[Line, ...]
    units: tuple[Line, ...]
    cells: Mapping[tuple[int, int], Figures]
    before: Figures | None
    year_ago: Figures | None
    ends_before: tuple[int, int] | None
    ends_year_ago: tuple[int, int] | None
    chart: tuple[Monthly, ...]
    open: tuple[OpenThen, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether any of the months is not closed."""
        return any(month not in self.closed for month in self.period.months)

    @property
    def overdue(self) -> list[OpenThen]:
        """What was overdue at the end, the longest first."""
        return sorted((one for one in self.open if one.is_overdue), key=lambda one: (one.resolve_by, one.report))


def numbers(period: Period, *, now: datetime, ward: Ward | None = None) -> Numbers:
    """Return the figures of ``period`` as of ``now`` (aware), of ``ward`` alone where one is named.

    A fixed number of statements, with one for every 5,000 reports that were open.
    """
    source = source_of(period.scope(ward))
    categories = list(Category.objects.order_by("order", "id"))
    found = gathered(source, categories=categories, now=now)
    until = min(period.last.next.starts_at, now)
    last = source.closed.get(period.last)
    still = tuple(open_then(until, upto=last.upto if last else None, ward=ward.pk if ward else None))
    ends = _counted_open(period, ward, last) if until < now else None
    _set_open(found, _listed_open(still) if ends is None else ends)
    tables = _tables(found, categories, wards=[ward] if ward else wards_in_force(day_in_force(now)))
    before, year_ago = (_compared(one, ward, is_over=until < now) for one in (period.before, period.year_ago))
    return Numbers(
        period=period,
        ward=ward,
        now=now,
        until=until,
        closed=source.closed,
        total=_line(found, (TOTAL, ""), ""),
        cells=_cells(source),
        before=before,
        year_ago=year_ago,
        ends_before=_ends_of(period.before, ward) if before else None,
        ends_year_ago=_ends_of(period.year_ago, ward) if year_ago else None,
        chart=monthly(_year_up_to(period, ward)).months,
        open=still,
        **tables,
    )


def _counted_open(period: Period, ward: Ward | None, last: ClosedMonth | None) -> dict[Where, tuple[int, int]] | None:
    """Return how many were open and overdue at the end, as the board has it; None where the closed month has it not."""
    if last is not None and last.edition < frozen.WITH_ADDED:
        return None
    month = Scope(first=period.last, last=period.last, wards=None if ward is None else [ward.pk])
    ends: dict[Where, tuple[int, int]] = {}
    for lies_in, unit, category, *sums in sums_of(source_of(month), "ward_id", "unit_id", "category_id"):
        counted = figures.of(sums)
        ends[lies_in, unit, category] = counted.open_at_end, counted.overdue_at_end
    return ends


def _ends_of(period: Period | None, ward: Ward | None) -> tuple[int, int] | None:
    """Return how many were open and overdue at the end of ``period``, None where nothing tells it."""
    if period is None:
        return None
    closed = frozen.in_force([period.last]).get(period.last)
    ends = _counted_open(period, ward, closed)
    return (sum(one for one, _late in ends.values()), sum(late for _one, late in ends.values())) if ends else None


def _listed_open(still: Iterable[OpenThen]) -> dict[Where, tuple[int, int]]:
    ends: defaultdict[Where, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in still:
        opened, overdue = ends[one.ward, one.unit, one.category]
        ends[one.ward, one.unit, one.category] = opened + 1, overdue + one.is_overdue
    return ends


def _set_open(found: Gathered, ends: Mapping[Where, tuple[int, int]]) -> None:
    """Put what was open, and overdue, at the period's end in the place of what is open now."""
    for counted in found.numbers.values():
        counted.update({"open": -counted["open"], "overdue": -counted["overdue"]})
    for place, (opened, overdue) in ends.items():
        if opened:
            for line in found.lines_of(place):
                found.numbers[line].update(open=opened, overdue=overdue)


def _tables(found: Gathered, categories: Sequence[Category], *, wards: Iterable[Ward]) -> dict[str, tuple[Line, ...]]:
    """Return the lines of each table, by name, fields and kinds in their own order; ``wards`` in any case."""
    known = {str(one.pk): one for one in wards}
    others = Ward.objects.filter(pk__in=found.keys(WARDS) - known.keys()).defer("boundary").order_by("id")
    known |= {str(one.pk): one for one in others}
    units = {str(one.pk): one for one in Unit.objects.filter(pk__in=found.keys(UNITS)).order_by("id")}
    people = {key: one.population for key, one in known.items()}
    kinds = [one for one in categories if str(one.pk) in found.keys(KINDS)]
    return {
        "groups": tuple(_line(found, (GROUPS, one.value), str(one.label)) for one in Group),
        "kinds": tuple(_line(found, (KINDS, str(one.pk)), named(one)) for one in kinds),
        "wards": _by_name(found, WARDS, {key: one.title for key, one in known.items()}, people),
        "units": _by_name(found, UNITS, {key: briefly(one) for key, one in units.items()}, {}),
    }


def _by_name(
    found: Gathered, table: str, names: Mapping[str, str], people: Mapping[str, int | None]
) -> tuple[Line, ...]:
    lines = [_line(found, (table, key), name, people.get(key)) for key, name in names.items()]
    return tuple(sorted(lines, key=lambda line: (fold(line.name), line.name, line.key)))


def _line(found: Gathered, key: tuple[str, str], name: str, population: int | None = None) -> Line:
    own = found.numbers[key]
    hours = {"solved": found.solved[key], "waiting": found.waiting[key]}
    return Line(
        key=key[1],
        name=name,
        figures=Figures(**{measure: own[measure] for measure in MEASURES}),
        open=own["open"],
        overdue=own["overdue"],
        why={name.removeprefix(WHY): number for name, number in own.items() if name.startswith(WHY) and number},
        half=hours_until(HALF, **hours),
        nine_in_ten=hours_until(NINE_IN_TEN, **hours),
        population=population,
    )


def _cells(source: Source) -> dict[tuple[int, int], Figures]:
    found: dict[tuple[int, int], Figures] = defaultdict(Figures)
    for ward, category, *sums in sums_of(source, "ward_id", "category_id"):
        found[ward, category] = found[ward, category].plus(figures.of(sums))
    return dict(found)


def _compared(period: Period | None, ward: Ward | None, *, is_over: bool) -> Figures | None:
    """Return the figures to compare with; None where a month of them has none: a part is no match for a whole."""
    if period is None or not is_over:
        return None
    answer = monthly(period.scope(ward))
    whole = all(any(getattr(one.figures, measure) for measure in MEASURES) for one in answer.months)
    return answer.total if whole else None


def _year_up_to(period: Period, ward: Ward | None) -> Scope:
    first = min(period.first, months_before(period.last, _CHART_MONTHS - 1))
    return Scope(first=first, last=period.last, wards=None if ward is None else [ward.pk])
