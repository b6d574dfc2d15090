"""How long the reports sent in a month took: counted by their hours with the facts, so that quantiles read few rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from backend.indicators.facts import PLACE, Key, rows_there
from backend.indicators.models import MonthHours
from backend.indicators.tally import Fact, day_of
from backend.indicators.upsert import upsert

Took = tuple[Key, int]  # of the month of sending, and the begun working hours
SOLVED = "solved"  # with the hours behind a colon: a measure of its own
_SHOWN = ("first_day", *PLACE[:3])
_CHUNK = 5000


def took(course: Sequence[Any], zone: int) -> Iterator[Took]:
    """Yield where a report with this course (the columns ``facts.COURSE``) counts: nowhere unless it is solved."""
    sent_at, ward, unit, category, solved_hours, is_out, _next_due = course
    if solved_hours is not None and not is_out:
        yield (day_of(sent_at).replace(day=1), ward, unit, category, zone), solved_hours


def add(changes: Counter[Took]) -> None:
    """Add ``changes``. Call it in the transaction that writes the daily facts. Two statements."""
    numbers = Counter({took: number for took, number in changes.items() if number})
    for key, (hours, there) in rows_there(MonthHours, {key for key, _hours in numbers}, ("hours", "number")):
        if (key, hours) in numbers:
            numbers[key, hours] += there
    as_day = connection.ops.adapt_datefield_value
    rows = [(as_day(key[0]), *key[1:], hours, numbers[key, hours]) for key, hours in sorted(numbers)]
    upsert(MonthHours, rows, columns=("first_day", *PLACE, "hours", "number"), key=("first_day", *PLACE, "hours"))


def all_facts() -> Counter[Fact]:
    """Return every number in the table that is not zero, its zones together, as :func:`fact_of` names it."""
    facts: Counter[Fact] = Counter()
    rows = MonthHours.objects.filter(number__gt=0).order_by("id").values_list(*_SHOWN, "hours", "number")
    for first_day, ward, unit, category, hours, number in rows.iterator(_CHUNK):
        facts[Fact(first_day, ward, unit, category, f"{SOLVED}:{hours}")] += number
    return facts


def fact_of(course: Sequence[Any]) -> Iterator[Fact]:
    """Yield what the table counts of a report with this course: the first day of its month stands for the day."""
    for (first_day, ward, unit, category, _zone), hours in took(course, 0):
        yield Fact(first_day, ward, unit, category, f"{SOLVED}:{hours}")
