"""Moments as Open311 writes them: out in UTC with whole seconds, in as clients really send them."""

import re
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from backend.core.errors import Refused

# A plus that came as a blank, a blank for T, fractions, no zone (UTC), no time at all.
_WRITTEN = re.compile(
    r"(?P<day>[12][0-9]{3}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?P<part>[.,][0-9]+)?"
    r" ?(?P<zone>[Zz]|[+-]?[0-9]{2}:?[0-9]{2})?)?"
)


def written(at: datetime | None) -> str | None:
    """Return ``at`` in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def read(given: str, field: str) -> datetime:
    """Return the moment, aware; the first of a day alone. Raises Refused."""
    return _read(given, field)[0]


def read_end(given: str, field: str) -> datetime:
    """Return the moment before which something ends that ``given`` still belongs to: the next second, or day."""
    at, lasts = _read(given, field)
    return at + lasts


def _read(given: str, field: str) -> tuple[datetime, timedelta]:
    found = _WRITTEN.fullmatch(given.strip())
    if found is None:
        raise _unreadable(field)
    part = (found["part"] or "")[1:7].ljust(6, "0")
    try:
        plain = datetime.fromisoformat(f"{found['day']}T{found['time'] or '00:00'}")
        at = datetime.fromisoformat(f"{plain.isoformat()}.{part}{_zone(found['zone'])}").astimezone(UTC)
    except (ValueError, OverflowError):  # the thirtieth of February
        raise _unreadable(field) from None
    if found["part"]:
        return at, timedelta(microseconds=1)
    return at, timedelta(seconds=1) if found["time"] else timedelta(days=1)


def _zone(given: str | None) -> str:
    if given is None or given in "Zz":
        return "+00:00"
    signed = given if given[0] in "+-" else f"+{given}"
    return signed if ":" in signed else f"{signed[:3]}:{signed[3:]}"


def _unreadable(field: str) -> Refused:
    return Refused(_("Xin ghi thời điểm theo ISO 8601, ví dụ 2026-11-25T09:00:00Z."), field=field)
