"""How often one address may do one thing: counters in the cache, 429 with the seconds to wait when used up.

The counters spare the house from floods; they are not the last word on anybody. Where the cache is away, all pass.
"""

import hashlib
import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from backend.core.errors import Refused

log = logging.getLogger(__name__)
_HOUSEHOLD_BITS = 64  # of an IPv6 address: one connection owns a whole /64


@dataclass(frozen=True)
class Limit:
    """At most ``number`` of ``act`` in each ``per_s`` seconds, for one address."""

    act: str
    number: int
    per_s: int


class TooMany(Refused):
    """The limit is used up; ``retry_after_s`` seconds from now it is open again."""

    status = 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(_("Ông/bà gửi quá nhiều lần. Xin chờ một lát rồi thử lại."), code="too_many_requests")
        self.retry_after_s = retry_after_s


def spend(request: HttpRequest, limit: Limit, *, now: datetime, times: int = 1) -> None:
    """Count ``times`` acts of the request's address. Raises TooMany where that is more than ``limit``."""
    if not settings.RATE_LIMITS:
        return
    seconds = int(now.timestamp())
    key = f"limit:{limit.act}:{_who(request)}:{seconds // limit.per_s}"
    try:
        spent = _count(key, times, keep_s=limit.per_s)
    except RedisError:
        log.warning("No limits: the cache is away", exc_info=True)
        return
    if spent > limit.number:
        raise TooMany(limit.per_s - seconds % limit.per_s)


def client_address(request: HttpRequest) -> str:
    """Return the address that connected; behind our own proxy the one which the proxy saw, the last in its list."""
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := request.headers.get("X-Forwarded-For", "")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(key: str, times: int, *, keep_s: int) -> int:
    cache.add(key, 0, timeout=keep_s + 1)
    try:
        return cache.incr(key, times)
    except ValueError:  # it ran out between the two lines: a new window has begun
        return times


def _who(request: HttpRequest) -> str:
    """Return what stands for the address in the cache; the address itself is kept nowhere."""
    address = client_address(request)
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = ipaddress.ip_address(0)
    if known.version == 6:  # noqa: PLR2004, RUF100  # the protocol's number
        known = ipaddress.ip_network((known, _HOUSEHOLD_BITS), strict=False).network_address
    return hashlib.sha256(f"{settings.SECRET_KEY}:{known}".encode()).hexdigest()[:24]
