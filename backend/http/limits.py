"""How often one address may do one thing: counters in the cache, 429 with the seconds to wait when used up.

The counters spare the house from floods; they are not the last word on anybody. Where the cache is away, all pass.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from backend.core.address import household
from backend.core.errors import TooMany
from backend.http.visitor import client_address, known_device

__all__ = ["Limit", "TooMany", "spend"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most ``number`` of ``act`` in each ``per_s`` seconds, for one address.

    Where thousands of telephones share one address of a mobile network, ``crowd`` is what all of them may do together:
    then each browser known by its cookie has ``number`` of its own, and so have all others of the address.
    """

    act: str
    number: int
    per_s: int
    crowd: int = 0


def spend(request: HttpRequest, limit: Limit, *, now: datetime, times: int = 1, key: str = "") -> None:
    """Count ``times`` acts of who asks, by their ``key`` where they have one. Raises TooMany beyond ``limit``."""
    if not settings.RATE_LIMITS:
        return
    address = household(client_address(request))
    device = known_device(request) if limit.crowd else ""
    seconds = int(now.timestamp())
    try:
        is_over = _spent(limit, key or device or address, seconds, times) > limit.number
        if limit.crowd:
            is_over |= _spent(limit, f"all {address}", seconds, times) > limit.crowd
    except RedisError:
        log.warning("No limits: the cache is away", exc_info=True)
        return
    if is_over:
        raise TooMany(limit.per_s - seconds % limit.per_s)


def _spent(limit: Limit, who: str, seconds: int, times: int) -> int:
    """Return how many acts ``who`` has spent with these; who it is stands nowhere."""
    hidden = hashlib.sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()[:24]
    return _count(f"limit:{limit.act}:{hidden}:{seconds // limit.per_s}", times, keep_s=limit.per_s)


def _count(key: str, times: int, *, keep_s: int) -> int:
    cache.add(key, 0, timeout=keep_s + 1)
    try:
        return cache.incr(key, times)
    except ValueError:  # it ran out between the two lines: a new window has begun
        return times
