"""Whom a report concerns, too: counted once a visitor; who leaves an address confirms it, and stops with one click."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.accounts.actor import Clock
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.reports import consent
from backend.reports.act import hold
from backend.reports.models import Contact, Follower, Kind, Report, Screening, Supporter
from backend.reports.models.report import HELD_DENUNCIATION
from backend.reports.record import record

CONFIRM_WITHIN = timedelta(days=3)  # an address nobody confirmed is erased after this long
REST = timedelta(days=30)  # so long an address that said no is not asked of the same report again
MOST_UNCONFIRMED = 5  # letters that ask one address in that time, of all reports, without a yes
_LONGEST_EMAIL = 254


@dataclass(frozen=True, kw_only=True)
class Support:
    """Who says so: ``visitor`` as :mod:`backend.http.visitor` names them; with ``email`` they want to hear of it."""

    visitor: str
    email: str = ""
    language: str = "vi"


class NotOpen(Refused):
    """The report is over, or not for everybody's eyes."""

    status = 409


class AskedOften(Refused):
    """The address was asked several times already and never answered."""

    status = 429


def support(report: Report, wanted: Support, *, now: datetime) -> Report:
    """Count the visitor once, and let their address be asked whether it wants to hear; return the report supported.

    Of a duplicate that is the report it repeats. Raises NotOpen, AskedOften, Refused (``contact_email``).
    """
    email = _checked(wanted.email)
    with transaction.atomic():
        held = hold(report.merged_into or report)
        if not may_be_supported(held):
            words = _("Phản ánh này đã kết thúc hoặc đang được kiểm tra. Ông/bà có thể gửi phản ánh mới.")
            raise NotOpen(words, code="not_open")
        _row, is_new = Supporter.objects.get_or_create(report=held, visitor=wanted.visitor, defaults={"since": now})
        if is_new:
            Report.objects.filter(pk=held.pk).update(supporters=F("supporters") + 1)
            held.supporters += 1
        if email:
            _ask(held, email, language=wanted.language, now=now)
    return held


def may_be_supported(report: Report) -> bool:
    """Whether others may say that the report concerns them: it is open, and nobody holds it back."""
    return report.is_open and report.screening == Screening.CLEAR and report.held_as != HELD_DENUNCIATION


def others_with_it(report: Report, merged: Iterable[Report]) -> int:
    """Return how many others reported the same thing or said that it concerns them; ``merged`` into ``report``."""
    return report.supporters + sum(1 + one.supporters for one in merged)


def confirm(follower: Follower, *, now: datetime) -> None:
    """Let the letters begin. Harmless twice."""
    waiting = Follower.objects.filter(pk=follower.pk, confirmed_at__isnull=True, stopped_at__isnull=True)
    waiting.update(confirmed_at=now)


def stop(follower: Follower, *, now: datetime) -> None:
    """Erase the address; no letter goes there any more. Harmless twice."""
    with transaction.atomic():
        _erase([follower.contact_id], now=now)
        Follower.objects.filter(pk=follower.pk, stopped_at__isnull=True).update(stopped_at=now)


def forget_unconfirmed(now: datetime) -> int:
    """Erase addresses that nobody confirmed in time, and forget after :data:`REST` who said no; return how many."""
    asked = Follower.objects.filter(confirmed_at__isnull=True, stopped_at__isnull=True)
    late = asked.filter(asked_at__lte=now - CONFIRM_WITHIN)
    with transaction.atomic():
        found = list(late.order_by("id").values_list("pk", "contact"))
        _erase([contact for _pk, contact in found], now=now)
        Follower.objects.filter(pk__in=[pk for pk, _contact in found]).update(stopped_at=now)
    Contact.objects.filter(following__stopped_at__lte=now - REST).delete()
    return len(found)


def _erase(contacts: Sequence[int], *, now: datetime) -> None:
    Contact.objects.filter(pk__in=contacts, erased_at__isnull=True).update(name="", phone="", email="", erased_at=now)


def _checked(typed: str) -> str:
    email = clean_line(typed)
    if email:
        try:
            if len(email) > _LONGEST_EMAIL:
                raise ValidationError("")  # noqa: TRY301  # the same words for both
            validate_email(email)
        except ValidationError:
            raise Refused(_("Thư điện tử này không đúng."), field="contact_email") from None
    return email


def _ask(report: Report, email: str, *, language: str, now: datetime) -> None:
    """Write the address down, unconfirmed, with the event that owes the question; nothing where it was asked before."""
    address = _print_of(email)
    known = Follower.objects.filter(address=address)
    if known.filter(report=report).exists():
        return
    if known.filter(confirmed_at__isnull=True, asked_at__gt=now - REST).count() >= MOST_UNCONFIRMED:
        words = _("Địa chỉ này đã nhận nhiều thư xác nhận. Xin mở một thư để xác nhận trước.")
        raise AskedOften(words, field="contact_email")
    contact = Contact.objects.create(email=email, language=language, consent_version=consent.VERSION, consent_at=now)
    event = record(report, Kind.FOLLOWED, by=Clock(), now=now, is_public=False)
    Follower.objects.create(report=report, contact=contact, event=event, address=address, asked_at=now)


def _print_of(email: str) -> str:
    """Return 32 hex digits that stand for an address, whatever its case."""
    return hmac.new(settings.SECRET_LINK_KEY.encode(), f"follower {email.lower()}".encode(), "sha256").hexdigest()[:32]
