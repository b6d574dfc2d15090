"""Keeps the facts in step with the events: every few seconds, report by report, so many to a transaction.

A report touched by new events, or whose deadline fell, is counted anew from its whole history, and the difference to
what it was counted for goes into the facts. A report that is counted twice therefore changes nothing the second
time, so it does not matter how events fall into batches, how often one is folded, or when a worker dies: the watermark
rises only when every report touched below it is counted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from backend.indicators import facts, month_hours, report_months
from backend.indicators.facts import Placed
from backend.indicators.models import EVENTS, Counted, Watermark
from backend.indicators.tally import Fact, Tally, tally
from backend.indicators.zones import zones_of
from backend.reports.models import Event

BATCH = 10_000  # reports to a transaction: a second or two
WINDOW = 250_000  # events between two steps of the watermark, so that a first fold of millions can be interrupted


def fold(now: datetime) -> int:
    """Count what happened and which deadlines fell until ``now`` (aware); return how many events were folded.

    Safe in several workers at once: the one that holds the watermark counts, the others go away.
    """
    mark = Watermark.objects.get_or_create(name=EVENTS)[0].seq
    last = Event.objects.aggregate(last=Max("seq"))["last"] or mark
    due = set(Counted.objects.filter(next_due__lte=now).values_list("report_id", flat=True))
    folded = 0
    while mark < last or due:
        upto = min(last, mark + WINDOW)
        events = Event.objects.filter(seq__gt=mark, seq__lte=upto)
        touched = due | set(events.filter(report__isnull=False).values_list("report_id", flat=True))
        if not _count_all(sorted(touched), now=now) or not _raise_mark(mark, upto):
            break
        folded += events.count()
        mark, due = upto, set()
    return folded


def _raise_mark(seen: int, upto: int) -> bool:
    """Raise the watermark from ``seen``; False where another worker was faster."""
    return bool(Watermark.objects.filter(name=EVENTS, seq=seen).update(seq=upto))


def _count_all(reports: Sequence[int], *, now: datetime) -> bool:
    """Count ``reports`` anew, so many to a transaction; False where another worker is at it."""
    starts = range(0, len(reports), BATCH)
    return all(_count_anew(reports[start : start + BATCH], now=now) for start in starts)


@transaction.atomic
def _count_anew(reports: Sequence[int], *, now: datetime) -> bool:
    """Count ``reports`` from their whole histories; False where another worker is at it, and nothing was done."""
    if not Watermark.objects.select_for_update(skip_locked=True).filter(name=EVENTS).exists():
        return False
    rows = Counted.objects.filter(facts.of(reports)).values_list("report_id", "facts", "zone_id", *facts.COURSE)
    wanted = frozenset(reports)  # the rows lie between the first and the last of them: others do, too
    before = {report: (kept, zone, course) for report, kept, zone, *course in rows if report in wanted}
    zones = zones_of(reports)
    changes: Counter[Placed] = Counter()
    hours: Counter[month_hours.Took] = Counter()
    counted: list[tuple[int, Tally]] = []
    for history in facts.histories(reports):
        report, new = history[0].report_id, tally(history, now=now)
        _add(changes, new.facts, zones[report], 1)
        hours.update(month_hours.took(facts.course_of(new), zones[report]))
        if report in before:
            kept, zone, course = before[report]
            _add(changes, facts.read(kept), zone, -1)
            hours.subtract(month_hours.took(course, zone))
        counted.append((report, new))
    facts.add(changes)
    month_hours.add(hours)
    facts.keep(counted, zones)
    report_months.keep(counted, known=before)
    return True


def _add(changes: Counter[Placed], counted: Counter[Fact], zone: int, sign: int) -> None:
    for fact, number in counted.items():
        changes[fact, zone] += sign * number
