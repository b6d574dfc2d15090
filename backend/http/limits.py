"""How often one address may do one thing: counters in the cache, 429 with the seconds to wait when used up.

Answers announce them by the fields ``RateLimit-Policy`` and ``RateLimit`` of draft-ietf-httpapi-ratelimit-headers-10:
of a policy by its name the quota ``q`` in a window of ``w`` seconds, and what remains, ``r``, for ``t`` seconds more.

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

__all__ = ["Allowance", "Limit", "TooMany", "spend"]

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


@dataclass(frozen=True)
class Allowance:
    """What is left of ``limit`` to who asks, for the next ``for_s`` seconds."""

    limit: Limit
    left: int
    for_s: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the header fields that say so."""
        of = self.limit
        return {
            "RateLimit-Policy": f'"{of.act}";q={of.number};w={of.per_s}',
            "RateLimit": f'"{of.act}";r={self.left};t={self.for_s}',
        }


def spend(request: HttpRequest, limit: Limit, *, now: datetime, times: int = 1, key: str = "") -> Allowance | None:
    """Count ``times`` acts of who asks, by their ``key`` where they have one, and return what is left to them.

    None where nothing is counted. Raises TooMany beyond ``limit``.
    """
    if not settings.RATE_LIMITS:
        return None
    address = household(client_address(request))
    device = known_device(request) if limit.crowd else ""
    seconds = int(now.timestamp())
    try:
        left = limit.number - _spent(limit, key or device or address, seconds, times)
        if limit.crowd:
            left = min(left, limit.crowd - _spent(limit, f"all {address}", seconds, times))
    except RedisError:
        log.warning("No limits: the cache is away", exc_info=True)
        return None
    for_s = limit.per_s - seconds % limit.per_s
    if left < 0:
        raise TooMany(for_s)
    return Allowance(limit, left, for_s)


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
