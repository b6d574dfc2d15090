"""The reports behind the figures of a period: which counted for what, so that a column's sum is the figure itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from backend.indicators import facts
from backend.indicators.conditions import facts_in
from backend.indicators.documents.period import Period
from backend.indicators.models import Span
from backend.places.models import Ward
from backend.reports.models import Report

_AT_ONCE = 2_000  # reports to a statement
LISTED = frozenset({Span.MONTH, Span.QUARTER})  # of a year the lists are those of its months


@dataclass(frozen=True)
class Counting:
    """A report with how often it counted for each measure in the period."""

    report: Report
    counted: Counter[str]


def behind(period: Period, ward: Ward | None = None) -> Iterator[Counting]:
    """Yield the reports that count for anything in ``period`` as the facts stand now, by id; none for a year."""
    if period.span not in LISTED:
        return
    waiting: dict[int, Counter[str]] = {}
    first, last = period.first.first_day, period.last.last_day
    for report, kept in facts_in(period.months, Q()):
        counted: Counter[str] = Counter()
        for fact, number in facts.read(kept).items():
            if first <= fact.day <= last and (ward is None or fact.ward == ward.pk):
                counted[fact.measure] += number
        if +counted:
            waiting[report] = counted
        if len(waiting) >= _AT_ONCE:
            yield from _fetched(waiting)
            waiting = {}
    yield from _fetched(waiting)


def _fetched(waiting: dict[int, Counter[str]]) -> Iterator[Counting]:
    rows = Report.objects.filter(pk__in=waiting).select_related("category", "ward", "unit").defer("ward__boundary")
    yield from (Counting(one, waiting[one.pk]) for one in rows.order_by("pk"))
