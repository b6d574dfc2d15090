"""Which reports a month may count something of, and the seal over their history."""

import hashlib

from backend.core.month import Month
from backend.indicators import facts
from backend.reports.models import Event, Kind, Report

_AT_ONCE = 10_000  # reports to a statement
_CHUNK = 5000


def touched(month: Month, *, upto: int) -> list[int]:
    """Return the reports (ids, ascending) to which something happened in ``month``, or whose deadline fell in it.

    By the events up to ``upto`` (their seq) alone: whatever comes later, they are the same.
    """
    between = (month.starts_at, month.next.starts_at)
    events = Event.objects.filter(report__isnull=False, seq__lte=upto)
    ids: set[int] = set()
    for moment in ("at", "accept_by", "resolve_by"):
        within = {f"{moment}__gte": between[0], f"{moment}__lt": between[1]}
        ids.update(
            number for number in events.filter(**within).values_list("report_id", flat=True).distinct() if number
        )
    return sorted(ids)


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


def seal_of(reports: list[int], *, upto: int) -> str:
    """Return SHA-256 (hex) over the hash of every event up to ``upto`` of ``reports`` (ids, ascending).

    Each event's hash covers what it says and the one before: a history written anew in all its hashes is another one.
    """
    seal = hashlib.sha256()
    for start in range(0, len(reports), _AT_ONCE):
        part = reports[start : start + _AT_ONCE]
        events = Event.objects.filter(facts.of(part), seq__lte=upto).order_by("report_id", "number", "seq")
        wanted = frozenset(part)
        for report, said in events.values_list("report_id", "hash").iterator(_CHUNK):
            if report in wanted:
                seal.update(said.encode())
    return seal.hexdigest()
