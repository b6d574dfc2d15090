"""Whom a report concerns, too: counted once a visitor; who leaves an address is asked whether it wants to hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.accounts.actor import Clock
from backend.reports import asking
from backend.reports.act import NotOpen, hold
from backend.reports.mail_address import mail_address
from backend.reports.models import Follower, Kind, Report, Screening, Supporter
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.record import record


@dataclass(frozen=True, kw_only=True)
class Support:
    """Who says so: ``visitor`` as :mod:`backend.http.visitor` names them; with ``email`` they want to hear of it."""

    visitor: str
    email: str = ""
    language: str = "vi"


def support(report: Report, wanted: Support, *, now: datetime) -> Report:
    """Count the visitor once, and let their address be asked whether it wants to hear; return the report supported.

    Of a duplicate that is the report it repeats. Raises NotOpen, asking.AskedOften, Refused (``contact_email``).
    """
    email = mail_address(wanted.email)
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


def _ask(report: Report, email: str, *, language: str, now: datetime) -> None:
    """Write the address down, unconfirmed, with the event that owes the question; nothing where it was asked before."""
    address = asking.print_of(email)
    if Follower.objects.filter(asking.rests(now), address=address, report=report).exists():
        return
    asking.check_not_asked_often(address, now=now)
    contact = asking.contact_by_mail(email, language=language, now=now)
    event = record(report, Kind.FOLLOWED, by=Clock(), now=now, is_public=False)
    Follower.objects.create(report=report, contact=contact, event=event, address=address, asked_at=now)
