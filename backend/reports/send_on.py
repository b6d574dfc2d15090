"""A report goes on to another system (what is not ours to do), and what that system says of it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Program, Staff
from backend.core.errors import Refused
from backend.core.text import clean, clean_line
from backend.reports.act import begin, finish, hold
from backend.reports.lifecycle import LONGEST_NOTE, Move, advance
from backend.reports.models import Event, Kind, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.reasons import checked_reason
from backend.reports.rights import check_in_charge, was_sent_to

_LONGEST_CODE = 100
_WORK = (Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED)


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
        if was_sent_to(held, partner):
            raise SentAlready(_("Phản ánh đã được gửi sang hệ thống này."), code="sent")
        data = {"partner": partner}
        event = finish(begin(held, by=by), {}, Kind.SENT_ON, now=now, words=said, data=data)
    report.refresh_from_db()
    return event


def partner_said(report: Report, said: Said, *, partner: str, now: datetime, is_followed: bool = False) -> Event | None:
    """Keep what the system called ``partner`` says, for everybody to read; None where it was kept before.

    With ``is_followed`` the steps of its work are taken here, too, each once: accepted, in progress, resolved, forward
    alone. What it refuses, closes without a word or opens again is for the unit to judge.
    """
    by = Program(partner[:60])
    with transaction.atomic():
        held = hold(report)
        update = clean_line(said.update)[:_LONGEST_CODE]
        before = held.events.filter(kind=Kind.PARTNER_SAID, actor_name=by.key_name)
        if any(one.data.get("update") == update for one in before):
            return None
        told = {"partner": partner, "update": update, "says": said.status, "id": clean_line(said.remote_id)}
        data = {name: value[:_LONGEST_CODE] for name, value in told.items() if value}
        data |= {"failed": said.failed} if said.failed else {}
        words = clean(said.words)[:LONGEST_NOTE]
        steps = _steps(Status(held.status), said.status, words) if is_followed else ()
        act, is_public = begin(held, by=by), not said.failed
        event = finish(
            act, {}, Kind.PARTNER_SAID, now=now, words="" if steps else words, data=data, is_public=is_public
        )
        for step in steps:
            note = words if step == steps[-1] else ""
            if step == Status.RESOLVED and not note:
                note = _("%(partner)s báo đã xử lý.") % data
            advance(held, step, by=by, now=now, move=Move(note=note))
    return event


def _steps(stands: Status, says: str, words: str) -> Sequence[Status]:
    """Return the steps that lead from where the report stands to what the other system says; none where it waits."""
    to = Status.RESOLVED if says == Status.CLOSED and words else says
    if stands not in _WORK or to not in _WORK:
        return ()
    way = [one for one in _WORK[_WORK.index(stands) + 1 :] if _WORK.index(one) <= _WORK.index(Status(to))]
    return way if to == Status.IN_PROGRESS else [one for one in way if one != Status.IN_PROGRESS]
