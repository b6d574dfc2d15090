"""Writing an event: numbered, chained, in commit order, the last thing its transaction does."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection

from backend.accounts.actor import Actor, Clock, Program, Reporter, Staff
from backend.core import bell, trace
from backend.core.present import written_at
from backend.reports.models import Event, Kind, Report, Words
from backend.reports.models.event import BESIDE, ActorKind

COMMIT_ORDER_LOCK = 0x10B1E7  # any number of our own; every writer of events takes the same
# Of a transaction, from its first event on. Programs that ask Open311 what changed look back over two minutes: what is
# written within this time of the moment it is dated (see written_at) they cannot miss.
ENDS_WITHIN = timedelta(seconds=30)
# The trigger reports_event_in_time looks at reports.commit_by when the transaction commits.
_TAKE_AND_END_SOON = """
SELECT pg_advisory_xact_lock(%s),
  set_config('idle_in_transaction_session_timeout', %s, true),
  set_config('statement_timeout', %s, true),
  set_config(
    'reports.commit_by',
    coalesce(nullif(current_setting('reports.commit_by', true), ''), (clock_timestamp() + %s::interval)::text),
    true
  )
"""

# What the chain covers: everything an event says, in this order. Never change the order or the list: add to the end.
CHAINED = (
    "report_id", "number", "kind", "at", "is_public", "actor_kind", "actor_id", "actor_name", "acting_unit_id",
    "ward_id", "unit_id", "category_id", "assignee_id", "level", "channel", "status", "screening",
    "accept_by", "resolve_by", "data", "words_hash", "previous_hash",
)  # fmt: skip

# columns of the report that change with every event
COUNTED = ("event_count", "head_hash", "public_changed_at", "anonymised_at")


@dataclass(frozen=True)
class Happened:
    """What an event says beside the state: its kind, free words, codes, and whether the public reads it."""

    kind: Kind
    words: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    is_public: bool = True


def record(
    report: Report,
    kind: Kind,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    data: Mapping[str, object] | None = None,
    is_public: bool = True,
) -> Event:
    """Write what happened to ``report`` with the state after it, and ring the bell after the commit.

    Call it in the transaction of the change, after every other statement that may wait for a lock: on PostgreSQL it
    takes one lock for all writers so that ``seq`` rises in commit order, and holds it to the commit.
    """
    event = _next_event(report, Happened(kind, words, data or {}, is_public=is_public), by=by, now=now)
    Report.objects.filter(pk=report.pk).update(**{name: getattr(report, name) for name in COUNTED})
    _write([event])
    return event


def record_system(
    kind: str, *, now: datetime, by: Staff | Clock | None = None, data: Mapping[str, object] | None = None
) -> Event:
    """Write something of no report: ``kind`` begins with "system_", "month_" or "alert_". Call it last of all."""
    who: dict[str, object] = {"actor_kind": ActorKind.CLOCK}
    if isinstance(by, Staff):
        who = {"actor_kind": ActorKind.STAFF, "actor": by.user}
    event = Event(number=0, kind=kind, at=now, is_public=False, data=dict(data or {}), trace=trace.current(), **who)
    event.hash = event_hash(event)
    _write([event])
    return event


def record_many(happened: Sequence[tuple[Report, Happened]], *, by: Actor, now: datetime) -> list[Event]:
    """Write what happened to each report, in this order; their rows are the caller's to save: :data:`COUNTED`.

    Four statements at most, as :func:`record` else.
    """
    events = [_next_event(report, one, by=by, now=now) for report, one in happened]
    _write(events)
    return events


def _next_event(report: Report, happened: Happened, *, by: Actor, now: datetime) -> Event:
    """Return the report's next event, not yet saved, its words beside it; the report's own count goes on."""
    salt = secrets.token_hex(16)
    event = Event(
        report=report,
        number=report.event_count + 1,
        kind=happened.kind,
        at=now,
        is_public=happened.is_public,
        data=dict(happened.data),
        words_hash=words_hash(happened.words, salt) if happened.words else "",
        previous_hash=report.head_hash,
        trace=trace.current(),  # not by whom or why: only which lines of the log are of it
        **actor_fields(by, report),
        **state_of(report),
    )
    event.hash = event_hash(event)
    report.event_count, report.head_hash, report.anonymised_at = event.number, event.hash, None
    if (report.published_at or report.public_changed_at) and (happened.is_public or happened.kind not in BESIDE):
        # Also of one that is no longer public, for who keeps a copy has to hear it; clocks of two processes differ.
        written = written_at(now)
        report.public_changed_at = max(written, report.public_changed_at or written)
    if happened.words:
        Words(event=event, body=happened.words, salt=salt)
    return event


def _write(events: Sequence[Event]) -> None:
    """Save events with their words, in commit order, and ring the bell after the commit."""
    take_commit_order()
    words = [event.words for event in events if event.words_hash]
    Event.objects.bulk_create(events)
    for one in words:
        one.event_id = one.event.seq
    Words.objects.bulk_create(words)
    bell.ring_after_commit()


def take_commit_order(*, ends_soon: bool = True) -> None:
    """Wait until this transaction is the only one that writes events. SQLite has one writer anyway.

    From then on it has :data:`ENDS_WITHIN` to commit: PostgreSQL ends one whose process stands still, so that nobody
    waits for it, and refuses a commit that comes later. Not so with ``ends_soon`` False, for loads in bulk.
    """
    if connection.vendor != "postgresql":
        return
    ends_within = f"{round(ENDS_WITHIN.total_seconds() * 1000)}ms"
    with connection.cursor() as cursor:
        if ends_soon:
            cursor.execute(_TAKE_AND_END_SOON, [COMMIT_ORDER_LOCK, ends_within, ends_within, ends_within])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMMIT_ORDER_LOCK])


def actor_fields(by: Actor, report: Report) -> dict[str, object]:
    """Return the event's columns that say who acted."""
    match by:
        case Staff(user=user):
            acting = report.unit_id if report.unit_id in user.unit_ids else min(user.unit_ids, default=None)
            return {"actor_kind": ActorKind.STAFF, "actor": user, "acting_unit_id": acting}
        case Reporter():
            return {"actor_kind": ActorKind.REPORTER}
        case Program(key_name=name):
            return {"actor_kind": ActorKind.PROGRAM, "actor_name": name}
        case Clock():
            return {"actor_kind": ActorKind.CLOCK}


def state_of(report: Report) -> dict[str, object]:
    """Return the event's columns that repeat the report's state."""
    return {
        "ward_id": report.ward_id,
        "unit_id": report.unit_id,
        "category_id": report.category_id,
        "assignee_id": report.assignee_id,
        "level": report.level,
        "channel": report.channel,
        "status": report.status,
        "screening": report.screening,
        "accept_by": report.accept_by,
        "resolve_by": report.resolve_by,
    }


def words_hash(words: str, salt: str) -> str:
    """Return SHA-256 over the salt and the words, in hex."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def event_hash(event: Event) -> str:
    """Return SHA-256 over the event's chained columns, in hex. Moments count in UTC to the microsecond."""
    parts = [_plain(getattr(event, name)) for name in CHAINED]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, Kind) else value
