"""What a webhook says and how it is signed, by the Standard Webhooks specification.

The secret is an HMAC of the webhook's random salt under SECRET_LINK_KEY: it can be made again to sign with, and whoever
reads the database alone does not have it. A new SECRET_LINK_KEY makes other secrets, as it breaks the reporters' links.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from backend.reports.changes import Change
from backend.reports.models import Report
from notifications.models import Webhook

_PREFIX = "whsec_"
_PURPOSE = b"webhook "


def secret_of(hook: Webhook) -> str:
    """Return the secret as the receiver keeps it: ``whsec_`` and 32 bytes in base64."""
    return _PREFIX + base64.b64encode(_key(hook)).decode()


def signed(hook: Webhook, *, name: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """Return the headers of one try: the message's name, the second of ``now``, the signature over both and body."""
    stamp = str(int(now.timestamp()))
    digest = hmac.digest(_key(hook), b".".join((name.encode(), stamp.encode(), body)), hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signature}


def body_of(change: Change, report: Report) -> bytes:
    """Return the JSON of a change: that there is one, and where to read it; no words, no place, nothing of a person."""
    at = timezone.localtime(change.at, timezone.get_default_timezone()).isoformat(timespec="seconds")
    data: dict[str, object] = {
        "seq": change.seq,
        "code": report.code,
        "turn": change.turn.value,
        "published": change.published,
        "url": f"{settings.PUBLIC_URL}/api/v1/reports/{report.code}",
    }
    if change.published:
        data["status"] = report.status
    return json.dumps({"type": f"report.{change.turn.value}", "timestamp": at, "data": data}).encode()


def _key(hook: Webhook) -> bytes:
    return hmac.digest(settings.SECRET_LINK_KEY.encode(), _PURPOSE + hook.salt.encode(), hashlib.sha256)
