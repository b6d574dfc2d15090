"""Counting everything anew from the events alone, to prove the daily facts or to replace them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.indicators import facts, report_months
from backend.indicators.models import EVENTS, Counted, DailyFact, DailyRefusal, ReportMonth, Watermark
from backend.indicators.rollup import fold
from backend.indicators.tally import Fact, tally


@dataclass(frozen=True)
class Difference:
    """A fact of which the table and the events say different numbers."""

    fact: Fact
    in_table: int
    from_events: int


def recompute(*, now: datetime) -> Counter[Fact]:
    """Return what all events together count for at ``now`` (aware), without looking at the tables of figures."""
    counted: Counter[Fact] = Counter()
    for history in facts.histories():
        counted.update(tally(history, now=now).facts)
    return +counted


def verify(*, now: datetime) -> list[Difference]:
    """Fold, then return every fact of which a table and the events disagree, in either direction. Empty: all is well.

    After the daily facts those of the lists behind them, by month: the first day stands for it.
    """
    fold(now)
    table, events = facts.all_facts(), recompute(now=now)
    behind = report_months.all_facts()
    return [*_between(table, events), *_between(behind, _by_month(events))]


def _between(table: Counter[Fact], events: Counter[Fact]) -> Iterator[Difference]:
    for fact in sorted(table | events):
        if table[fact] != events[fact]:
            yield Difference(fact, table[fact], events[fact])


def _by_month(counted: Counter[Fact]) -> Counter[Fact]:
    """Return the facts under the first day of their month."""
    added: Counter[Fact] = Counter()
    for fact, number in counted.items():
        added[fact._replace(day=fact.day.replace(day=1))] += number
    return added


def rebuild(*, now: datetime) -> int:
    """Throw the daily facts away and fold them again from the first event; return the number of events."""
    with transaction.atomic():
        Watermark.objects.bulk_create([Watermark(name=EVENTS)], ignore_conflicts=True)
        Watermark.objects.select_for_update().get(name=EVENTS)
        DailyFact.objects.all().delete()
        DailyRefusal.objects.all().delete()
        Counted.objects.all().delete()
        ReportMonth.objects.all().delete()
        Watermark.objects.filter(name=EVENTS).update(seq=0)
    return fold(now)
