"""Which reports a month may count something of, and the seal over their history."""

import hashlib
from collections.abc import Callable, Mapping

from django.db.models import Q

from backend.core.month import Month
from backend.indicators import facts
from backend.reports.models import Event, Kind, Report

_AT_ONCE = 10_000  # reports to a statement
_CHUNK = 5000
Head = tuple[str, int]  # the hash of the last event, and how many there are
Heads = Callable[[list[int], int], Mapping[int, Head]]


def touched(month: Month, *, upto: int) -> list[int]:
    """Return the reports (ids, ascending) to which something happened in ``month``, or whose deadline fell in it.

    By the events up to ``upto`` (their seq) alone: whatever comes later, they are the same.
    """
    within = Q()
    for moment in ("at", "accept_by", "resolve_by"):  # PostgreSQL has summaries of these three: see migration 0025
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


def seal_of(reports: list[int], *, upto: int, heads: Heads | None = None) -> str:
    """Return SHA-256 (hex) over where the chain of events of each of ``reports`` (ids, ascending) ended at ``upto``.

    The last hash covers all before it: a history written anew in all its hashes is another one. ``heads`` says how
    they are found; as they are told by the events themselves, where nothing is said.
    """
    seal = hashlib.sha256()
    for start in range(0, len(reports), _AT_ONCE):
        part = reports[start : start + _AT_ONCE]
        found = (heads or heads_by_events)(part, upto)
        for report in part:
            seal.update("{}:{}:{}\n".format(report, *found[report]).encode())
    return seal.hexdigest()


def heads_by_events(reports: list[int], upto: int) -> Mapping[int, Head]:
    """Return of each of ``reports`` the last hash up to ``upto``, and how many events it has until there."""
    heads: dict[int, Head] = {}
    events = Event.objects.filter(facts.of(reports), seq__lte=upto).order_by("report_id", "number")
    for report, said in events.values_list("report_id", "hash").iterator(_CHUNK):
        heads[report] = (said, heads.get(report, ("", 0))[1] + 1)
    return heads


def heads_by_reports(reports: list[int], upto: int) -> Mapping[int, Head]:
    """Return what :func:`heads_by_events` returns, by what the reports say themselves: a tenth of the rows.

    Those to which more happened after ``upto`` are told by their events.
    """
    rows = Report.objects.filter(pk__in=reports).order_by("pk")
    heads = {pk: (said, number) for pk, said, number in rows.values_list("pk", "head_hash", "event_count")}
    later = Event.objects.filter(seq__gt=upto, report__in=reports).order_by().values_list("report_id", flat=True)
    moved_on = sorted(number for number in later.distinct() if number)
    return heads | (heads_by_events(moved_on, upto) if moved_on else {})


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
