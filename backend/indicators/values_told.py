"""Values entered by hand in the history: an event of each value and each decision, chained; and whether they hold.

Each event keeps SHA-256 over what was written and the hash of the value's event before it; the event of a closed month
keeps the last of them, so that what was taken away at the end is missed as well.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from backend.accounts.actor import Staff
from backend.indicators.models import EnteredValue, ValueDecision
from backend.reports.models import Event
from backend.reports.record import record_system, take_commit_order

ENTERED, APPROVED, REFUSED = "system_value_entered", "system_value_approved", "system_value_refused"
_KINDS = (ENTERED, APPROVED, REFUSED)
_SAID = (
    "pk", "target_id", "number", "first_day", "last_day", "source", "source_on", "document", "corrects_id", "reason",
    "is_sample", "entered_by_id", "entered_at",
)  # fmt: skip
_DECIDED = ("pk", "value_id", "is_approved", "reason", "decided_by_id", "decided_at")


def tell_entered(value: EnteredValue, *, by: Staff, now: datetime) -> None:
    """Write down that ``value`` was entered. Call it last in the transaction."""
    _tell(ENTERED, value, _hash(value, _SAID), by=by, now=now)


def tell_decided(decision: ValueDecision, *, by: Staff, now: datetime) -> None:
    """Write down that a second person decided. Call it last in the transaction."""
    kind = APPROVED if decision.is_approved else REFUSED
    _tell(kind, decision.value, _hash(decision, _DECIDED), by=by, now=now)


def last_told() -> str:
    """Return the hash of the last event about a value, "" where there is none."""
    there = (
        _events().order_by().values_list("seq", "hash")
    )  # few, found by their having no report: no look from the end
    return max(there, default=(0, ""))[1]


def wrong_values(*, witnesses: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Yield the key of each value that is not what its events say, and what is wrong; 0 where the chain is.

    ``witnesses`` are hashes of such events that closed months keep. A value entered before there were such events has
    none. Four statements.
    """
    told: dict[tuple[int, bool], Event] = {}
    previous, hashes = "", set()
    for event in _events().order_by("seq").iterator(500):
        if event.data.get("previous") != previous:
            yield int(str(event.data.get("value", 0))), "the chain of values is broken"
        previous = event.hash
        hashes.add(event.hash)
        told[int(str(event.data.get("value", 0))), event.kind == ENTERED] = event
    if any(one and one not in hashes for one in witnesses):
        yield 0, "a value that a closed month knew is not in the chain"
    yield from _rows_that_differ(told)


def _rows_that_differ(told: dict[tuple[int, bool], Event]) -> Iterator[tuple[int, str]]:
    first = min((value for value, is_entered in told if is_entered), default=None)
    values = {one.pk: one for one in EnteredValue.objects.order_by("id")}
    decisions = {one.value_id: one for one in ValueDecision.objects.order_by("id")}
    for (value, is_entered), event in told.items():
        row = values.get(value) if is_entered else decisions.get(value)
        if row is None:
            yield value, "the value is gone" if is_entered else "the decision is gone"
        elif event.data.get("said") != _hash(row, _SAID if is_entered else _DECIDED):
            yield value, "the value is not what was entered" if is_entered else "the decision is another one"
    for value in values:
        if first is not None and value >= first and (value, True) not in told:
            yield value, "no event tells of the value"
    for value in decisions:
        if (value, True) in told and (value, False) not in told:
            yield value, "no event tells of the decision"


def _tell(kind: str, value: EnteredValue, said: str, *, by: Staff, now: datetime) -> None:
    take_commit_order()  # the one before it is read behind the same lock
    data = {"value": value.pk, "indicator": value.target.indicator.code, "said": said, "previous": last_told()}
    record_system(kind, now=now, by=by, data=data)


def _events() -> "QuerySet[Event]":
    return Event.objects.filter(kind__in=_KINDS, report__isnull=True)


def _hash(row: EnteredValue | ValueDecision, names: tuple[str, ...]) -> str:
    parts = [_plain(getattr(row, name)) for name in names]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, bool | int | None) else str(value)
