"""A report goes on to another system (what is not ours to do), and what that system says of it comes back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Program, Staff
from backend.core.errors import Refused
from backend.core.text import clean, clean_line
from backend.reports.act import begin, finish, hold
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import Event, Kind, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.reasons import checked_reason
from backend.reports.rights import check_in_charge

_LONGEST_CODE = 100


class SentAlready(Refused):
    """The report is on its way there, or has arrived."""

    status = 409


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the other system says. ``update`` is its own name for it: the same said again is the first one.

    ``status`` is how it stands there, in our codes, "" for nothing new; ``remote_id`` its number there, told once;
    ``failed`` a code: it could not be sent, which is for staff alone.
    """

    update: str
    status: str = ""
    words: str = ""
    remote_id: str = ""
    failed: str = ""


def send_on(report: Report, partner: str, *, words: str, by: Staff, now: datetime) -> Event:
    """Write down that ``report`` goes on to the system called ``partner``, with ``words`` for it that anyone may read.

    The unit in charge stays so: its steps and its deadlines are not changed by it. Raises NotYours, SentAlready,
    Refused (no words; a report that is over, or not for everybody's eyes).
    """
    said = checked_reason(words, field="note")
    with transaction.atomic():
        held = hold(report)
        check_in_charge(by, held)
        if not held.is_open or held.screening != Screening.CLEAR or held.held_as == HELD_DENUNCIATION:
            raise Refused(_("Phản ánh này không gửi sang hệ thống khác được."), code="not_next")
        if any(one.data.get("partner") == partner for one in held.events.filter(kind=Kind.SENT_ON)):
            raise SentAlready(_("Phản ánh đã được gửi sang hệ thống này."), code="sent")
        data = {"partner": partner}
        event = finish(begin(held, by=by), {}, Kind.SENT_ON, now=now, words=said, data=data)
    report.refresh_from_db()
    return event


def partner_said(report: Report, said: Said, *, partner: str, now: datetime) -> Event | None:
    """Keep what the system called ``partner`` says, for everybody to read; None where it was kept before."""
    with transaction.atomic():
        held = hold(report)
        update = clean_line(said.update)[:_LONGEST_CODE]
        before = held.events.filter(kind=Kind.PARTNER_SAID, actor_name=partner[:60])
        if any(one.data.get("update") == update for one in before):
            return None
        told = {"partner": partner, "update": update, "says": said.status, "id": clean_line(said.remote_id)}
        data = {name: value[:_LONGEST_CODE] for name, value in told.items() if value}
        data |= {"failed": said.failed} if said.failed else {}
        act, words = begin(held, by=Program(partner[:60])), clean(said.words)[:LONGEST_NOTE]
        return finish(act, {}, Kind.PARTNER_SAID, now=now, words=words, data=data, is_public=not said.failed)
