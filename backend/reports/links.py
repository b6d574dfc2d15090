"""Addresses of a report: the public page, the reporter's own with its secret, the staff's."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from backend.reports.area import Area
from backend.reports.models import AreaFollower, Follower, Report

_BYTES = 16  # 128 bits, 22 characters: short enough for an SMS, too long to guess


def secret_of(report: Report) -> str:
    """Return the secret of the reporter's own page: an HMAC of the report's random id, never stored, never logged."""
    return _mac(report.random_id.bytes)


def holds_secret(report: Report, given: str) -> bool:
    """Whether ``given`` is the secret of ``report``; takes the same time right or wrong."""
    return hmac.compare_digest(secret_of(report).encode(), given.encode(errors="replace"))


def follow_key(follower: Follower | AreaFollower) -> str:
    """Return the key of a follower's page; as little kept as a reporter's secret. Reads the followed report."""
    of = f"{follower.report.random_id}" if isinstance(follower, Follower) else f"area {follower.address}"
    return _mac(f"follow {follower.pk} {of}".encode())


def holds_follow_key(follower: Follower | AreaFollower, given: str) -> bool:
    """Whether ``given`` is the key of ``follower``; takes the same time right or wrong."""
    return hmac.compare_digest(follow_key(follower).encode(), given.encode(errors="replace"))


def follow_url(follower: Follower | AreaFollower) -> str:
    path = reverse("follow" if isinstance(follower, Follower) else "follow-area", args=[follower.pk])
    return f"{settings.PUBLIC_URL}{path}?key={follow_key(follower)}"


def area_url(area: Area) -> str:
    """Return the page of an area: what is new there, and the way to follow it."""
    return f"{settings.PUBLIC_URL}/follow?{urlencode(area.query())}"


def public_url(report: Report) -> str:
    return f"{settings.PUBLIC_URL}/r/{report.code}"


def reporters_url(report: Report) -> str:
    return f"{public_url(report)}?key={secret_of(report)}"


def staff_inbox_url() -> str:
    return f"{settings.PUBLIC_URL}/staff/"


def staff_url(report: Report) -> str:
    return f"{settings.PUBLIC_URL}/staff/r/{report.code}"


def _mac(words: bytes) -> str:
    mac = hmac.digest(settings.SECRET_LINK_KEY.encode(), words, hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:_BYTES]).rstrip(b"=").decode()
