"""What the public page of figures shows: a month or the twelve months up to it, its tables, the year's chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.chart import Bar, Chart, chart
from backend.indicators.cuts import CUTS, Cuts, cuts, month_lines
from backend.indicators.figures import Figures
from backend.indicators.lines import MONTHS, Line
from backend.indicators.models import ClosedMonth
from backend.indicators.page import month_asked
from backend.indicators.query import Monthly, Scope, months_before
from backend.indicators.tally import day_of
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force

YEAR = "12"  # as the address says it
_MONTHS = 12


@dataclass(frozen=True)
class Drawn:
    """A month of the chart: its bar, and its numbers as they may be told."""

    bar: Bar
    line: Line


@dataclass(frozen=True)
class DrawnYear:
    """The year's bars: drawn, and month by month with their numbers."""

    chart: Chart
    months: Sequence[Drawn]


@dataclass(frozen=True)
class PublicPage:
    """The page of ``month``, or with ``is_year`` of the twelve months from ``first`` up to it.

    ``running`` is the month of today, ``later`` None where that is shown; ``closed`` its closing, None where it is
    open; ``tables`` by the names of CUTS.
    """

    refused: str
    is_year: bool
    is_running: bool
    month: Month
    first: Month
    running: Month
    earlier: Month
    later: Month | None
    closed: ClosedMonth | None
    total: Line
    tables: Mapping[str, tuple[Line, ...]]
    drawn: DrawnYear
    now: datetime


def public_page(written: str, period: str, *, now: datetime) -> PublicPage:
    """Return what the page shows of the month ``written``, with ``period`` "12" of the twelve months up to it.

    A month that cannot be shown is said in ``refused``.
    """
    running, refused = Month.of(day_of(now)), ""
    try:
        month = month_asked(written, now=now)
    except Refused as refusal:
        month, refused = running, refusal.message
    year = Scope(first=months_before(month, _MONTHS - 1), last=month)
    is_year = period == YEAR
    scope = year if is_year else Scope(first=month, last=month)
    found = cuts(scope, now=now, wards=wards_in_force(day_in_force(now)))
    return PublicPage(
        refused=refused,
        is_year=is_year,
        is_running=month == running,
        month=month,
        first=scope.first,
        running=running,
        earlier=months_before(month, 1),
        later=None if month == running else month.next,
        closed=None if is_year else found.closed.get(month),
        total=found.total,
        tables={name: found.tables[name] for name in CUTS},
        drawn=_drawn(_months(year, found, month, is_year=is_year)),
        now=now,
    )


def _months(year: Scope, found: Cuts, month: Month, *, is_year: bool) -> Sequence[Line]:
    return found.tables[MONTHS] if is_year else month_lines(year, known=found.total, of=month)


def _drawn(lines: Sequence[Line]) -> DrawnYear:
    """Return the chart of ``lines``: what is hidden has no bar."""
    numbers = [{name: line.cells[name].number or 0 for name in ("received", "resolved")} for line in lines]
    months = [Monthly(Month.parse(line.code), Figures(**counted)) for line, counted in zip(lines, numbers, strict=True)]
    made = chart(months)
    return DrawnYear(made, [Drawn(bar, line) for bar, line in zip(made.bars, lines, strict=True)])
