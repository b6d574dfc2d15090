"""Addresses of a report: the public page, the reporter's own with its secret, the staff's."""

import base64
import hashlib
import hmac

from django.conf import settings

from backend.reports.models import Report

_BYTES = 16  # 128 bits, 22 characters: short enough for an SMS, too long to guess


def secret_of(report: Report) -> str:
    """Return the secret of the reporter's own page: an HMAC of the report's random id, never stored, never logged."""
    mac = hmac.digest(settings.SECRET_LINK_KEY.encode(), report.random_id.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:_BYTES]).rstrip(b"=").decode()


def holds_secret(report: Report, given: str) -> bool:
    """Whether ``given`` is the secret of ``report``; takes the same time right or wrong."""
    return hmac.compare_digest(secret_of(report).encode(), given.encode())


def public_url(report: Report) -> str:
    return f"{settings.PUBLIC_URL}/r/{report.code}"


def reporters_url(report: Report) -> str:
    return f"{public_url(report)}?key={secret_of(report)}"


def staff_inbox_url() -> str:
    return f"{settings.PUBLIC_URL}/staff/"


def staff_url(report: Report) -> str:
    return f"{settings.PUBLIC_URL}/staff/r/{report.code}"
