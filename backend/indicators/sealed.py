"""Seals on what each report was counted for: with them a large month is checked in seconds and recounted afterwards.

Whoever counts a report from all of its events leaves a seal beside what it counted for: a keyed hash over these numbers
and the head of the report's chain of events. So a seal that holds says that the numbers are those of just these events.
Rows changed by hand, events that came later and events rewritten have no seal that holds: those reports are counted
anew. What a seal cannot tell is that all rows of a report sent in an earlier month were taken away; the recount after
the closing (see ``recounted``) finds that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When

from backend.core.month import Month
from backend.core.stream import streamed
from backend.indicators import facts, report_months
from backend.indicators.facts import COURSE, MEASURES
from backend.indicators.models import Counted, DailyFact, DailyRefusal, ReportMonth
from backend.indicators.row_texts import Joined, texts
from backend.indicators.seals import of_course, of_month
from backend.indicators.tally import tally
from backend.indicators.touched import Head, heads_at, seal_of
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


class Checked(NamedTuple):
    """How many reports and sums of a month do not fit together, and the seal over its history (see ``touched``)."""

    differs: int
    history: str


def check(month: Month, *, upto: int, as_of: datetime) -> Checked:
    """Return whether facts, seals and events of ``month`` agree: then nothing differs.

    ``upto``: the last event (seq) that counts; ``as_of``: the moment (aware) up to which deadlines fell.
    """
    doubtful = {*_uncounted(month), *_due(month, as_of=as_of)}
    broken: list[int] = []
    heads: dict[int, Head] = {}
    first_day = f"{month.first_day}"
    for report, head, events, seals, rows in _reports(month):
        heads[report] = (head, events)  # where the seal holds it is the head that was counted, whatever comes in now
        if seals != {of_month(report, head, first_day, rows)}:
            broken.append(report)
    differ = _recounted(month, sorted({*doubtful, *broken}), upto=upto, as_of=as_of) + _sums_that_differ(month)
    heads.update(heads_at(broken, upto=upto))
    return Checked(differ, seal_of(heads))


def _reports(month: Month) -> Iterator[tuple[int, str, int, set[str], list[str]]]:
    """Yield each report that counts for something in ``month``, the youngest first. One statement.

    With the head of its chain, how many events it has, the seals on its rows and their texts as they stand.
    """
    row = texts(ReportMonth, report_months.SEALED)
    with_course = Joined(*row, *texts(Counted, COURSE, through="report__counted__"))
    is_of_its_sending = Q(
        report__counted__sent_at__gte=month.starts_at, report__counted__sent_at__lt=month.next.starts_at
    )
    found = Case(When(is_of_its_sending, then=with_course), default=Joined(*row))
    rows = ReportMonth.objects.filter(first_day=month.first_day).order_by("-report_id", "-id")
    columns = ("report_id", "report__head_hash", "report__event_count", "seal")
    lines = streamed(rows.values_list(*columns, found))
    for (report, head, events), of_report in groupby(lines, key=itemgetter(0, 1, 2)):
        there = list(of_report)
        yield report, head, events, {line[3] for line in there}, [line[4] for line in there]


def _uncounted(month: Month) -> Iterator[int]:
    """Yield the reports sent in ``month`` that have no row in it, but for those sealed as counting for nothing."""
    rows = ReportMonth.objects.filter(first_day=month.first_day, report=OuterRef("pk"))
    sent = Report.objects.filter(  # an index has the groups first
        ~Exists(rows), group__in=Group.values, created_at__gte=month.starts_at, created_at__lt=month.next.starts_at
    )
    columns = (f"counted__{name}" for name in ("seal", *COURSE))
    for report, head, seal, *course in sent.order_by("pk").values_list("pk", "head_hash", *columns):
        sent_at = course[0]
        if sent_at is not None or seal != of_course(report, head, course):
            yield report


def _due(month: Month, *, as_of: datetime) -> Iterator[int]:
    """Yield the reports sent in ``month`` of which a deadline fell that was not counted."""
    due = Counted.objects.filter(next_due__lte=as_of, sent_at__gte=month.starts_at, sent_at__lt=month.next.starts_at)
    yield from due.order_by("pk").values_list("pk", flat=True).iterator(_CHUNK)


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
