"""The lists behind a month's figures, report by report, beside what the events of each report say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from backend.core.month import Month
from backend.indicators import facts, report_months
from backend.indicators.facts import COURSE
from backend.indicators.models import EVENTS, Counted, ReportMonth, Watermark
from backend.indicators.tally import tally
from backend.indicators.touched import touched, with_open
from backend.reports.models import Event

_AT_ONCE = 1000  # reports to a statement
_COURSE = COURSE[:-1]  # the next deadline aside: it passes by itself
_Rows = Mapping[int, list[tuple[object, ...]]]


def lists_differ(month: Month, *, now: datetime) -> int:
    """Return of how many reports the lists behind ``month``, or how long they took, are not what their events say.

    As things stand, not as of a closing. The time is as long as the month is large.
    """
    upto = Watermark.objects.get(name=EVENTS).seq
    listed = ReportMonth.objects.filter(first_day=month.first_day).order_by().values_list("report_id", flat=True)
    reports = with_open(sorted({*touched(month, upto=upto), *listed.distinct()}), month)
    doubtful = _differing(month, reports, upto=upto, now=now)
    if not doubtful:
        return 0
    with transaction.atomic():  # some of them were perhaps counted anew meanwhile: now nobody does
        return len(_still_differing(month, doubtful, now=now))


def _still_differing(month: Month, reports: Sequence[int], *, now: datetime) -> Sequence[int]:
    """Return which of ``reports`` are not what their events say up to the watermark, nor up to any event after it.

    A fold reads all events of a report that are there, also those that came after it looked for the last.
    """
    mark = Watermark.objects.select_for_update().get(name=EVENTS).seq
    later = Event.objects.filter(report__in=reports, seq__gt=mark).order_by("seq").values_list("seq", flat=True)
    for upto in (mark, *later):
        reports = _differing(month, reports, upto=upto, now=now) if reports else ()
    return reports


def _differing(month: Month, reports: Sequence[int], *, upto: int, now: datetime) -> list[int]:
    differ: list[int] = []
    for start in range(0, len(reports), _AT_ONCE):
        some = reports[start : start + _AT_ONCE]
        rows, courses = _rows_of(month, some), _courses_of(some)
        for history in facts.histories(some, upto=upto):
            report, told = history[0].report_id, tally(history, now=now)
            found = report_months.rows_of(told.facts).get(month.first_day, [])
            if sorted(found) != rows[report] or courses.get(report) != facts.course_of(told)[:-1]:
                differ.append(report)
    return differ


def _rows_of(month: Month, reports: Sequence[int]) -> _Rows:
    rows: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    there = ReportMonth.objects.filter(facts.of(reports), first_day=month.first_day).order_by("report_id", "id")
    for report, *row in there.values_list("report_id", *report_months.COUNTED):
        rows[report].append(tuple(row))
    return defaultdict(list, {report: sorted(found) for report, found in rows.items()})


def _courses_of(reports: Sequence[int]) -> Mapping[int, tuple[object, ...]]:
    rows = Counted.objects.filter(facts.of(reports)).order_by("pk").values_list("report_id", *_COURSE)
    return {report: tuple(course) for report, *course in rows}
