"""Browsers in which somebody who works here wants notices; and what any browser says of itself, checked."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports.follow_by_browser import Address
from backend.routing.names import readers_language
from notifications.models import PushSubscription
from notifications.push_services import is_push_service

MOST = 10  # of one person
_LONGEST_ENDPOINT = 500
_POINT_BYTES, _AUTH_BYTES = 65, 16  # RFC 8291


def subscribe(user: User, *, endpoint: str, p256dh: str, auth: str, browser: str, now: datetime) -> PushSubscription:
    """Keep a browser's address and keys; the same browser again is the same row. Raises Refused."""
    check_address(endpoint=endpoint, p256dh=p256dh, auth=auth)
    others = PushSubscription.objects.filter(user=user).exclude(endpoint=endpoint)
    if others.count() >= MOST:
        raise Refused(_("Mỗi người có không quá %(most)s máy nhận thông báo.") % {"most": MOST}, code="too_many")
    fields = {"user": user, "p256dh": p256dh, "auth": auth, "browser": browser[:200], "created_at": now}
    row, _new = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=fields)
    return row


def residents_address(sent: Mapping[str, str]) -> Address:
    """Return a resident's browser from the fields ``endpoint``, ``p256dh``, ``auth``. Raises Refused."""
    endpoint, p256dh, auth = (sent.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    check_address(endpoint=endpoint, p256dh=p256dh, auth=auth)
    return Address(endpoint, p256dh, auth, readers_language())


def check_address(*, endpoint: str, p256dh: str, auth: str) -> None:
    """Raise Refused where this is no browser's address at a push service that we know."""
    is_known = len(endpoint) <= _LONGEST_ENDPOINT and is_push_service(endpoint)
    if not is_known or not _is_point(_raw(p256dh)) or len(_raw(auth)) != _AUTH_BYTES:
        raise Refused(_("Trình duyệt này không nhận được thông báo."), field="endpoint", code="unknown_push_service")


def subscriptions_of(user: User) -> Sequence[PushSubscription]:
    """Return the person's browsers, the newest first."""
    return list(PushSubscription.objects.filter(user=user).order_by("-id"))


def who_wants(people: Iterable[int]) -> list[int]:
    """Return which of ``people`` want notices in some browser, in order. One statement."""
    rows = PushSubscription.objects.filter(user__in=list(people), user__is_active=True)
    return sorted(set(rows.values_list("user_id", flat=True)))


def _is_point(raw: bytes) -> bool:
    """Whether a notice can be encrypted for this key: an uncompressed point of the curve P-256."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return len(raw) == _POINT_BYTES


def _raw(written: str) -> bytes:
    """Return the bytes that a text in base64url holds, none where it is none."""
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
