"""Which confirmed matters of some kinds were not done at a moment: read from the events, so that any moment can be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from backend.reports.models import Event, Kind, Report, Screening, Status

_CONFIRMED = (Status.ACCEPTED, Status.IN_PROGRESS, Status.NEEDS_INFO)
_AT_ONCE = 5_000  # reports to a statement
_ALL = Q()
_OTHER_CATEGORY = (Kind.RECATEGORISED, Kind.UNDONE)  # what may file a report under another category


class _Step(NamedTuple):
    """What an event left a report at."""

    report_id: int
    at: datetime
    status: str
    accept_by: datetime
    category_id: int
    screening: str


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
        for moment in _open_of(steps, moments):
            found[kinds[report], moment].append(report)
    return found


def open_then(moment: datetime, categories: Collection[int], *, upto: int) -> Mapping[int, int]:
    """Return how many reports of each category were so at ``moment`` (aware), by the events up to ``upto`` (seq) alone.

    The category and the screening are those of that time: what happened later changes no number of then.
    """
    later = Event.objects.filter(seq__gt=upto, kind__in=_OTHER_CATEGORY).order_by()
    mine = Q(category__in=categories) | Q(pk__in=list(later.values_list("report_id", flat=True).distinct()))
    reports = Report.objects.filter(mine, created_at__lt=moment).order_by("id").values_list("pk", flat=True)
    found: dict[int, int] = defaultdict(int)
    for _report, steps in _histories(list(reports), upto=upto):
        filed = steps[-1]
        if filed.screening == Screening.CLEAR and filed.category_id in categories:
            found[filed.category_id] += bool(_open_of(steps, [moment]))
    return found


def open_now(categories: Collection[int], *, now: datetime) -> QuerySet[Report]:
    """Return the reports of ``categories`` (ids) that are confirmed and not done now: they say so themselves."""
    reports = Report.objects.filter(is_open=True, screening=Screening.CLEAR, category__in=categories)
    unanswered = Q(status=Status.RECEIVED, accept_by__lte=now)
    return reports.filter(Q(status__in=_CONFIRMED) | unanswered, created_at__lt=now).order_by("id")


def _histories(reports: Sequence[int], *, upto: int | None = None) -> Iterator[tuple[int, list[_Step]]]:
    until = Q() if upto is None else Q(seq__lte=upto)
    for start in range(0, len(reports), _AT_ONCE):
        some = Q(report__in=reports[start : start + _AT_ONCE])
        events = Event.objects.filter(some, until).order_by("report_id", "number")
        rows = events.values_list(*_Step._fields).iterator()
        for report, steps in groupby(rows, key=itemgetter(0)):
            yield report, [_Step(*step) for step in steps]


def _open_of(steps: Sequence[_Step], moments: Sequence[datetime]) -> list[datetime]:
    """Return at which of ``moments`` the report with these steps was confirmed and not done."""
    found = []
    for moment in moments:
        last = next((step for step in reversed(steps) if step.at < moment), None)
        if last and _is_open(last, moment):
            found.append(moment)
    return found


def _is_open(step: _Step, moment: datetime) -> bool:
    return step.status in _CONFIRMED or (step.status == Status.RECEIVED and step.accept_by <= moment)
