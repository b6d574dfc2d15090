"""Counting everything anew from the events alone, to prove the facts or to replace them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from backend.indicators import facts, month_hours, report_months
from backend.indicators.models import (
    EVENTS,
    Counted,
    DailyFact,
    DailyRefusal,
    MonthFact,
    MonthHours,
    ReportMonth,
    Watermark,
)
from backend.indicators.rollup import fold
from backend.indicators.tally import WHY, Fact, tally


@dataclass(frozen=True)
class Difference:
    """A fact of which the table and the events say different numbers."""

    fact: Fact
    in_table: int
    from_events: int


class Recomputed(NamedTuple):
    """What all events together count for: the facts, and how long reports took or since when they wait."""

    facts: Counter[Fact]
    hours: Counter[Fact]


def recompute(*, now: datetime) -> Recomputed:
    """Return what all events together count for at ``now`` (aware), without looking at the tables of figures."""
    counted: Counter[Fact] = Counter()
    hours: Counter[Fact] = Counter()
    for history in facts.histories():
        told = tally(history, now=now)
        counted.update(told.facts)
        hours.update(month_hours.fact_of(facts.course_of(told)))
    return Recomputed(+counted, hours)


def verify(*, now: datetime) -> list[Difference]:
    """Fold, then return every fact of which a table and the events disagree, in either direction. Empty: all is well.

    After the facts by day those by month, those of the lists behind them, how long reports took, and since when
    they wait: of these the first day of the month stands for the day.
    """
    fold(now)
    events = recompute(now=now)
    by_month = _by_month(events.facts)
    return [
        *_between(facts.all_facts(), events.facts),
        *_between(facts.all_by_month(), _without_reasons(by_month)),
        *_between(report_months.all_facts(), by_month),
        *_between(month_hours.all_facts() + month_hours.waiting(), events.hours),
    ]


def _without_reasons(counted: Counter[Fact]) -> Counter[Fact]:
    """Leave out why reports were refused: by day alone, for they are few."""
    return Counter({fact: number for fact, number in counted.items() if not fact.measure.startswith(WHY)})


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
    """Throw all figures away and fold them again from the first event; return the number of events."""
    with transaction.atomic():
        Watermark.objects.bulk_create([Watermark(name=EVENTS)], ignore_conflicts=True)
        Watermark.objects.select_for_update().get(name=EVENTS)
        DailyFact.objects.all().delete()
        DailyRefusal.objects.all().delete()
        MonthFact.objects.all().delete()
        MonthHours.objects.all().delete()
        Counted.objects.all().delete()
        ReportMonth.objects.all().delete()
        Watermark.objects.filter(name=EVENTS).update(seq=0)
    return fold(now)
