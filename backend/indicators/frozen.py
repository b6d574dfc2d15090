"""The figures of closed months: their rows, the hash that seals them, and which revision counts."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db.models import QuerySet

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.beside import Beside
from backend.indicators.counting import WAITING, Key, Rows, filled
from backend.indicators.facts import ADDED, MEASURES
from backend.indicators.models import (
    ClosedMonth,
    Counted,
    DailyFact,
    DailyRefusal,
    FrozenDetail,
    FrozenFigure,
    MonthFact,
    MonthHours,
)
from backend.indicators.month_hours import SOLVED
from backend.indicators.tally import WHY
from backend.indicators.upsert import Value, insert

# Of what is frozen: the second has what stood open at the month's end, was passed on or changed (``facts.ADDED``); the
# third also what registers say, first actions on alerts and cuts by place, and seals the history it was counted from;
# the fourth seals it by the heads of the chains of what counts in it, the fifth by their sum.
EDITION = 5
WITH_ADDED, BESIDE, WITH_HISTORY, WITH_HEADS, WITH_SUM = 2, 3, 3, 4, 5
_KEY = ("ward_id", "unit_id", "category_id")
_NOTHING = Beside()
_MEASURES = frozenset(MEASURES)


def from_facts(month: Month, *, as_of: datetime) -> Rows:
    """Return what the tables of facts say of ``month``. Four statements."""
    counted: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, sums in _sums(MonthFact.objects.filter(first_day=month.first_day)).items():
        counted[key].update(dict(zip(MEASURES, sums, strict=True)))
    refused = DailyRefusal.objects.filter(day__range=(month.first_day, month.last_day)).order_by("id")
    for ward, unit, category, reason, number in refused.values_list(*_KEY, "reason", "number"):
        counted[ward, unit, category][f"{WHY}{reason}"] += number
    solved = MonthHours.objects.filter(first_day=month.first_day).order_by("id")
    for ward, unit, category, hours, number in solved.values_list(*_KEY, "hours", "number"):
        counted[ward, unit, category][f"{SOLVED}:{hours}"] += number
    sent = Counted.objects.filter(sent_at__gte=month.starts_at, sent_at__lt=month.next.starts_at, is_out=False)
    waiting = sent.filter(solved_hours=None).order_by("pk")
    hours_since = facts.begun_hours_until(as_of)
    for ward, unit, category, sent_at in waiting.values_list(*_KEY, "sent_at"):
        counted[ward, unit, category][f"{WAITING}:{hours_since(sent_at)}"] += 1
    return filled(counted)


def days_that_differ(month: Month) -> set[Key]:
    """Return where the facts by day of ``month`` add up to something else than those by month. Two statements."""
    days = DailyFact.objects.filter(day__range=(month.first_day, month.last_day))
    by_day, by_month = (_sums(rows) for rows in (days, MonthFact.objects.filter(first_day=month.first_day)))
    return {key for key in by_day.keys() | by_month.keys() if by_day.get(key) != by_month.get(key)}


def _sums(rows: QuerySet[DailyFact] | QuerySet[MonthFact]) -> Mapping[Key, Sequence[int]]:
    sums = rows.values(*_KEY).annotate(**facts.SUMS).order_by(*_KEY).values_list(*_KEY, *facts.SUMS)
    return {(ward, unit, category): numbers for ward, unit, category, *numbers in sums if any(numbers)}


def from_table(closed: ClosedMonth) -> Rows:
    """Return what was frozen. Two statements."""
    counted: dict[Key, Counter[str]] = defaultdict(Counter)
    for ward, unit, category, *numbers in closed.figures.order_by(*_KEY).values_list(*_KEY, *MEASURES):
        counted[ward, unit, category].update(dict(zip(MEASURES, numbers, strict=True)))
    details = closed.details.order_by(*_KEY, "what", "detail").values_list(*_KEY, "what", "detail", "number")
    for ward, unit, category, what, detail, number in details:
        counted[ward, unit, category][f"{what}:{detail}"] += number
    return filled(counted)


def of_edition(rows: Rows, edition: int) -> Rows:
    """Return ``rows`` with the measures that months closed in this edition have."""
    if edition >= WITH_ADDED:
        return rows
    return filled({key: Counter({**numbers, **dict.fromkeys(ADDED, 0)}) for key, numbers in rows.items()})


def without_added(closed: Mapping[Month, ClosedMonth]) -> frozenset[Month]:
    """Return the months of ``closed`` that were closed before there was any of ``facts.ADDED``: of those no data."""
    return frozenset(month for month, one in closed.items() if one.edition < WITH_ADDED)


def keep(closed: ClosedMonth, rows: Rows, beside: Beside = _NOTHING) -> None:
    """Write the rows of ``closed``, and what it keeps ``beside`` them."""
    figures: list[tuple[Value, ...]] = []
    details: list[tuple[Value, ...]] = []
    for key, numbers in sorted(rows.items()):
        counts = [numbers.get(name, 0) for name in MEASURES]
        if any(counts):
            figures.append((closed.pk, *key, *counts))
        for name in sorted(numbers.keys() - _MEASURES):
            what, _colon, detail = name.partition(":")
            details.append((closed.pk, *key, what, detail, numbers[name]))
    insert(FrozenFigure, figures, columns=("closed_id", *_KEY, *MEASURES))
    insert(FrozenDetail, details, columns=("closed_id", *_KEY, "what", "detail", "number"))
    beside.keep()


def head_of(closed: ClosedMonth, rows: Rows, beside: Beside = _NOTHING) -> str:
    """Return SHA-256 (hex) over the row of ``closed``, its figures, each with its name, and the head before it.

    ``beside`` is what it keeps beside them; a month closed before there was any of it has none.
    """
    said: dict[str, object] = {
        "month": f"{closed.first_day:%Y-%m}",
        "revision": closed.revision,
        "reason": closed.reason,
        "upto": closed.upto,
        "closed_at": closed.closed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "closed_by": closed.closed_by_id,
        "signed_as": closed.signed_as,
        "previous": closed.previous,
        "figures": _listed(rows),
    }
    if closed.edition > 1:
        said["edition"] = closed.edition
    if closed.edition >= WITH_HISTORY:
        said["history"] = closed.history
    said |= beside.said()
    return _hashed(said)


def seal(rows: Rows) -> str:
    """Return SHA-256 (hex) over the lasting figures alone: what somebody saw before they closed the month."""
    return _hashed(_listed(lasting(rows)))


def lasting(rows: Rows) -> Rows:
    """Return ``rows`` without how long reports wait: that grows by itself and is no reason for a revision."""
    kept = {
        key: {name: number for name, number in numbers.items() if not name.startswith(WAITING)}
        for key, numbers in rows.items()
    }
    return {key: numbers for key, numbers in kept.items() if numbers}


def in_force(months: Sequence[Month]) -> dict[Month, ClosedMonth]:
    """Return the newest revision of each of ``months`` that is closed. One statement."""
    if not months:
        return {}
    days = (min(months).first_day, max(months).last_day)
    rows = ClosedMonth.objects.filter(first_day__range=days).order_by("first_day", "revision")
    return {Month.of(one.first_day): one for one in rows}  # of the same month the last stays


def open_months(*, before: Month) -> list[Month]:
    """Return the months before ``before`` that have figures and are not closed, the oldest first. Two statements."""
    days = MonthFact.objects.filter(first_day__lt=before.first_day).order_by("first_day")
    counted = {Month.of(one) for one in days.values_list("first_day", flat=True).distinct()}
    closed = {Month.of(one) for one in ClosedMonth.objects.order_by("id").values_list("first_day", flat=True)}
    return sorted(counted - closed)


def _hashed(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _listed(rows: Rows) -> list[list[object]]:
    """Return the rows in order, each number with its name: a measure added later changes no old head."""
    return [[*key, *(f"{name}={rows[key][name]}" for name in sorted(rows[key]))] for key in sorted(rows)]
