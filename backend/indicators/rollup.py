"""Keeps the daily facts in step with the events: every few seconds, report by report, so many to a transaction.

A report touched by new events, or whose deadline fell, is counted anew from its whole history, and the difference to
what it was counted for goes into the daily facts. A report that is counted twice therefore changes nothing the second
time, so it does not matter how events fall into batches, how often one is folded, or when a worker dies: the watermark
rises only when every report touched below it is counted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from backend.indicators import facts
from backend.indicators.models import EVENTS, Counted, Watermark
from backend.indicators.tally import Fact, tally
from backend.reports.models import Event

BATCH = 5000  # reports to a transaction: well under a second


def fold(now: datetime) -> int:
    """Count what happened and which deadlines fell until ``now`` (aware); return how many events were folded.

    Safe in several workers at once: the one that holds the watermark counts, the others go away.
    """
    mark, _new = Watermark.objects.get_or_create(name=EVENTS)
    events = Event.objects.filter(seq__gt=mark.seq)
    last = events.aggregate(last=Max("seq"))["last"] or mark.seq
    touched = set(events.filter(seq__lte=last, report__isnull=False).values_list("report_id", flat=True))
    touched |= set(Counted.objects.filter(next_due__lte=now).values_list("report_id", flat=True))
    reports = sorted(touched)
    for start in range(0, len(reports), BATCH):
        if not _count_anew(reports[start : start + BATCH], now=now):
            return 0
    return events.filter(seq__lte=last).count() if _raise_mark(mark.seq, last) else 0


def _raise_mark(seen: int, last: int) -> bool:
    """Raise the watermark from ``seen`` to ``last``; False where that is nothing, or another worker was faster."""
    return last > seen and bool(Watermark.objects.filter(name=EVENTS, seq=seen).update(seq=last))


@transaction.atomic
def _count_anew(reports: Sequence[int], *, now: datetime) -> bool:
    """Count ``reports`` from their whole histories; False where another worker is at it, and nothing was done."""
    if not Watermark.objects.select_for_update(skip_locked=True).filter(name=EVENTS).exists():
        return False
    before = dict(Counted.objects.filter(report__in=reports).values_list("report_id", "facts"))
    changes: Counter[Fact] = Counter()
    counted: list[Counted] = []
    for history in facts.histories(reports):
        report = history[0].report_id
        new = tally(history, now=now)
        changes.update(new.facts)
        changes.subtract(facts.read(before.get(report, [])))
        counted.append(Counted(report_id=report, facts=facts.written(new.facts), next_due=new.next_due))
    facts.add(changes)
    Counted.objects.bulk_create(
        counted, update_conflicts=True, unique_fields=["report"], update_fields=["facts", "next_due"], batch_size=BATCH
    )
    return True
