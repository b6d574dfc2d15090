"""Daily facts on their way to and from the database: read as plain columns, written many at a time."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from math import ceil
from operator import add as add_up
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Case, Model, Q, Sum, TextField, When
from django.db.models import Value as Constant
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from backend.core.worktime import Clock, hours_between, office_hours_until
from backend.indicators.happening import COLUMNS, MOMENTS, PHOTO, Happening
from backend.indicators.models import Counted, DailyFact, DailyRefusal, MonthFact, MonthHours
from backend.indicators.tally import WHY, Fact, Tally
from backend.indicators.upsert import Value, upsert
from backend.reports.models import Event, Kind

PUBLIC: tuple[str, ...] = (  # what everybody may read, small numbers hidden
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
    "answered",
    "satisfied",
)
ADDED: tuple[str, ...] = (  # in the second edition of the figures: months closed before it have none of them
    "open_at_end",
    "overdue_at_end",
    "transferred",
    "reclassified",
    "corrected_late",
    "without_photo",
)
MEASURES = (*PUBLIC, *ADDED)
SUMS = {f"all_{measure}": Sum(measure) for measure in MEASURES}  # a column's own name is not free
Key = tuple[date, int, int, int, int]  # day (of a month the first), ward, unit, category, zone
Numbers = dict[Key, list[int]]  # in the order of MEASURES
Placed = tuple[Fact, int]  # a fact and the zone of its report (see ``zones``)
_CHUNK = 5000
_NO_COURSE = (None,) * 5 + (False,)
COURSE = ("sent_at", "ward_id", "unit_id", "category_id", "solved_hours", "is_out", "next_due")  # of Counted
# What an event holds is read of refusals, results and ends only: to read JSON takes time.
_DETAIL = Case(
    When(kind=Kind.REJECTED, then=Coalesce(KeyTextTransform("reason", "data"), Constant(""))),
    When(kind=Kind.RESOLVED, data__with_photo=True, then=Constant(PHOTO)),
    default=Constant(""),
    output_field=TextField(),
)
_RATING = Case(
    When(kind=Kind.CLOSED, then=Cast(KeyTextTransform("rating", "data"), TextField())), output_field=TextField()
)
_PLACES = {measure: place for place, measure in enumerate(MEASURES)}
_WHAT = ("day", "ward_id", "unit_id", "category_id")
PLACE = (*_WHAT[1:], "zone_id")
_DAYS: Mapping[type[Model], str] = {
    DailyFact: "day",
    DailyRefusal: "day",
    MonthFact: "first_day",
    MonthHours: "first_day",
}


def histories(reports: Sequence[int] | None = None, *, upto: int | None = None) -> Iterator[list[Happening]]:
    """Yield the events of each report (of all of them where none are named), a report at a time.

    ``reports``: ids, ascending; ``upto``: the last event's seq that is read. Moments are read as text: to let the
    database's driver make them takes longer than all the counting.
    """
    wanted = frozenset(reports or ())
    events = Event.objects.filter(of(reports) if reports else Q(report__isnull=False))
    events = events if upto is None else events.filter(seq__lte=upto)
    columns: list[Any] = [Cast(name, TextField()) if name in MOMENTS else name for name in COLUMNS[:-3]]
    columns += (_DETAIL, _RATING, "hash")
    rows = events.order_by("report_id", "number").values_list(*columns).iterator(chunk_size=_CHUNK)
    for report, lines in groupby(map(_happening, rows), key=attrgetter("report_id")):
        if reports is None or report in wanted:
            yield list(lines)


def of(reports: Sequence[int]) -> Q:
    """Limit to rows of ``reports`` (ids, ascending); where these lie close together, by one walk along the index."""
    first, last = reports[0], reports[-1]
    if last - first < 2 * len(reports):
        return Q(report__gte=first, report__lte=last)
    return Q(report__in=reports)


def written(facts: Counter[Fact]) -> str:
    """Return ``facts`` as :class:`Counted` keeps them, in JSON, the same facts always in the same order."""
    return json.dumps([[fact.day.isoformat(), *fact[1:], number] for fact, number in sorted(facts.items()) if number])


def read(kept: Iterable[list[object]]) -> Counter[Fact]:
    """Return what :func:`written` wrote."""
    facts: Counter[Fact] = Counter()
    for day, ward, unit, category, measure, number in kept:
        facts[Fact(date.fromisoformat(str(day)), _int(ward), _int(unit), _int(category), str(measure))] = _int(number)
    return facts


def add(changes: Counter[Placed]) -> None:
    """Add ``changes`` to the facts by day and by month.

    Call it in a transaction that holds the watermark: one writer at a time.
    """
    by_day: Numbers = defaultdict(lambda: [0] * len(MEASURES))
    refusals: Counter[tuple[Key, str]] = Counter()
    for (fact, zone), number in changes.items():
        if number and fact.measure.startswith(WHY):
            refusals[(*fact[:4], zone), fact.measure.removeprefix(WHY)] += number
        elif number:
            by_day[*fact[:4], zone][_PLACES[fact.measure]] += number
    by_month: Numbers = defaultdict(lambda: [0] * len(MEASURES))
    for (day, ward, unit, category, zone), numbers in by_day.items():
        key = (day.replace(day=1), ward, unit, category, zone)
        by_month[key] = [*map(add_up, by_month[key], numbers)]
    _add_to(MonthFact, by_month)
    _add_to(DailyFact, by_day)
    for key, (reason, there) in rows_there(DailyRefusal, {key for key, _why in refusals}, ("reason", "number")):
        if (key, reason) in refusals:
            refusals[key, reason] += there
    as_day = connection.ops.adapt_datefield_value
    whys = [(as_day(key[0]), *key[1:], reason, refusals[key, reason]) for key, reason in sorted(refusals)]
    upsert(DailyRefusal, whys, columns=("day", *PLACE, "reason", "number"), key=("day", *PLACE, "reason"))


def _add_to(model: type[DailyFact | MonthFact], numbers: Numbers) -> None:
    for key, there in rows_there(model, numbers.keys(), MEASURES):
        numbers[key] = [*map(add_up, numbers[key], there)]
    as_day = connection.ops.adapt_datefield_value
    rows = [(as_day(key[0]), *key[1:], *numbers[key]) for key in sorted(numbers)]
    by_key = (_DAYS[model], *PLACE)
    upsert(model, rows, columns=(*by_key, *MEASURES), key=by_key)


def keep(counted: Iterable[tuple[int, Tally]], zones: Mapping[int, int]) -> None:
    """Write down what each report (by its id) has been counted for, and in which of ``zones``."""
    rows = [(report, written(told.facts), *map(_as_stored, course_of(told)), zones[report]) for report, told in counted]
    upsert(Counted, rows, columns=("report_id", "facts", *COURSE, "zone_id"), key=("report_id",))


def course_of(told: Tally) -> tuple[Value, ...]:
    """Return the columns ``COURSE``: when it was sent and where, how long it took, and its next deadline."""
    course = told.course
    if course is None:
        return *_NO_COURSE, told.next_due
    solved = course.solved_at and begun_hours(course.sent_at, course.solved_at)
    return course.sent_at, course.ward, course.unit, course.category, solved, course.is_out, told.next_due


def all_facts() -> Counter[Fact]:
    """Return every fact by day that is not zero, its zones together."""
    facts = _all_of(DailyFact)
    whys = DailyRefusal.objects.filter(number__gt=0).values_list(*_WHAT, "reason", "number")
    for day, ward, unit, category, reason, number in whys.order_by("id").iterator(_CHUNK):
        facts[Fact(day, ward, unit, category, f"{WHY}{reason}")] += number
    return facts


def all_by_month() -> Counter[Fact]:
    """Return every fact by month that is not zero, its zones together; of each, ``day`` is the first day."""
    return _all_of(MonthFact)


def _all_of(model: type[DailyFact | MonthFact]) -> Counter[Fact]:
    facts: Counter[Fact] = Counter()
    rows = model._default_manager.values_list(_DAYS[model], *_WHAT[1:], *MEASURES).order_by("id")  # noqa: SLF001  # either's manager
    for day, ward, unit, category, *numbers in rows.iterator(_CHUNK):
        for measure, number in zip(MEASURES, numbers, strict=True):
            if number:
                facts[Fact(day, ward, unit, category, measure)] += number
    return facts


def begun_hours(begin: datetime, end: datetime) -> int:
    """Return the working hours between two moments; one that has begun counts whole."""
    return ceil(hours_between(begin, end, clock=Clock.OFFICE))


def begun_hours_until(end: datetime) -> Callable[[datetime], int]:
    """Return a function of the begin that says what :func:`begun_hours` says: for the thousands that wait."""
    hours = office_hours_until(end)
    return lambda begin: ceil(hours(begin))


def _as_stored(value: Value) -> Value:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def rows_there(
    model: type[DailyFact | DailyRefusal | MonthFact | MonthHours], keys: Collection[Key], columns: Sequence[str]
) -> Iterator[tuple[Key, list[Any]]]:
    """Yield (key, values of ``columns``) of the rows that are there for ``keys``.

    One statement, which reads some more than asked for.
    """
    if not keys:
        return
    day, (days, *others) = _DAYS[model], [set(column) for column in zip(*keys, strict=True)]
    limits = {f"{name}__in": ids for name, ids in zip(PLACE, others, strict=True)} | {
        f"{day}__range": (min(days), max(days))
    }
    there = model._default_manager.filter(**limits)  # noqa: SLF001  # each one's own manager
    for first, *values in there.values_list(day, *PLACE, *columns).order_by("id").iterator(_CHUNK):
        key = (first, *values[: len(PLACE)])
        if key in keys:
            yield key, values[len(PLACE) :]


def _happening(row: Sequence[Any]) -> Happening:
    report, kind, at, actor, ward, unit, category, status, screening, accept_by, resolve_by, detail, rating, head = row
    moments = _moment(accept_by), _moment(resolve_by)
    said = int(rating) if rating and rating != "null" else None  # SQLite writes out what JSON holds for none
    where = ward, unit, category, status, screening
    return Happening(report, kind, _moment(at), actor, *where, *moments, detail, said, head)


def _moment(text: str) -> datetime:
    """Return the moment a database wrote: PostgreSQL with its zone, SQLite in UTC without saying so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
