"""Which confirmed matters of some kinds were not done at a moment: read from the events, so that any moment can be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from backend.reports.models import Event, Report, Screening, Status

_CONFIRMED = (Status.ACCEPTED, Status.IN_PROGRESS, Status.NEEDS_INFO)
_AT_ONCE = 5_000  # reports to a statement
_ALL = Q()


class _Step(NamedTuple):
    """What an event left a report at."""

    report_id: int
    at: datetime
    status: str
    accept_by: datetime


def open_at(
    moments: Sequence[datetime], categories: Collection[int], *, among: Q = _ALL
) -> Mapping[tuple[int, datetime], list[int]]:
    """Return the reports (ids) that were confirmed and not done at each of ``moments`` (aware), by category and moment.

    Confirmed is what a unit accepted, and what it left unanswered beyond the accept deadline: doubt falls against it.
    The category is the one the report is filed under now, of ``categories`` (ids). Two statements for some thousand.
    ``among`` limits the reports that are looked at.
    """
    clear = Report.objects.filter(among, screening=Screening.CLEAR)
    reports = clear.filter(category__in=categories, created_at__lt=max(moments))
    kinds = dict(reports.order_by("id").values_list("pk", "category_id"))
    found: dict[tuple[int, datetime], list[int]] = defaultdict(list)
    for report, steps in _histories(sorted(kinds)):
        for moment in moments:
            last = next((step for step in reversed(steps) if step.at < moment), None)
            if last and _is_open(last, moment):
                found[kinds[report], moment].append(report)
    return found


def open_now(categories: Collection[int], *, now: datetime) -> QuerySet[Report]:
    """Return the reports of ``categories`` (ids) that are confirmed and not done now: they say so themselves."""
    reports = Report.objects.filter(is_open=True, screening=Screening.CLEAR, category__in=categories)
    unanswered = Q(status=Status.RECEIVED, accept_by__lte=now)
    return reports.filter(Q(status__in=_CONFIRMED) | unanswered, created_at__lt=now).order_by("id")


def _histories(reports: Sequence[int]) -> Iterator[tuple[int, list[_Step]]]:
    for start in range(0, len(reports), _AT_ONCE):
        events = Event.objects.filter(report__in=reports[start : start + _AT_ONCE]).order_by("report_id", "number")
        rows = events.values_list(*_Step._fields).iterator()
        for report, steps in groupby(rows, key=itemgetter(0)):
            yield report, [_Step(*step) for step in steps]


def _is_open(step: _Step, moment: datetime) -> bool:
    return step.status in _CONFIRMED or (step.status == Status.RECEIVED and step.accept_by <= moment)
