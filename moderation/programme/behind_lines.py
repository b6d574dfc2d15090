"""The lines of the list behind a number: a report, what it counts for, how often, and who may open it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.indicators.behind import Behind
from backend.indicators.models import ReportMonth
from backend.reports.models import Report

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Line:
    """A report of the list: the ward, unit and kind it counts for, how often; ``may_open``: the reader may open it."""

    report: Report
    of: Report | ReportMonth
    times: int
    may_open: bool


def lines_of(rows: Iterable[Report | ReportMonth], found: Behind, *, reader: User) -> list[Line]:
    """Return ``rows`` of ``found`` as ``reader`` sees them. One statement beside theirs."""
    rows = list(rows)
    reports = [one if isinstance(one, Report) else one.report for one in rows]
    numbers = [one.pk for one in reports]
    mine = set(Report.objects.for_staff(reader).filter(pk__in=numbers).values_list("pk", flat=True))
    return [
        Line(report, row, found.part.get(row.pk, getattr(row, "times", 1)), report.pk in mine)
        for report, row in zip(reports, rows, strict=True)
    ]


def every_line(rows: Iterable[Report | ReportMonth], found: Behind, *, reader: User) -> Iterator[Line]:
    """Yield all ``rows`` as lines, a thousand at a time, however many there are."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield from lines_of(some, found, reader=reader)


def rows_of(found: Behind) -> "tuple[QuerySet[Any], str]":
    """Return the rows of the list, reports or what was counted of them, and what they are ordered by."""
    if found.opened is not None:
        return found.opened.select_related("ward", "unit", "category").defer("ward__boundary"), "-id"
    counted = found.counted if found.counted is not None else ReportMonth.objects.none()
    return counted.select_related("report", "ward", "unit", "category").defer("ward__boundary"), "-report_id"
