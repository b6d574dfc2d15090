"""Which partners there are: set up and ended by the administrator; their keys are sealed, and never shown again."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts import ending
from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.edit_reference import ChangedMeanwhile, fingerprint
from backend.accounts.ending import Ending, check_administrator
from backend.accounts.models import Area
from backend.core import edition
from backend.core.edition import Kept
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.reports.models import Report
from backend.routing import book
from notifications.models import Parcel, Partner, Speech
from notifications.public_address import is_inside

_LONGEST = {"name": 60, "endpoint": 300, "jurisdiction_id": 100, "api_key": 200}
_HTTPS = 443
_CODE = re.compile(r"[\w.:-]{1,100}")


@dataclass(frozen=True, kw_only=True)
class WantedPartner:
    """What the administrator asks for; nothing in it is checked yet.

    ``services`` are lines "our category = their service code".
    """

    name: str
    endpoint: str
    services: str
    jurisdiction_id: str = ""
    api_key: str = ""
    speaks: str = Speech.JSON
    is_followed: bool = False
    reason: str = ""


def make(wanted: WantedPartner, *, by: Staff, now: datetime) -> Partner:
    """Set a partner up. Raises Forbidden for anybody but an administrator, Refused by field."""
    check_administrator(by)
    fields, key = _checked(wanted)
    try:
        with transaction.atomic():
            row = Partner.objects.create(**fields, sealed_key=_seal(key), made_by=by.user, created_at=now)
            log_change(
                Area.PARTNER, row.name, before={}, after=_said_of(row), reason=wanted.reason, by=by.user, now=now
            )
            edition.changed()
    except IntegrityError:
        raise Refused(_("Đã có hệ thống với tên này."), field="name", code="taken") from None
    return row


def change(pk: int, wanted: WantedPartner, *, seen: str, by: Staff, now: datetime) -> Partner | None:
    """Change what is kept of a partner but its name, which the histories know; without a key the old one stays.

    ``seen`` is the :func:`print_of` its person looked at. None where there is none, or it has ended. Raises Forbidden,
    ChangedMeanwhile, Refused by field.
    """
    check_administrator(by)
    with transaction.atomic():
        row = Partner.objects.select_for_update().filter(pk=pk, ended_at__isnull=True).first()
        if row is None:
            return None
        fields, key = _checked(replace(wanted, name=row.name))
        before = _said_of(row)
        if seen != fingerprint(before):
            raise ChangedMeanwhile
        for name, value in fields.items():
            setattr(row, name, value)
        row.sealed_key = _seal(key) or row.sealed_key
        row.save(update_fields=[*fields, "sealed_key"])
        after = _said_of(row) | ({"new_key": True} if key else {})
        log_change(Area.PARTNER, row.name, before=before, after=after, reason=wanted.reason, by=by.user, now=now)
        edition.changed()
    return row


def print_of(partner: Partner) -> str:
    """Return a short print of the partner's settings, by which a form knows what its person saw."""
    return fingerprint(_said_of(partner))


def end(pk: int, *, reason: str, by: Staff, now: datetime) -> Partner | None:
    """Send nothing more to a partner; None where there is none, or it has ended. Raises Forbidden, Refused."""
    return ending.end(Partner.objects.all(), pk, _ENDING, reason=reason, by=by, now=now)


def every_partner() -> Sequence[Partner]:
    """Return all partners, those at work first."""
    return sorted(Partner.objects.select_related("made_by").order_by("name", "id"), key=lambda one: bool(one.ended_at))


def given_up() -> QuerySet[Parcel]:
    """Return what could not be sent, the newest first, with its report and partner."""
    rows = Parcel.objects.filter(gave_up_at__isnull=False).select_related("report", "partner")
    return rows.order_by("-gave_up_at", "-id")


def partners_for(report: Report) -> Sequence[Partner]:
    """Return the partners that take reports of this kind and have not been sent this one.

    One statement, none where no partner takes the kind: who they are is kept in memory.
    """
    found = [one for one in _at_work() if report.category.code in one.services]
    has_it = set(report.parcels.values_list("partner_id", flat=True)) if found else set()
    return [one for one in found if one.pk not in has_it]


def key_of(partner: Partner) -> str:
    """Return the partner's key for us; "" for none, and where the server's secret is another one by now."""
    if not partner.sealed_key:
        return ""
    try:
        return _lock().decrypt(partner.sealed_key.encode()).decode()
    except InvalidToken:
        return ""


def read_services(lines: str) -> Mapping[str, str]:
    """Return service codes by category. Raises Refused (``services``) for a line that is none, and for no line."""
    known = {one.code for one in book.categories()}
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        code, _equals, theirs = (part.strip() for part in line.partition("="))
        if code not in known or not _CODE.fullmatch(theirs):
            raise Refused(_("Không hiểu dòng “%(line)s”.") % {"line": line[:80]}, field="services")
        found[code] = theirs
    if not found:
        raise Refused(_("Xin ghi ít nhất một loại việc."), field="services", code="required")
    return found


def _checked(wanted: WantedPartner) -> tuple[dict[str, Any], str]:
    """Return the columns but the key, and the key. Raises Refused by field."""
    fields: dict[str, Any] = {name: clean_line(getattr(wanted, name)) for name in _LONGEST}
    for name, most in _LONGEST.items():
        if len(fields[name]) > most:
            raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": most}, field=name, code="too_long")
    if not fields["name"]:
        raise Refused(_("Xin đặt tên, không quá %(most)s ký tự.") % {"most": _LONGEST["name"]}, field="name")
    if wanted.speaks not in Speech.values:
        raise Refused(_("Xin chọn JSON hoặc XML."), field="speaks")
    key = fields.pop("api_key")
    fields |= {"endpoint": _endpoint(fields["endpoint"]), "services": read_services(wanted.services)}
    checked_reason(wanted.reason)
    return fields | {"speaks": wanted.speaks, "is_followed": wanted.is_followed}, key


def _read_at_work() -> tuple[Partner, ...]:
    return tuple(Partner.objects.filter(ended_at__isnull=True).order_by("name", "id"))


_at_work = Kept(_read_at_work)


def _endpoint(written: str) -> str:
    """Return the address without a closing slash. Raises Refused (``endpoint``)."""
    try:
        parts = urlsplit(written)
        is_whole = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username) and parts.port != 0
    except ValueError:
        raise Refused(_("Địa chỉ không đúng."), field="endpoint") from None
    is_own = is_inside(parts.hostname or "", parts.port or _HTTPS)
    if not is_whole or parts.scheme not in ({"http", "https"} if is_own else {"https"}):
        words = _("Xin ghi địa chỉ https của hệ thống, đến hết phần v2, không có dấu hỏi.")
        raise Refused(words, field="endpoint")
    return written.rstrip("/")


def _seal(key: str) -> str:
    return _lock().encrypt(key.encode()).decode() if key else ""


def _lock() -> Fernet:
    digest = hmac.digest(settings.SECRET_LINK_KEY.encode(), b"keys of partners", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(digest))


def _said_of(row: Partner) -> dict[str, object]:
    """Return what the log keeps: that there is a key, never which."""
    return {
        "endpoint": row.endpoint,
        "jurisdiction_id": row.jurisdiction_id,
        "services": dict(row.services),
        "has_key": bool(row.sealed_key),
        "speaks": row.speaks,
        "is_followed": row.is_followed,
    }


_ENDING = Ending(Area.PARTNER, "ended_at", "ended", lambda partner: partner.name, _said_of, then=edition.changed)
