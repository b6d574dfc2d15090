"""Which reports a month may count something of, and the seal over their history."""

import hashlib
from collections.abc import Mapping

from django.db.models import Q

from backend.core.month import Month
from backend.indicators import facts
from backend.reports.models import Event, Kind, Report

_AT_ONCE = 10_000  # reports to a statement
_CHUNK = 5000
Head = tuple[str, int]  # the hash of the last event, and how many there are


def touched(month: Month, *, upto: int) -> list[int]:
    """Return the reports (ids, ascending) to which something happened in ``month``, or whose deadline fell in it.

    By the events up to ``upto`` (their seq) alone: whatever comes later, they are the same.
    """
    within = Q()
    for moment in ("at", "accept_by", "resolve_by"):  # PostgreSQL has summaries of these three: reports_event_moments
        within |= Q(**{f"{moment}__gte": month.starts_at, f"{moment}__lt": month.next.starts_at})
    events = Event.objects.filter(within, report__isnull=False, seq__lte=upto)
    return sorted(number for number in events.values_list("report_id", flat=True).distinct().order_by() if number)


def with_open(reports: list[int], month: Month) -> list[int]:
    """Return ``reports`` with all others that were open at the end of ``month``, and some that were not."""
    end = month.next.starts_at
    sent = Report.objects.filter(created_at__lt=end).values_list("pk", flat=True)
    ended = Event.objects.filter(kind__in=(Kind.REJECTED, Kind.MERGED), at__gte=end, report__isnull=False)
    were_open = {
        *sent.filter(is_open=True),
        *sent.filter(is_open=False, resolved_at__gte=end),
        *ended.values_list("report_id", flat=True).distinct(),
    }
    return sorted({*reports, *(number for number in were_open if number)})


def seal_of(heads: Mapping[int, Head]) -> str:
    """Return SHA-256 (hex) over the reports that count for something, and where their chains ended: of edition 4.

    The last hash of a chain covers all before it: a history written anew in all its hashes is another one.
    """
    lines = ["{}:{}:{}\n".format(report, *heads[report]) for report in sorted(heads)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def seal_of_events(reports: list[int], *, upto: int) -> str:
    """Return SHA-256 (hex) over the hash of every event up to ``upto``: the seal of months closed in edition 3."""
    seal = hashlib.sha256()
    for start in range(0, len(reports), _AT_ONCE):
        part = reports[start : start + _AT_ONCE]
        events = Event.objects.filter(facts.of(part), seq__lte=upto).order_by("report_id", "number", "seq")
        wanted = frozenset(part)
        for report, said in events.values_list("report_id", "hash").iterator(_CHUNK):
            if report in wanted:
                seal.update(said.encode())
    return seal.hexdigest()
