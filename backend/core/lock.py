"""A row that somebody else holds for too long."""

from django.db import OperationalError


def waited_too_long(failure: OperationalError) -> bool:
    """Whether PostgreSQL gave up waiting for a row that somebody else holds (lock_timeout, 55P03)."""
    return getattr(failure.__cause__, "sqlstate", "") == "55P03"
