"""How many reports lie under each tab of a person's inbox, at a price that does not grow with the reports there are.

Asked with every page of the inbox, and to have the question written anew took longer than to answer it: it is written
by hand around ``for_staff``, once for each pair of eyes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import product
from typing import Any

from django.db import connection

from backend.accounts.models import Eyes
from backend.reports.constants import with_constants
from backend.reports.involvement import shelf_by
from backend.reports.models import Report, Screening, Shelf
from backend.reports.models.standing import OPEN

MOST = 1000  # who reads all is told no higher number: nobody counts tens of thousands of rows for a figure on a tab
_RETURNED, _MINE, _NEWEST = "returned", "mine", "newest"  # beside the shelves
_LATE = 10_000  # a subquery answers one number: so many of them for each report that is late, and one for each report
_BY_DEADLINE = (Shelf.NEW, Shelf.WORK)  # while a report waits for its reporter, its deadline waits too
_OF_UNITS = """
SELECT shelf, '', {how_many}, {how_many} FILTER (WHERE resolve_by < %s)
FROM reports_involvement WHERE is_open AND unit_id IN ({units}) GROUP BY shelf
UNION ALL SELECT 'returned', '', {how_many}, 0
FROM reports_involvement WHERE is_open AND is_returned AND unit_id IN ({units})
UNION ALL SELECT 'mine', '', COUNT(*), 0 FROM ({mine}) own
UNION ALL SELECT 'newest', '', MAX(seq), 0 FROM reports_event
"""
_OF_ALL = """
WITH wanted (screening, status) AS (VALUES {wanted})
SELECT wanted.screening, wanted.status, (
  SELECT COUNT(*) + {late} * COUNT(*) FILTER (WHERE resolve_by < %s)
  FROM (
    SELECT resolve_by FROM ({seen}) seen
    WHERE seen.screening = wanted.screening AND seen.status = wanted.status ORDER BY resolve_by LIMIT {most}
  ) found
), 0
FROM wanted
UNION ALL SELECT 'returned', '', COUNT(*), 0 FROM (
  SELECT 1 FROM ({seen}) seen WHERE seen.screening = 'clear' AND seen.returned_at IS NOT NULL LIMIT {most}
) found
UNION ALL SELECT 'mine', '', COUNT(*), 0 FROM (SELECT 1 FROM ({mine}) own LIMIT {most}) found
UNION ALL SELECT 'newest', '', MAX(seq), 0 FROM reports_event
"""


@dataclass(frozen=True)
class Counted:
    """How many open reports lie on each shelf; of new ones and work how many are late; how many came back; mine.

    ``seq`` is the newest event's, 0 where there is none.
    """

    shelves: Mapping[Shelf, int]
    late: int
    returned: int
    mine: int
    seq: int


@dataclass(frozen=True)
class _Question:
    """SQL with its parameters, the moment of asking goes before all of them."""

    sql: str
    parameters: tuple[Any, ...]


def of(eyes: Eyes, *, now: datetime) -> Counted:
    """Return the counts of a person's units; of all reports for who reads all, each ``MOST`` at most. One statement."""
    question = _of_all(eyes) if eyes.reads_all else _of_units(eyes)
    with connection.cursor() as cursor:
        cursor.execute(question.sql, [connection.ops.adapt_datetimefield_value(now), *question.parameters])
        rows = cursor.fetchall()
    return _of_reports(rows) if eyes.reads_all else _of_involvements(rows)


@lru_cache(maxsize=1024)
def _of_units(eyes: Eyes) -> _Question:
    units = sorted(eyes.unit_ids) or [0]
    how_many = "COUNT(DISTINCT report_id)" if len(units) > 1 else "COUNT(*)"  # two of them may be on one report
    mine = _mine(eyes)
    sql = _OF_UNITS.format(how_many=how_many, units=", ".join(["%s"] * len(units)), mine=mine.sql)
    return _Question(sql, (*units, *units, *mine.parameters))


@lru_cache(maxsize=1024)
def _of_all(eyes: Eyes) -> _Question:
    rows = Report.objects.for_staff(eyes).filter(is_open=True).order_by()
    columns = rows.values("screening", "status", "resolve_by", "returned_at")
    seen, parameters = with_constants(*columns.query.sql_with_params())
    mine = _mine(eyes)
    wanted = ", ".join(f"('{screening}', '{status}')" for screening, status in product(Screening, OPEN))
    sql = _OF_ALL.format(wanted=wanted, seen=seen, mine=mine.sql, late=_LATE, most=MOST)
    return _Question(sql, (*parameters, *parameters, *mine.parameters))


def _mine(eyes: Eyes) -> _Question:
    rows = Report.objects.for_staff(eyes).filter(screening=Screening.CLEAR, is_open=True, assignee=eyes.pk).order_by()
    sql, parameters = with_constants(*rows.values("pk").query.sql_with_params())
    return _Question(sql, tuple(parameters))


def _of_involvements(rows: Iterable[tuple[str, str, int, int]]) -> Counted:
    found = {name: (number, late) for name, _nothing, number, late in rows}
    (returned, _), (mine, _), (seq, _) = found.pop(_RETURNED), found.pop(_MINE), found.pop(_NEWEST)
    shelves = {Shelf(name): number for name, (number, _) in found.items()}
    return Counted(shelves, sum(found.get(shelf, (0, 0))[1] for shelf in _BY_DEADLINE), returned, mine, seq or 0)


def _of_reports(rows: Iterable[tuple[str, str, int, int]]) -> Counted:
    found = {(first, status): number for first, status, number, _nothing in rows}
    returned, mine, seq = (found.pop((name, "")) for name in (_RETURNED, _MINE, _NEWEST))
    shelves, late = Counter[Shelf](), 0
    for (screening, status), number in found.items():
        shelf = shelf_by(screening=screening, status=status)
        late_here, here = divmod(number, _LATE)
        shelves[shelf] += here
        late += late_here if shelf in _BY_DEADLINE else 0
    capped = {shelf: min(number, MOST) for shelf, number in shelves.items()}
    return Counted(capped, min(late, MOST), returned, mine, seq or 0)
