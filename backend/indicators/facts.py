"""Daily facts on their way to and from the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import Sum

from backend.indicators.models import DailyFact
from backend.indicators.tally import COLUMNS, Fact, Happening
from backend.reports.models import Event

MEASURES: tuple[str, ...] = (
    "received",
    "entered_by_staff",
    "accepted",
    "accept_due",
    "accepted_on_time",
    "resolved",
    "resolutions",
    "resolved_on_time",
    "late",
    "reopened",
    "refused",
    "duplicate",
)
SUMS = {f"all_{measure}": Sum(measure) for measure in MEASURES}  # a column's own name is not free
Key = tuple[date, int, int, int]  # day, ward, unit, category
_CHUNK = 5000


def histories(reports: Iterable[int] | None = None) -> Iterator[list[Happening]]:
    """Yield the events of each report (of all of them where none are named), a report at a time."""
    events = Event.objects.filter(report__isnull=False)
    if reports is not None:
        events = events.filter(report__in=reports)
    rows = events.order_by("report_id", "number").values_list(*COLUMNS).iterator(chunk_size=_CHUNK)
    for _report, lines in groupby((Happening(*row) for row in rows), key=attrgetter("report_id")):
        yield list(lines)


def written(facts: Counter[Fact]) -> list[list[object]]:
    """Return ``facts`` as :class:`Counted` keeps them, the same facts always in the same order."""
    return [[fact.day.isoformat(), *fact[1:], number] for fact, number in sorted(facts.items()) if number]


def read(kept: Iterable[list[object]]) -> Counter[Fact]:
    """Return what :func:`written` wrote."""
    facts: Counter[Fact] = Counter()
    for day, ward, unit, category, measure, number in kept:
        facts[Fact(date.fromisoformat(str(day)), _int(ward), _int(unit), _int(category), str(measure))] = _int(number)
    return facts


def add(changes: Counter[Fact]) -> None:
    """Add ``changes`` to the daily facts. Call it in a transaction that holds the watermark: one writer at a time."""
    by_key: dict[Key, Counter[str]] = defaultdict(Counter)
    for fact, number in changes.items():
        if number:
            by_key[fact.day, fact.ward, fact.unit, fact.category][fact.measure] += number
    if not by_key:
        return
    rows = _rows(by_key.keys())
    for key, numbers in by_key.items():
        for measure, number in numbers.items():
            setattr(rows[key], measure, getattr(rows[key], measure) + number)
    DailyFact.objects.bulk_create(
        [rows[key] for key in sorted(by_key)],
        update_conflicts=True,
        unique_fields=["day", "ward", "unit", "category"],
        update_fields=MEASURES,
        batch_size=_CHUNK,
    )


def all_facts() -> Counter[Fact]:
    """Return every fact in the table that is not zero."""
    facts: Counter[Fact] = Counter()
    names = ("day", "ward_id", "unit_id", "category_id", *MEASURES)
    for day, ward, unit, category, *numbers in DailyFact.objects.values_list(*names).order_by("id").iterator(_CHUNK):
        for measure, number in zip(MEASURES, numbers, strict=True):
            if number:
                facts[Fact(day, ward, unit, category, measure)] = number
    return facts


def _rows(keys: Iterable[Key]) -> dict[Key, DailyFact]:
    """Return a row for each key, the one there is or a new one. One statement, which reads some more than asked for."""
    wanted = set(keys)
    days, wards, units, categories = (set(column) for column in zip(*wanted, strict=True))
    there = DailyFact.objects.filter(
        day__range=(min(days), max(days)), ward__in=wards, unit__in=units, category__in=categories
    )
    rows = {key: DailyFact(day=key[0], ward_id=key[1], unit_id=key[2], category_id=key[3]) for key in wanted}
    found = {(row.day, row.ward_id, row.unit_id, row.category_id): row for row in there.order_by("id")}
    return rows | {key: row for key, row in found.items() if key in wanted}


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
