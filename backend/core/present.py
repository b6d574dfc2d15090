"""The present, and the time a deed is told: at a door and in a worker they part where the deed had to wait.

A deed takes the time of its beginning: of the click, of the job's start. Photos, a neighbour's answer, a lock may lie
between that and the moment at which it is written, and who asks what was written since must not be told the earlier.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

PATIENCE = timedelta(seconds=10)  # no deed is told more exactly than that
_is_present: ContextVar[bool] = ContextVar("is_present", default=False)


@contextmanager
def present() -> Iterator[None]:
    """Say that the times told from here on are the present, as a door's and a worker's are, not a sample's."""
    token = _is_present.set(True)
    try:
        yield
    finally:
        _is_present.reset(token)


def written_at(told: datetime) -> datetime:
    """Return when a deed of the moment ``told`` is written down: by the clock where that moment is past, else it."""
    clock = timezone.now() if _is_present.get() else told
    return clock if clock - told > PATIENCE else told
