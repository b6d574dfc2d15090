"""Whom a report concerns, too: counted once a visitor; who leaves an address confirms it, and stops with one click."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.reports import consent
from backend.reports.act import hold
from backend.reports.models import Contact, Follower, Kind, Report, Screening, Supporter
from backend.reports.record import record

CONFIRM_WITHIN = timedelta(days=3)  # an address nobody confirmed is erased after this long
MOST_UNCONFIRMED = 5  # letters that ask one address, of all reports, until one of them is answered
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
        if not held.is_open or held.screening != Screening.CLEAR:
            words = _("Phản ánh này đã kết thúc hoặc đang được kiểm tra. Ông/bà có thể gửi phản ánh mới.")
            raise NotOpen(words, code="not_open")
        _row, is_new = Supporter.objects.get_or_create(report=held, visitor=wanted.visitor, defaults={"since": now})
        if is_new:
            Report.objects.filter(pk=held.pk).update(supporters=F("supporters") + 1)
            held.supporters += 1
        if email:
            _ask(held, email, language=wanted.language, now=now)
    return held


def confirm(follower: Follower, *, now: datetime) -> None:
    """Let the letters begin. Harmless twice."""
    Follower.objects.filter(pk=follower.pk, confirmed_at__isnull=True).update(confirmed_at=now)


def stop(follower: Follower) -> None:
    """Erase the address; no letter goes there any more. Harmless twice."""
    Contact.objects.filter(pk=follower.contact_id).delete()


def forget_unconfirmed(now: datetime) -> int:
    """Erase addresses that nobody confirmed in time; return how many."""
    late = Follower.objects.filter(confirmed_at__isnull=True, event__at__lte=now - CONFIRM_WITHIN)
    contacts = list(late.order_by("id").values_list("contact", flat=True))
    Contact.objects.filter(pk__in=contacts).delete()
    return len(contacts)


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
    """Write the address down, unconfirmed, with the event that owes the question."""
    known = Follower.objects.filter(contact__email__iexact=email)
    if known.filter(report=report).exists():
        return
    if known.filter(confirmed_at__isnull=True).count() >= MOST_UNCONFIRMED:
        raise AskedOften(
            _("Địa chỉ này đã nhận nhiều thư xác nhận. Xin mở một thư để xác nhận trước."), field="contact_email"
        )
    contact = Contact.objects.create(email=email, language=language, consent_version=consent.VERSION, consent_at=now)
    event = record(report, Kind.FOLLOWED, by=Reporter(), now=now, is_public=False)
    Follower.objects.create(report=report, contact=contact, event=event)
