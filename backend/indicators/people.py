"""How many people stand behind duplicates: of a closed month what was frozen, else as of now.

Whoever sent a duplicate or said that it concerns them, and the same of the reports they were merged into; each report
is sent by one, and a report that several repeat counts once, beside the first of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from backend.core.month import Month
from backend.indicators.behind import Cell, frozen_of, rows_behind
from backend.indicators.models import ClosedMonth, FrozenCut, ReportMonth
from backend.indicators.models.frozen_cut import PEOPLE
from backend.reports.models import Report
from backend.routing import book

_AT_ONCE = 5_000  # reports to a statement
Place = tuple[int, int, int]  # ward, unit, category


@dataclass(frozen=True)
class People:
    """``closed``: with which month the number was frozen; None: it is as of now."""

    number: int
    closed: ClosedMonth | None = None


def people_behind(cell: Cell) -> People:
    """Return how many people stand behind the duplicates of ``cell``. Two or three statements of few rows."""
    kept = None if cell.place else frozen_of(cell)
    if kept:
        rows = FrozenCut.objects.filter(closed=kept.closed, cut=PEOPLE).order_by("id").values_list("key", "duplicate")
        there = list(rows)
        if there or not kept.number:  # else it was closed before people were kept
            return People(sum(number for key, number in there if _lies_in(cell, key)), kept.closed)
    return People(sum(_by_place(rows_behind(cell)).values()))


def people_of(closed: ClosedMonth) -> Iterator[FrozenCut]:
    """Yield the rows to freeze with a month that is being closed, not yet written."""
    cell = Cell(month=Month.of(closed.first_day), figure="duplicate")
    for place, number in sorted(_by_place(rows_behind(cell)).items()):
        yield FrozenCut(closed=closed, cut=PEOPLE, key="-".join(map(str, place)), duplicate=number)


def _by_place(rows: QuerySet[ReportMonth]) -> Mapping[Place, int]:
    """Return the people behind the duplicates of ``rows`` by where each is counted."""
    columns = ("report_id", "ward_id", "unit_id", "category_id")
    places: dict[int, Place] = {}
    for report, *place in rows.order_by("report_id", "id").values_list(*columns):
        places.setdefault(report, (place[0], place[1], place[2]))
    repeated: dict[int, Place] = {}
    people: Counter[Place] = Counter()
    for report, main, supporters in _told(list(places)):
        people[places[report]] += 1 + supporters
        if main is not None and main not in places:
            repeated.setdefault(main, places[report])
    for report, _main, supporters in _told(list(repeated)):
        people[repeated[report]] += 1 + supporters
    return people


def _told(reports: list[int]) -> Iterator[tuple[int, int | None, int]]:
    for start in range(0, len(reports), _AT_ONCE):
        some = Report.objects.filter(pk__in=reports[start : start + _AT_ONCE]).order_by("id")
        yield from some.values_list("pk", "merged_into_id", "supporters")


def _lies_in(cell: Cell, key: str) -> bool:
    ward, unit, category = map(int, key.split("-"))
    wanted = ((cell.ward, ward), (cell.unit, unit), (cell.category, category))
    if any(asked is not None and asked != is_ for asked, is_ in wanted):
        return False
    return cell.group is None or book.categories_by_id()[category].group == cell.group
