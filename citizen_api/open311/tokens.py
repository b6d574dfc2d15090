"""Tokens of requests whose number comes later: which report it is, signed, so that nobody makes one up."""

import base64
import binascii
import hashlib
import hmac

from django.conf import settings

from backend.reports.models import Report

_NUMBER, _MAC = 8, 16  # bytes


def token_of(report: Report) -> str:
    """Return the token of ``report``: 32 letters, digits, dashes and underscores."""
    number = report.pk.to_bytes(_NUMBER, "big")
    return base64.urlsafe_b64encode(number + _mac(number)).decode()


def report_of(token: str) -> Report | None:
    """Return the report of a token; None for any that we did not give. One statement at most."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    number, mac = raw[:_NUMBER], raw[_NUMBER:]
    if not hmac.compare_digest(mac, _mac(number)):
        return None
    return Report.objects.filter(pk=int.from_bytes(number, "big")).first()


def _mac(number: bytes) -> bytes:
    return hmac.digest(settings.SECRET_LINK_KEY.encode(), b"open311 token " + number, hashlib.sha256)[:_MAC]
