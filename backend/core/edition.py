"""Reference data (wards, streets, units, categories, rules, calendar) kept in process, reloaded when it changed.

Doors call :func:`refresh_now_and_then` before a page is shown and :func:`refresh` before something is done, workers
:func:`refresh` with each step (one statement); the domain then reads its tables from memory through :class:`Kept`.
Whoever changes reference data calls :func:`changed` in the same transaction.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import F

from backend.core.models import Edition
from backend.core.replica import on_primary

T = TypeVar("T")
PATIENCE_S = 1.0  # pages of another process may be this far behind; whatever does something asks at once
_UNKNOWN = -1  # no edition has this number: the next refresh forgets in any case
_seen = _UNKNOWN
_asked_at = 0.0
_kept: list["Kept[object]"] = []


class Kept(Generic[T]):
    """A value made by ``load`` on first use and again after the reference data changed. Safe between threads."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._value: tuple[T] | None = None
        self._times_forgotten = 0
        _kept.append(self)  # type: ignore[arg-type]  # a list of Kept of anything

    def __call__(self) -> T:
        held = self._value
        if held is None:
            with self._lock:
                held = self._value or self._loaded()
        return held[0]

    def forget(self) -> None:
        self._times_forgotten += 1
        self._value = None

    def _loaded(self) -> tuple[T]:
        before = self._times_forgotten
        with on_primary():  # it is kept longer than what a replica does not know yet
            value = (self._load(),)
        if before == self._times_forgotten:  # else it changed while loading: good for this caller, kept for nobody
            self._value = value
        return value


def refresh_now_and_then() -> None:
    """Do as :func:`refresh`, once a second at most: for pages, of which many come within a second."""
    if _seen == _UNKNOWN or time.monotonic() - _asked_at >= PATIENCE_S:
        refresh()


def refresh() -> None:
    """Forget what is kept in process if another process changed the reference data. One statement."""
    global _seen, _asked_at  # noqa: PLW0603  # one number per process is the point
    _asked_at = time.monotonic()
    number = Edition.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    if number != _seen:
        forget()
        _seen = number


def changed() -> None:
    """Note that reference data changed; other processes see it at their next :func:`refresh`.

    Call it in the transaction of the change. If that is rolled back, the next :func:`refresh` forgets what was read.
    """
    global _seen  # noqa: PLW0603  # as above
    Edition.objects.bulk_create([Edition(pk=1)], ignore_conflicts=True)
    Edition.objects.filter(pk=1).update(number=F("number") + 1)
    _seen = _UNKNOWN
    transaction.on_commit(forget)
    forget()


def forget() -> None:
    """Forget every kept value in this process."""
    for kept in _kept:
        kept.forget()
