"""Personal keys for the staff API: made by their person, shown once, kept as a digest, at an end after a year."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import ApiToken, User
from backend.accounts.people import recall
from backend.core.errors import Refused
from backend.core.security import Deed, tell
from backend.core.text import clean_line

LASTS = timedelta(days=365)
MOST = 10  # of one person
_LONGEST_NAME = 60
_NOTED_EVERY = timedelta(hours=1)  # the last use is no reason to write a row with every call
_BEGINNING = "lb_"


def make(user: User, name: str, *, now: datetime) -> tuple[ApiToken, str]:
    """Return a new key's row and the key itself, which is never shown again. Raises Refused (``name``)."""
    called = clean_line(name)
    if not called or len(called) > _LONGEST_NAME:
        raise Refused(_("Xin đặt tên, không quá %(most)s ký tự.") % {"most": _LONGEST_NAME}, field="name")
    if user.api_tokens.count() >= MOST:
        raise Refused(_("Mỗi người có không quá %(most)s khóa.") % {"most": MOST}, field="name", code="too_many")
    key = _BEGINNING + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user, name=called, prefix=key[:8], digest=_digest(key), created_at=now, expires_at=now + LASTS
    )
    tell(Deed.KEY_MADE, who=user.pk, access_key=row.pk)
    return row, key


def holder_of(key: str, *, now: datetime) -> User | None:
    """Return the active person whose key this is; None for any other. One statement, seldom two."""
    found = row_of(key, now=now)
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found.user


def row_of(key: str, *, now: datetime) -> ApiToken | None:
    """Return the row of a key that is good now and of somebody active, with its person; None for any other."""
    if not key.startswith(_BEGINNING):
        return None
    rows = ApiToken.objects.filter(digest=_digest(key), expires_at__gt=now, user__is_active=True)
    return rows.select_related("user").first()


def tokens_of(user: User) -> Sequence[ApiToken]:
    """Return the person's keys, the newest first."""
    return list(user.api_tokens.order_by("-id"))


def revoke(user: User, pk: int, *, now: datetime) -> None:
    """End one of the person's own keys at once, with the sockets that were opened by it."""
    with transaction.atomic():
        ended, _by_table = user.api_tokens.filter(pk=pk).delete()
        recall(user, now=now)
    if ended:
        tell(Deed.KEY_ENDED, who=user.pk, access_key=pk)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
