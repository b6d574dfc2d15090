"""The figures of closed months: their rows, the hash that seals them, and which revision counts."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.facts import MEASURES
from backend.indicators.models import ClosedMonth, DailyFact, FrozenFigure
from backend.indicators.tally import tally
from backend.reports.models import Event

Key = tuple[int, int, int]  # ward, unit, category
Rows = Mapping[Key, tuple[int, ...]]  # of each key the numbers in the order of MEASURES; keys without any are left out
_KEY = ("ward_id", "unit_id", "category_id")
_AT_ONCE = 10_000  # reports to a statement


def from_events(month: Month, *, upto: int, as_of: datetime) -> Rows:
    """Count ``month`` from the events up to ``upto`` (their seq) as of ``as_of`` (aware); no table of facts is read."""
    counted: dict[Key, Counter[str]] = defaultdict(Counter)
    reports = _reports_of(month, upto=upto)
    for start in range(0, len(reports), _AT_ONCE):
        for history in facts.histories(reports[start : start + _AT_ONCE], upto=upto):
            for fact, number in tally(history, now=as_of).facts.items():
                if month.first_day <= fact.day <= month.last_day:
                    counted[fact.ward, fact.unit, fact.category][fact.measure] += number
    rows = {key: tuple(counts[measure] for measure in MEASURES) for key, counts in counted.items()}
    return {key: numbers for key, numbers in rows.items() if any(numbers)}


def from_facts(month: Month) -> Rows:
    """Return the daily facts of ``month`` added up. One statement."""
    days = DailyFact.objects.filter(day__range=(month.first_day, month.last_day))
    found = days.values(*_KEY).annotate(**facts.SUMS).order_by(*_KEY).values_list(*_KEY, *facts.SUMS)
    return {row[:3]: row[3:] for row in found if any(row[3:])}


def from_table(closed: ClosedMonth) -> Rows:
    """Return what was frozen. One statement."""
    rows = FrozenFigure.objects.filter(closed=closed).order_by(*_KEY).values_list(*_KEY, *MEASURES)
    return {row[:3]: row[3:] for row in rows}


def keep(closed: ClosedMonth, rows: Rows) -> None:
    """Write the rows of ``closed``, in the order in which they are hashed."""
    FrozenFigure.objects.bulk_create(
        FrozenFigure(closed=closed, **dict(zip(_KEY, key, strict=True)), **dict(zip(MEASURES, rows[key], strict=True)))
        for key in sorted(rows)
    )


def head_of(closed: ClosedMonth, rows: Rows) -> str:
    """Return SHA-256 (hex) over the row of ``closed`` and its figures, each with its name, and the head before it."""
    said = {
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
    return _hashed(said)


def seal(rows: Rows) -> str:
    """Return SHA-256 (hex) over the figures alone: what somebody saw before they closed the month."""
    return _hashed(_listed(rows))


def in_force(months: Sequence[Month]) -> dict[Month, ClosedMonth]:
    """Return the newest revision of each of ``months`` that is closed. One statement."""
    if not months:
        return {}
    days = (min(months).first_day, max(months).last_day)
    rows = ClosedMonth.objects.filter(first_day__range=days).order_by("first_day", "revision")
    return {Month.of(one.first_day): one for one in rows}  # of the same month the last stays


def _hashed(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _listed(rows: Rows) -> list[list[object]]:
    return [[*key, *_named(rows[key])] for key in sorted(rows)]


def _named(numbers: Iterable[int]) -> list[str]:
    """Return the numbers that are not zero, each with its name: a measure added later changes no old head."""
    return [f"{measure}={number}" for measure, number in zip(MEASURES, numbers, strict=True) if number]


def _reports_of(month: Month, *, upto: int) -> list[int]:
    """Return the reports that may count for something in ``month``: something happened to them, or a deadline fell."""
    between = (month.starts_at, month.next.starts_at)
    events = Event.objects.filter(report__isnull=False, seq__lte=upto)
    ids: set[int] = set()
    for moment in ("at", "accept_by", "resolve_by"):
        within = {f"{moment}__gte": between[0], f"{moment}__lt": between[1]}
        ids.update(events.filter(**within).values_list("report_id", flat=True).distinct())
    return sorted(ids)
