"""How long the reports sent in a month took: counted by their hours with the facts, so that quantiles read few rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from django.db import connection

from backend.indicators.facts import COURSE, PLACE, Key, rows_there
from backend.indicators.models import Counted, MonthHours
from backend.indicators.tally import Fact, day_of
from backend.indicators.upsert import upsert

Took = tuple[Key, int]  # of the month of sending, and the begun working hours
# Each a measure of its own, behind a colon the hours; the moment, to the microsecond.
SOLVED, SENT = "solved", "sent"
_SHOWN = ("first_day", *PLACE[:3])
_CHUNK = 5000


def took(course: Sequence[Any], zone: int) -> Iterator[Took]:
    """Yield where a report with this course (the columns ``facts.COURSE``) counts, and its hours: once if it is solved.

    The month is that of its sending in Asia/Ho_Chi_Minh.
    """
    sent_at, ward, unit, category, solved_hours, is_out, _next_due = course
    if solved_hours is not None and not is_out:
        yield (day_of(sent_at).replace(day=1), ward, unit, category, zone), solved_hours


def add(changes: Counter[Took]) -> None:
    """Add ``changes``. Call it in the transaction that writes the facts. Two statements."""
    numbers = Counter({key: number for key, number in changes.items() if number})
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


def waiting() -> Counter[Fact]:
    """Return who waits by ``Counted``, as :func:`fact_of` names them."""
    rows = Counted.objects.filter(sent_at__isnull=False, solved_hours=None, is_out=False).order_by("pk")
    return Counter(fact for course in rows.values_list(*COURSE).iterator(_CHUNK) for fact in fact_of(course))


def fact_of(course: Sequence[Any]) -> Iterator[Fact]:
    """Yield how long a report with this course took, or since when it waits: once, or not at all.

    The first day of the month it was sent in stands for the day.
    """
    for (first_day, ward, unit, category, _zone), hours in took(course, 0):
        yield Fact(first_day, ward, unit, category, f"{SOLVED}:{hours}")
    sent_at, ward, unit, category, solved_hours, is_out, _next_due = course
    if sent_at is not None and solved_hours is None and not is_out:
        yield Fact(
            day_of(sent_at).replace(day=1), ward, unit, category, f"{SENT}:{sent_at.astimezone(UTC).isoformat()}"
        )
