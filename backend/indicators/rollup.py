"""Keeps the daily facts in step with the events: every few seconds, in batches, each batch one transaction.

A report touched by new events, or whose deadline fell, is counted anew from its whole history, and the difference to
what it was counted for goes into the daily facts. So it does not matter how events fall into batches, how often one is
folded, or when a worker dies: the facts are always those of the events up to the watermark.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from backend.indicators import facts
from backend.indicators.models import EVENTS, Counted, Watermark
from backend.indicators.tally import Fact, tally
from backend.reports.models import Event

BATCH = 5000  # events, and reports whose deadline fell


def fold(now: datetime) -> int:
    """Count what happened and which deadlines fell until ``now`` (aware); return how many events were folded.

    Safe in several workers at once: the one that holds the watermark folds, the others go away.
    """
    Watermark.objects.bulk_create([Watermark(name=EVENTS)], ignore_conflicts=True)
    folded = 0
    while _has_work(now):
        taken = _fold_batch(now)
        if taken is None:
            break
        folded += taken
    return folded


def _has_work(now: datetime) -> bool:
    """Whether there is anything to fold; asked without a lock, so that an idle worker is in nobody's way."""
    seq = Watermark.objects.get(name=EVENTS).seq
    return Event.objects.filter(seq__gt=seq).exists() or Counted.objects.filter(next_due__lte=now).exists()


@transaction.atomic
def _fold_batch(now: datetime) -> int | None:
    """Fold one batch of events and one of fallen deadlines; None where another worker is at it."""
    mark = Watermark.objects.select_for_update(skip_locked=True).filter(name=EVENTS).first()
    if mark is None:
        return None
    events = list(Event.objects.filter(seq__gt=mark.seq).order_by("seq").values_list("seq", "report_id")[:BATCH])
    fallen = Counted.objects.filter(next_due__lte=now).order_by("next_due", "report_id").values_list("report_id")
    touched = {report for _seq, report in events if report} | {report for (report,) in fallen[:BATCH]}
    _count_anew(touched, now=now)
    if events:
        Watermark.objects.filter(name=EVENTS).update(seq=events[-1][0])
    return len(events)


def _count_anew(reports: Iterable[int], *, now: datetime) -> None:
    numbers = sorted(reports)
    before = dict(Counted.objects.filter(report__in=numbers).values_list("report_id", "facts"))
    changes: Counter[Fact] = Counter()
    counted: list[Counted] = []
    for history in facts.histories(numbers):
        report = history[0].report_id
        new = tally(history, now=now)
        changes.update(new.facts)
        changes.subtract(facts.read(before.get(report, [])))
        counted.append(Counted(report_id=report, facts=facts.written(new.facts), next_due=new.next_due))
    facts.add(changes)
    Counted.objects.bulk_create(
        counted, update_conflicts=True, unique_fields=["report"], update_fields=["facts", "next_due"], batch_size=BATCH
    )
