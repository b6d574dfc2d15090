"""Public figures by field, kind, ward, unit and month, small numbers hidden: one source for page and API.

Everything is counted from the same facts as the leader's board; what is open is as of now.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from backend.core.month import Month
from backend.core.text import fold
from backend.indicators.facts import PUBLIC
from backend.indicators.gather import NOW, Gathered, LineKey, gathered
from backend.indicators.lines import GROUPS, KINDS, MONTHS, UNITS, WARDS, Cell, Line, Why
from backend.indicators.models import ClosedMonth
from backend.indicators.quantiles import HALF, NINE_IN_TEN, hours_until
from backend.indicators.query import Scope, monthly, source_of
from backend.indicators.restated import OUTSIDE, outside
from backend.indicators.small import TOTAL, Place, Sign, Sum, hidden
from backend.indicators.tally import WHY
from backend.places.models import Ward
from backend.reports.refusals import public_name
from backend.routing.models import Category, Group, Unit
from backend.routing.names import briefly, named

CUTS = (GROUPS, KINDS, WARDS, UNITS)
_LISTED = (KINDS, WARDS, UNITS)  # tables in which lines come with their figures
_TOO_FEW = Cell(None, Sign.SMALL)
# A part, its whole, and the rest: the rest is shown nowhere, or under a name of its own, and is as easily worked out.
_PAIRS = (
    ("accepted_on_time", "accept_due", "accepted_late"),
    ("resolved_on_time", "resolve_due", "late"),
    ("entered_by_staff", "received", "sent_by_residents"),
    ("satisfied", "answered", "unsatisfied"),
    ("overdue", "open", "open_in_time"),
)


@dataclass(frozen=True)
class Title:
    """What a line is called: in words, and by its public code."""

    name: str
    code: str
    population: int | None = None


@dataclass(frozen=True)
class Cuts:
    """``tables`` by their names (CUTS and MONTHS), each ordered by name, fields and months in their own order.

    ``closed``: of the months asked for those whose figures are frozen.
    """

    total: Line
    tables: Mapping[str, tuple[Line, ...]]
    closed: Mapping[Month, ClosedMonth]

    def of_people(self, population: int | None) -> "Cuts":
        """Return the same where all of it is of one ward of ``population`` residents."""
        months = tuple(replace(one, population=population) for one in self.tables[MONTHS])
        return replace(self, total=replace(self.total, population=population), tables={**self.tables, MONTHS: months})


def cuts(scope: Scope, *, now: datetime, wards: Iterable[Ward] = (), with_open: bool = True) -> Cuts:
    """Return the public figures of ``scope``; ``wards`` have a line in any case, others where they have figures.

    What is open now may add lines, and changes nothing else: what is hidden in a closed month stays hidden, and no
    more. Without ``with_open`` nothing of it is there.
    Thirteen statements. Raises Refused for months in the wrong order or too many.
    """
    source = source_of(scope)
    months = monthly(scope, source).months
    categories = list(Category.objects.order_by("order", "id"))
    found = gathered(source, categories=categories, now=now, with_open=with_open)
    for one in months:
        found.numbers[MONTHS, str(one.month)].update({name: getattr(one.figures, name) for name in PUBLIC})
    known = list(wards)
    titles = _titles(found, categories, wards=known)
    numbers = _numbers(found, titles, always={(WARDS, str(one.pk)) for one in known})
    sums = [*_down(numbers, found.groups), *_along(numbers, titles)]
    shown = _cells(numbers, hidden(numbers, sums, tells_nothing=scope.is_whole))
    lines = {key: _line(key, title, found, shown[key]) for key, title in titles.items()}
    tables = {table: _ordered(table, lines) for table in (*CUTS, MONTHS)}
    return Cuts(lines[TOTAL, ""], tables, source.closed)


def month_lines(scope: Scope, *, known: Line, of: Month) -> tuple[Line, ...]:
    """Return the months of ``scope`` for a chart; ``known`` is the month ``of``. Three statements."""
    found = Gathered({})
    for one in monthly(scope).months:
        found.numbers[MONTHS, str(one.month)].update({name: getattr(one.figures, name) for name in PUBLIC})
    titles = {(MONTHS, month): Title(month, month) for month in sorted(found.keys(MONTHS))}
    numbers = _numbers(found, titles)
    signs = hidden(numbers, list(_along(numbers, titles)))
    shown = _cells(numbers, signs)
    lines = [_line(key, title, found, shown[key]) for key, title in titles.items()]
    return tuple(replace(one, cells=known.cells) if one.code == str(of) else one for one in lines)


def _cells(numbers: Mapping[Place, int], signs: Mapping[Place, Sign]) -> dict[LineKey, dict[str, Cell]]:
    cells: dict[LineKey, dict[str, Cell]] = defaultdict(dict)
    for place, number in numbers.items():
        table, line, measure = place
        cells[table, line][measure] = Cell(None, signs[place]) if place in signs else Cell(number)
    for own in cells.values():  # a line that is there for what is open now
        own.update({measure: _TOO_FEW for measure in (*PUBLIC, "resolve_due") if measure not in own})
    return cells


def _titles(found: Gathered, categories: list[Category], *, wards: list[Ward]) -> dict[LineKey, Title]:
    """Return every line with its title: the total, all fields, and whatever has figures."""
    kinds, known = found.keys(KINDS), {str(one.pk): one for one in wards}
    others = Ward.objects.filter(pk__in=found.keys(WARDS) - known.keys()).defer("boundary").order_by("id")
    known |= {str(one.pk): one for one in others}
    units = Unit.objects.filter(pk__in=found.keys(UNITS)).order_by("id")
    nowhere = {str(OUTSIDE)} & found.keys(WARDS)
    return {
        (TOTAL, ""): Title("", ""),
        **{(GROUPS, group.value): Title(str(group.label), group.value) for group in Group},
        **{(KINDS, str(one.pk)): Title(named(one), one.code) for one in categories if str(one.pk) in kinds},
        **{(WARDS, pk): Title(one.title, one.code, one.population) for pk, one in known.items()},
        **{(WARDS, pk): Title(outside(), "outside") for pk in nowhere},
        **{(UNITS, str(one.pk)): Title(briefly(one), one.code) for one in units},
        **{(MONTHS, month): Title(month, month) for month in sorted(found.keys(MONTHS))},
    }


def _numbers(
    found: Gathered, titles: Mapping[LineKey, Title], *, always: Container[LineKey] = frozenset()
) -> dict[Place, int]:
    """Return every number of every line, those as well that are only what is left of two others.

    A line that is there for what is open now has nothing else to hide; those of ``always`` are there in any case.
    """
    reasons = [measure for measure in found.numbers[TOTAL, ""] if measure.startswith(WHY)]
    numbers: dict[Place, int] = {}
    for table, line in titles:
        own = found.numbers[table, line]
        measures = PUBLIC if table == MONTHS else (*PUBLIC, *NOW, *reasons)
        if table in _LISTED and (table, line) not in always and not any(own[one] for one in (*PUBLIC, *reasons)):
            measures = NOW
        numbers |= {(table, line, measure): own[measure] for measure in measures}
        if measures != NOW:
            numbers[table, line, "resolve_due"] = own["resolved_on_time"] + own["late"]
        for part, whole, rest in _PAIRS:
            if (table, line, whole) in numbers:
                numbers[table, line, rest] = numbers[table, line, whole] - own[part]
    return numbers


def _along(numbers: Mapping[Place, int], titles: Iterable[LineKey]) -> Iterator[Sum]:
    """Yield the sums along the lines: a part and its rest, the reasons of refusals."""
    reasons = {measure for _table, _line, measure in numbers if measure.startswith(WHY)}
    for table, line in titles:
        for part, whole, rest in _PAIRS:
            if (table, line, whole) in numbers:
                yield Sum((table, line, whole), ((table, line, part), (table, line, rest)))
        why = [(table, line, reason) for reason in reasons if (table, line, reason) in numbers]
        if why:
            yield Sum((table, line, "refused"), tuple(why))


def _down(numbers: Mapping[Place, int], groups: Mapping[int, str]) -> Iterator[Sum]:
    """Yield the sums down the columns: kinds into their field, all else into the total."""
    columns: dict[Place, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for table, line, measure in numbers:
        if table == KINDS:
            columns[GROUPS, groups[int(line)], measure][table].append((table, line, measure))
        elif table != TOTAL:
            columns[TOTAL, "", measure][table].append((table, line, measure))
    for whole, tables in columns.items():
        yield from (Sum(whole, tuple(parts)) for parts in tables.values())


def _line(key: LineKey, title: Title, found: Gathered, cells: Mapping[str, Cell]) -> Line:
    told = {measure.removeprefix(WHY): cell.number for measure, cell in cells.items() if measure.startswith(WHY)}
    why = sorted(((number, code) for code, number in told.items() if number), reverse=True)
    hours = {"solved": found.solved[key], "waiting": found.waiting[key]}
    return Line(
        key=key[1],
        code=title.code,
        name=title.name,
        cells=cells,
        why=tuple(Why(code, public_name(code), number) for number, code in why),
        hours_median=hours_until(HALF, **hours),
        hours_p90=hours_until(NINE_IN_TEN, **hours),
        population=title.population,
    )


def _ordered(table: str, lines: Mapping[LineKey, Line]) -> tuple[Line, ...]:
    mine = [line for key, line in lines.items() if key[0] == table]
    if table in {GROUPS, MONTHS}:
        return tuple(mine)
    return tuple(sorted(mine, key=lambda line: (fold(line.name), line.name, line.key)))
