"""The cache on Redis; while that is away the database keeps what is counted, so that limits and lock-outs hold.

Whoever floods the house might take Redis down first. Counts begin anew with the fallback, and again with Redis.
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import transaction
from redis.exceptions import RedisError

from backend.core.models import KeptForNow

log = logging.getLogger(__name__)
AWAY_FOR_S = 5.0  # so long nobody asks again a Redis that was away: each try may take a second
_MOST = 10_000  # rows: they are counted with every write


class CountingTable(DatabaseCache):
    """The database's cache, whose counter loses nothing where two count at once."""

    def __init__(self) -> None:
        super().__init__(KeptForNow._meta.db_table, {"OPTIONS": {"MAX_ENTRIES": _MOST}})  # noqa: SLF001  # documented

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on under a lock on the row, which ends when it would have. Raises ValueError where there is none."""
        with transaction.atomic():
            row = self.make_and_validate_key(key, version=version)
            held = KeptForNow.objects.select_for_update().filter(cache_key=row).first()
            found = super().get(key, version=version)
            if held is None or found is None:
                raise ValueError(key)
            number = int(found) + delta
            # The table keeps whole seconds, rounded down: rounded up here, the end stays where it was.
            self.set(key, number, math.ceil(held.expires.timestamp() - time.time()), version)
        return number


class SteadyCache(RedisCache):
    """Redis, or the table while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._table = CountingTable()
        self._away_until = 0.0

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._either(lambda one: one.add(key, value, timeout, version)))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._either(lambda one: one.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._either(lambda one: one.set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._either(lambda one: one.touch(key, timeout, version)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._either(lambda one: one.delete(key, version)))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._either(lambda one: one.incr(key, delta, version)))

    def clear(self) -> None:
        self._either(lambda one: one.clear())

    def _either(self, deed: Callable[[Any], Any]) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return deed(super())
            except RedisError:
                self._away_until = time.monotonic() + AWAY_FOR_S
                log.warning("The cache is away; the database counts meanwhile", exc_info=True)
        return deed(self._table)
