"""Who else has a report open, and who is writing: beats of open pages, kept in the cache for a few seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from backend.accounts.models import User

BEAT_S = 5  # how often an open page says that it is there
GONE_AFTER = timedelta(seconds=13)  # two beats that did not come, and somebody has closed the page
_Kept = dict[int, tuple[str, bool, float]]  # by person: name, writes, seconds since 1970


@dataclass(frozen=True)
class Present:
    """Somebody who has the report open now."""

    name: str
    is_writing: bool


def beat(report_id: int, user: User, *, is_writing: bool, now: datetime) -> Sequence[Present]:
    """Say that ``user`` is there, and return the others by name.

    Two beats at the same moment may lose one of them: it comes again with the next.
    """
    kept = _still_there(report_id, now=now)
    others = [Present(name, writes) for pk, (name, writes, _at) in kept.items() if pk != user.pk]
    kept[user.pk] = (str(user), is_writing, now.timestamp())
    cache.set(_key(report_id), kept, timeout=GONE_AFTER.total_seconds())
    return sorted(others, key=lambda one: one.name)


def leave(report_id: int, user: User, *, now: datetime) -> None:
    """Say that ``user`` closed the page."""
    kept = _still_there(report_id, now=now)
    kept.pop(user.pk, None)
    cache.set(_key(report_id), kept, timeout=GONE_AFTER.total_seconds())


def _still_there(report_id: int, *, now: datetime) -> _Kept:
    since = (now - GONE_AFTER).timestamp()
    kept: _Kept = cache.get(_key(report_id)) or {}
    return {pk: one for pk, one in kept.items() if one[2] >= since}


def _key(report_id: int) -> str:
    return f"present:{report_id}"
