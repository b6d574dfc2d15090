"""Tickets: a program without cookies trades its personal key for one, and opens one socket with it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from backend.accounts.models import ApiToken, User
from notifications.live.sight import Seat
from notifications.models import LiveTicket

LASTS = timedelta(seconds=30)
_LONGEST = 100


def issue(user: User, *, token: ApiToken | None, session_key: str = "", now: datetime) -> tuple[str, datetime]:
    """Return a ticket for one socket of ``user`` and until when it opens it; it rests on the key or the session."""
    LiveTicket.objects.filter(expires_at__lt=now).delete()
    ticket, ends = secrets.token_urlsafe(32), now + LASTS
    LiveTicket.objects.create(
        digest=_digest(ticket),
        user=user,
        token=token,
        session_key="" if token else session_key,
        auth_hash=user.get_session_auth_hash(),
        expires_at=ends,
    )
    return ticket, ends


def redeem(ticket: str, *, now: datetime) -> Seat | None:
    """Return whose socket the ticket opens, and use it up; None where it is unknown, late or used. Two statements."""
    if not 0 < len(ticket) <= _LONGEST:
        return None
    row = LiveTicket.objects.filter(digest=_digest(ticket), expires_at__gt=now).first()
    if row is None or not LiveTicket.objects.filter(pk=row.pk).delete()[0]:  # of two at once, one deletes it
        return None
    return Seat(row.session_key, row.user_id, row.auth_hash, row.token_id or 0)


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
