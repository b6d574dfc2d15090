"""What the platform needs, looked at one by one; a check returns why it fails, empty where all is well."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from redis import Redis
from redis.exceptions import RedisError

from notifications.unsent import waiting_since

LETTERS_WAIT_AT_MOST = timedelta(minutes=15)
_ANSWERS_WITHIN_S = 2.0
_NO_DATABASE = "the database does not answer"


def failures(now: datetime) -> Mapping[str, str]:
    """Return every check by name with why it fails."""
    checks: dict[str, Callable[[], str]] = {
        "database": database,
        "broker": broker,
        "storage": storage,
        "letters": lambda: letters(now),
    }
    return {name: check() for name, check in checks.items()}


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return _NO_DATABASE
    return ""


def broker() -> str:
    """Ask Redis, where there is one."""
    if not settings.REDIS_URL:
        return ""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=_ANSWERS_WITHIN_S, retry=None) as redis:
            redis.ping()
    except (RedisError, OSError):
        return "Redis does not answer"
    return ""


def storage() -> str:
    """Write a file where photos are kept."""
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
            file.write(b"ready")
    except OSError as failure:
        return f"photos cannot be stored: {failure.strerror}"
    return ""


def letters(now: datetime) -> str:
    """Whether what should have left is leaving: the worker lives, the carriers take letters."""
    try:
        since = waiting_since(now)
    except (DatabaseError, InterfaceError):
        return _NO_DATABASE
    if since is None or now - since <= LETTERS_WAIT_AT_MOST:
        return ""
    return f"the oldest unsent letter waits since {since.isoformat(timespec='seconds')}"
