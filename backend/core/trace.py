"""The number of a request, by which lines of the log, events and letters are told to be of one walk."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
_SANE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_now: ContextVar[uuid.UUID | None] = ContextVar("trace", default=None)


def current() -> uuid.UUID | None:
    """Return the number of what is being done in this thread, None outside of any."""
    return _now.get()


@contextmanager
def of(number: uuid.UUID | None) -> Iterator[uuid.UUID]:
    """Let what is done inside be of ``number``; None: of a new one, which is yielded."""
    chosen = number or uuid.uuid4()
    before = _now.set(chosen)
    try:
        yield chosen
    finally:
        _now.reset(before)


def sane(written: str) -> uuid.UUID | None:
    """Return the number that a client or a proxy sent along, None where it is none: nothing else goes into the log."""
    return uuid.UUID(written) if _SANE.fullmatch(written) else None
