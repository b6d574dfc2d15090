"""What the platform stands on, looked at one by one; each returns why it fails, empty where all is well."""

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
