"""Keys of other systems: made and ended by the administrator, brought by the environment, known by their digest."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Program, Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.ending import Ending, check_administrator, end
from backend.accounts.models import Area, ProgramKey, Scope
from backend.core.errors import Forbidden, Refused, SeveralRefused
from backend.core.text import clean_line

LONGEST = timedelta(days=3 * 366)  # a key lasts three years at most
_LONGEST_NAME, _LONGEST_OWNER = 60, 200
_LONGEST_KEY = 200
_NOTED_EVERY = timedelta(minutes=10)  # the last use is no reason to write a row with every call
_BEGINNING = "lbp_"
_FROM_ENVIRONMENT = "OPEN311_KEYS"


@dataclass(frozen=True, kw_only=True)
class WantedKey:
    """What the administrator asks for; nothing in it is checked yet. ``last_day`` is the last day it opens."""

    name: str
    owner: str
    scopes: Sequence[str]
    last_day: date | None
    publishes_at_once: bool = False
    reason: str = ""


class WrongKey(Forbidden):
    """The key is missing, unknown, over, or not for this."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message, field="api_key", code=code)


def make(wanted: WantedKey, *, by: Staff, now: datetime) -> tuple[ProgramKey, str]:
    """Return a new key's row and the key itself, which is never shown again.

    Raises Forbidden for anybody but an administrator, Refused by field, also where another live key has the name.
    """
    check_administrator(by)
    fields = _checked(wanted, now=now)
    checked_reason(wanted.reason)
    key = _BEGINNING + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            row = ProgramKey.objects.create(
                **fields, prefix=key[:8], digest=_digest(key), made_by=by.user, created_at=now
            )
            log_change(
                Area.PROGRAM_KEY, row.name, before={}, after=_said_of(row), reason=wanted.reason, by=by.user, now=now
            )
    except IntegrityError:
        raise Refused(_("Đã có khóa đang dùng với tên này."), field="name", code="taken") from None
    return row, key


def revoke(pk: int, *, reason: str, by: Staff, now: datetime) -> ProgramKey | None:
    """End a key at once and return it; None where there is none, or it has ended. Raises Forbidden, Refused."""
    return end(ProgramKey.objects.all(), pk, _ENDING, reason=reason, by=by, now=now)


def key_for(given: str, scope: Scope, *, now: datetime) -> ProgramKey:
    """Return the live key that ``given`` is, which may do what ``scope`` says. Raises WrongKey."""
    found = live_key(given, now=now)
    check_scope(found, scope)
    return found


def check_scope(key: ProgramKey, scope: Scope) -> None:
    """Raise WrongKey where ``key`` may not do what ``scope`` says."""
    if scope not in key.scopes:
        words = _("Khóa này không được phép %(deed)s.") % {"deed": scope.label}
        raise WrongKey(words, code="wrong_scope")


def live_key(given: str, *, now: datetime) -> ProgramKey:
    """Return the live key that ``given`` is, and note its use. Raises WrongKey. One statement, seldom two."""
    if not given:
        raise WrongKey(_("Thiếu api_key."), code="missing_key")
    found = _live(given, now=now)
    if found is None and _is_of_environment(given) and seed(now=now):  # its first use, before anybody ran seed_keys
        found = _live(given, now=now)
    if found is None:
        raise WrongKey(_("api_key không đúng, đã hết hạn hoặc đã bị hủy."), code="wrong_key")
    if found.last_used_at is None or now - found.last_used_at > _NOTED_EVERY:
        ProgramKey.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def program_of(key: ProgramKey) -> Program:
    """Return the actor that ``key`` is."""
    return Program(key.name)


def every_key() -> Sequence[ProgramKey]:
    """Return all keys there were, the live ones first, then the newest. One statement."""
    rows = ProgramKey.objects.select_related("made_by").order_by("-id")
    return sorted(rows, key=lambda one: one.revoked_at is not None)


def seed(*, now: datetime) -> int:
    """Bring the keys of the environment in; return how many are new. One that an administrator ended stays ended."""
    new = 0
    for name, (key, publishes_at_once) in settings.OPEN311_KEYS.items():
        _row, is_new = ProgramKey.objects.get_or_create(
            digest=_digest(key),
            defaults={
                "name": _free(name),
                "owner": _FROM_ENVIRONMENT,
                "prefix": "…",
                "scopes": list(Scope.values),
                "publishes_at_once": publishes_at_once,
                "created_at": now,
            },
        )
        new += is_new
    return new


def _live(given: str, *, now: datetime) -> ProgramKey | None:
    rows = ProgramKey.objects.filter(digest=_digest(given[:_LONGEST_KEY]), revoked_at__isnull=True)
    return rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now)).first()


def _is_of_environment(given: str) -> bool:
    keys = [key.encode() for key, _publishes in settings.OPEN311_KEYS.values()]
    return any(hmac.compare_digest(given.encode(errors="replace"), key) for key in keys)


def _free(name: str) -> str:
    """Return ``name``, with a number where a live key has it: the environment's key was changed, the old one lives."""
    taken = set(ProgramKey.objects.filter(revoked_at__isnull=True).values_list("name", flat=True))
    others = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *others) if one not in taken)


def _checked(wanted: WantedKey, *, now: datetime) -> dict[str, object]:
    """Return the columns of a key as wanted. Raises SeveralRefused with every fault."""
    name, owner = clean_line(wanted.name), clean_line(wanted.owner)
    scopes = [scope for scope in Scope.values if scope in wanted.scopes]
    ends = _ends(wanted.last_day)
    is_wrong = {
        "name": not name or len(name) > _LONGEST_NAME,
        "owner": not owner or len(owner) > _LONGEST_OWNER,
        "scopes": not scopes,
        "last_day": ends is None or not now < ends <= now + LONGEST,
    }
    said = {
        "name": _("Xin đặt tên, không quá %(most)s ký tự.") % {"most": _LONGEST_NAME},
        "owner": _("Xin ghi ai chịu trách nhiệm và cách liên hệ, không quá %(most)s ký tự.") % {"most": _LONGEST_OWNER},
        "scopes": _("Xin chọn ít nhất một việc khóa được làm."),
        "last_day": _("Xin chọn ngày hết hạn, trong vòng ba năm tới."),
    }
    if faults := [Refused(said[field], field=field) for field, wrong in is_wrong.items() if wrong]:
        raise SeveralRefused(faults)
    return {
        "name": name,
        "owner": owner,
        "scopes": scopes,
        "publishes_at_once": wanted.publishes_at_once,
        "expires_at": ends,
    }


def _ends(last_day: date | None) -> datetime | None:
    """Return the end of the day in the city."""
    if last_day is None or last_day.year >= date.max.year:
        return None
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))


def _said_of(row: ProgramKey) -> dict[str, object]:
    return {
        "owner": row.owner,
        "scopes": row.scopes,
        "publishes_at_once": row.publishes_at_once,
        "expires_at": row.expires_at and row.expires_at.isoformat(),
    }


_ENDING = Ending(Area.PROGRAM_KEY, "revoked_at", "revoked", lambda key: key.name, _said_of)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
