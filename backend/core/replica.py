"""Reads of the public from a replica of the database, some seconds old: when it serves, and what is never read there.

Whoever may be told what was true some seconds ago calls :func:`from_replica`. Everything else reads the primary.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as DEFAULT
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from backend.core.databases import REPLICA

T = TypeVar("T")
LOOKS_EVERY_S = 5.0  # at most; a look is no part of a request
HOLDS_FOR_S = 15.0  # what was seen longer ago says nothing
_ROOMS = frozenset({"places", "routing", "reports", "registers", "indicators"})  # no accounts, sessions, letters
_TOO_LONG = "57014"  # statement_timeout: the primary would not be faster


@dataclass(frozen=True)
class Seen:
    """The last look, ``at`` of the monotonic clock: ``why`` the replica does not serve, "" where it does.

    ``lag_s``: how old what it tells was at most, None where nobody knows. ``position``: the primary's, in its log.
    """

    at: float
    why: str
    lag_s: float | None = None
    position: str | None = None


@dataclass
class _Reading:
    is_on: bool = True
    has_failed: bool = False

    def watched(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Pass a statement on to the replica; remember where that failed."""
        try:
            return execute(*asked)
        except (OperationalError, InterfaceError) as failure:
            self.has_failed = self.has_failed or _may_succeed_elsewhere(failure)
            raise


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)
_is_looking = threading.Lock()
_seen = Seen(float("-inf"), "nobody has looked yet")


class Router:
    """Sends the reads of :func:`from_replica` there: those of the domain, outside transactions, before any write."""

    def db_for_read(self, model: type[Model], **_hints: object) -> str:
        reading = _reading.get()
        is_wanted = reading is not None and reading.is_on and model._meta.app_label in _ROOMS  # noqa: SLF001  # documented
        return REPLICA if is_wanted and not connections[DEFAULT].in_atomic_block else DEFAULT

    def db_for_write(self, model: type[Model], **_hints: object) -> str:
        """Return the primary; whoever writes reads there from now on."""
        reading = _reading.get()
        if reading is not None and model._meta.app_label in _ROOMS:  # noqa: SLF001  # documented
            reading.is_on = False
        return DEFAULT

    def allow_relation(self, *_rows: Model, **_hints: object) -> bool:
        return True  # both are the same database

    def allow_migrate(self, db: str, _app: str, **_hints: object) -> bool | None:
        return False if db == REPLICA else None


def from_replica(deed: Callable[[], T]) -> T:
    """Return what ``deed``, which only reads, gives: of the replica where it serves, else of the primary.

    Where the replica fails meanwhile, ``deed`` is done once more, on the primary. Raises TransactionManagementError
    within a transaction: what was just written must be seen in it.
    """
    if not is_there():
        return deed()
    if connections[DEFAULT].in_atomic_block:
        raise TransactionManagementError("Read from a replica outside transactions.")
    if not serves():
        return deed()
    reading = _Reading()
    try:
        with _there(reading):
            done = deed()
        if not reading.has_failed:
            return done
    except (OperationalError, InterfaceError) as failure:
        if not _may_succeed_elsewhere(failure):
            raise
    _note(Seen(time.monotonic(), "it failed while it was read"))
    return deed()


@contextmanager
def on_primary() -> Iterator[None]:
    """Let reads within see what is true now, whoever asks: for what is kept longer than a request."""
    token = _reading.set(None)
    try:
        yield
    finally:
        _reading.reset(token)


def is_there() -> bool:
    """Whether a replica is configured."""
    return REPLICA in connections.settings


def serves() -> bool:
    """Whether the replica answers and is fresh, as the last look saw it; looks again beside, if that is long ago."""
    seen, now = _seen, time.monotonic()
    if now - seen.at >= LOOKS_EVERY_S and _is_looking.acquire(blocking=False):
        threading.Thread(target=_look_beside, name="replica", daemon=True).start()
    return not seen.why and now - seen.at < HOLDS_FOR_S


def look() -> Seen | None:
    """Look at the replica now and return what is seen; None where none is configured. Two statements."""
    if not is_there():
        return None
    began = time.monotonic()
    try:
        seen = _looked(began)
    except (DatabaseError, InterfaceError):
        connections[REPLICA].close()
        seen = Seen(began, "it, or the primary, does not answer")
    _note(seen)
    return seen


def _looked(began: float) -> Seen:
    """Compare the two. A primary that stands still makes no replica old, so its place in the log is asked first."""
    before = _seen
    position, now = _told(DEFAULT, "SELECT pg_current_wal_lsn()::text, clock_timestamp()")
    is_replica, has_all, has_earlier, last = _told(
        REPLICA,
        "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn, "
        "pg_last_wal_replay_lsn() >= %s::pg_lsn, pg_last_xact_replay_timestamp()",
        [position, before.position],
    )
    if not is_replica:
        return Seen(began, "it is no replica")
    lag_s = 0.0 if has_all else _lag_s(now, last, began - before.at if has_earlier else None)
    is_late = lag_s is None or lag_s > settings.REPLICA_MAX_LAG_S
    why = f"it is behind by {'an unknown time' if lag_s is None else f'{lag_s:.0f} s'}" if is_late else ""
    return Seen(began, why, lag_s, position)


def _lag_s(now: datetime, last: datetime | None, since_earlier_s: float | None) -> float | None:
    """Return the smaller of two bounds: since the last commit it has, since the primary was where it is by now."""
    bounds = [since_earlier_s, (now - last).total_seconds() if last else None]
    return min((max(0.0, bound) for bound in bounds if bound is not None), default=None)


def _told(alias: str, statement: str, parameters: list[str | None] | None = None) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _look_beside() -> None:
    try:
        look()
    finally:
        connections.close_all()
        _is_looking.release()


def _note(seen: Seen) -> None:
    global _seen  # noqa: PLW0603  # one look per process is the point
    _seen = seen


@contextmanager
def _there(reading: _Reading) -> Iterator[None]:
    """Read there, with a session that was found alive; it goes back to the pool at the end."""
    replica = connections[REPLICA]
    token = _reading.set(reading)
    try:
        replica.ensure_connection()
        with replica.execute_wrapper(reading.watched):
            yield
    finally:
        _reading.reset(token)
        replica.close()


def _may_succeed_elsewhere(failure: Exception) -> bool:
    return getattr(failure.__cause__, "sqlstate", "") != _TOO_LONG
