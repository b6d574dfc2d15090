"""Seals on what each report was counted for: with them a large month is checked in seconds and recounted afterwards.

Whoever counts a report from all of its events leaves a seal beside what it counted for: a keyed hash (HMAC-SHA256)
over these numbers and the head of the report's chain of events. So a seal that holds says that the numbers are those of
just these events. Rows changed by hand, events that came later and events rewritten have no seal that holds: those
reports are counted anew. What a seal cannot tell is that all rows of a report sent in an earlier month were taken away;
the recount after the closing (see ``recounted``) finds that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, Sum

from backend.core.month import Month
from backend.indicators import facts, report_months
from backend.indicators.facts import COURSE, MEASURES
from backend.indicators.models import Counted, DailyFact, DailyRefusal, ReportMonth
from backend.indicators.seals import of_course, of_month
from backend.indicators.tally import tally
from backend.reports.models import Report
from backend.routing.models import Group

LARGE = 20_000  # rows of a month that are counted anew from the events in about five seconds
_CHUNK = 5000
_AT_ONCE = 1000  # reports to a statement
_PLACE = ("ward_id", "unit_id", "category_id")
Sums = dict[tuple[object, ...], int]


def is_large(month: Month) -> bool:
    """Whether ``month`` has so many reports that a recount keeps people waiting. One statement."""
    return ReportMonth.objects.filter(first_day=month.first_day).order_by()[: LARGE + 1].count() > LARGE


def differing(month: Month, *, upto: int, as_of: datetime) -> int:
    """Return how many reports and sums of ``month`` do not fit together: 0 where facts, seals and events agree.

    ``upto``: the last event (seq) that counts; ``as_of``: the moment (aware) up to which deadlines fell.
    """
    doubtful = {*_months_without_a_seal(month), *_courses_without_a_seal(month, as_of=as_of)}
    return _recounted(month, sorted(doubtful), upto=upto, as_of=as_of) + _sums_that_differ(month)


def _months_without_a_seal(month: Month) -> Iterator[int]:
    """Yield the reports whose rows in ``month`` are not what was counted from their events as they stand."""
    rows = ReportMonth.objects.filter(first_day=month.first_day).order_by("-report_id", "-id")
    columns = ("report_id", "report__head_hash", "seal", *report_months.SEALED)
    lines = rows.values_list(*columns).iterator(chunk_size=_CHUNK)
    for (report, head), of_report in groupby(lines, key=itemgetter(0, 1)):
        there = list(of_report)
        seal = of_month(report, head, month.first_day, (line[3:] for line in there))
        if any(line[2] != seal for line in there):
            yield report


def _courses_without_a_seal(month: Month, *, as_of: datetime) -> Iterator[int]:
    """Yield the reports sent in ``month`` that were never counted, or of which something else stands now."""
    sent = Report.objects.filter(  # an index has the groups first
        group__in=Group.values, created_at__gte=month.starts_at, created_at__lt=month.next.starts_at
    )
    columns = (f"counted__{name}" for name in ("seal", *COURSE))
    for report, head, seal, *course in sent.order_by("pk").values_list("pk", "head_hash", *columns).iterator(_CHUNK):
        next_due = course[-1]
        if seal != of_course(report, head, course) or (next_due and next_due <= as_of):
            yield report


def _recounted(month: Month, reports: Sequence[int], *, upto: int, as_of: datetime) -> int:
    """Count ``reports`` anew from their events; return of how many the tables say something else."""
    differ = 0
    for start in range(0, len(reports), _AT_ONCE):
        some = reports[start : start + _AT_ONCE]
        rows, courses = _rows_of(month, some), _courses_of(some)
        for history in facts.histories(some, upto=upto):
            report, told = history[0].report_id, tally(history, now=as_of)
            found = report_months.rows_of(told.facts).get(month.first_day, [])
            is_same = sorted(found) == rows[report] and courses.get(report) == facts.course_of(told)
            differ += not is_same
    return differ


def _rows_of(month: Month, reports: Sequence[int]) -> Mapping[int, list[tuple[object, ...]]]:
    rows: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    there = ReportMonth.objects.filter(first_day=month.first_day, report__in=reports).order_by("report_id", "id")
    for report, *row in there.values_list("report_id", *report_months.SEALED):
        rows[report].append(tuple(row))
    return defaultdict(list, {report: sorted(found) for report, found in rows.items()})


def _courses_of(reports: Sequence[int]) -> Mapping[int, tuple[object, ...]]:
    rows = Counted.objects.filter(report__in=reports).order_by("pk").values_list("report_id", *COURSE)
    return {report: tuple(course) for report, *course in rows}


def _sums_that_differ(month: Month) -> int:
    """Return how many sums of the daily facts are not those of the reports behind them. Four statements."""
    days = {"day__range": (month.first_day, month.last_day)}
    behind = ReportMonth.objects.filter(first_day=month.first_day)
    daily = _sums(DailyFact.objects.filter(**days), _PLACE, MEASURES)
    differ = _differences(daily, _sums(behind, _PLACE, MEASURES))
    refused = _sums(DailyRefusal.objects.filter(**days), (*_PLACE, "reason"), ("number",))
    return differ + _differences(refused, _sums(behind.filter(refused__gt=0), (*_PLACE, "reason"), ("refused",)))


def _sums(rows: QuerySet[Any], key: Sequence[str], columns: Sequence[str]) -> Sums:
    added = {f"all_{name}": Sum(name) for name in columns}
    found = rows.order_by(*key).values(*key).annotate(**added).values_list(*key, *added)
    places = [(row[: len(key)], row[len(key) :]) for row in found]
    return {(*place, number): sums[number] for place, sums in places for number in range(len(columns)) if sums[number]}


def _differences(one: Sums, other: Sums) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
