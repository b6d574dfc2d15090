"""What the platform stands on, looked at one by one; each returns why it fails, empty where all is well."""

import tempfile

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from redis import Redis
from redis.exceptions import RedisError

NO_DATABASE = "the database does not answer"
_ANSWERS_WITHIN_S = 2.0


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return NO_DATABASE
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
