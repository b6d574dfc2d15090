"""What the platform needs, looked at one by one; a check returns why it fails, empty where all is well."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from backend.backups.overdue import why_late
from backend.core import replica
from backend.core.vitals import NO_DATABASE, broker, database
from backend.reports.storage import storage
from notifications.unsent import LETTERS_WAIT_AT_MOST, waiting_since


def failures(now: datetime) -> Mapping[str, str]:
    """Return every check by name with why it fails."""
    checks: dict[str, Callable[[], str]] = {
        "database": database,
        "broker": broker,
        "storage": storage,
        "letters": lambda: letters(now),
        "backup": lambda: backup(now),
    }
    return {name: check() for name, check in checks.items()}


def remarks() -> Mapping[str, str]:
    """Return, by name, why what the platform can do without is not in use; nothing of what is not configured."""
    seen = replica.look()
    return {} if seen is None else {"replica": seen.why}


def letters(now: datetime) -> str:
    """Whether what should have left is leaving: the worker lives, the carriers take letters."""
    try:
        since = waiting_since(now)
    except (DatabaseError, InterfaceError):
        return NO_DATABASE
    if since is None or now - since <= LETTERS_WAIT_AT_MOST:
        return ""
    return f"the oldest unsent letter waits since {since.isoformat(timespec='seconds')}"


def backup(now: datetime) -> str:
    """Whether there is a fresh copy, where one is expected."""
    try:
        return why_late(now)
    except (DatabaseError, InterfaceError):
        return NO_DATABASE
