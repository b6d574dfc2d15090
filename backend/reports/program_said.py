"""What another system says of a report later: for staff to read, and a step where it speaks for its reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Program
from backend.core.errors import Refused
from backend.core.text import clean, clean_line
from backend.reports import outside_links
from backend.reports.act import begin, finish, hold
from backend.reports.lifecycle import LONGEST_NOTE, Move, advance
from backend.reports.models import Event, Kind, Report, Status
from backend.reports.models.standing import OPEN
from backend.reports.rights import filed_by
from backend.reports.steps import BACK
from backend.reports.uploads import StoredPhoto, attach, check_number

_LONGEST_ID = 60


@dataclass(frozen=True, kw_only=True)
class Message:
    """``status`` is how the report stands in the other system, in our words, None where it does not say.

    ``update_id`` is its own number there: the same sent again is the first one.
    """

    text: str = ""
    status: Status | None = None
    photos: Sequence[StoredPhoto] = ()
    links: Sequence[str] = ()
    update_id: str = ""


def say(report: Report, message: Message, *, by: Program, now: datetime) -> Event:
    """Keep the message, and take the step it stands for: an answer, a close, a reopening; return the event.

    A step is taken only for a report that ``by`` sent, and only where it is open; else the message is for staff.
    Raises Refused (``text``, ``outside_links``).
    """
    words = clean(message.text)
    _check(message, words)
    with transaction.atomic():
        held = hold(report)
        if (before := _said_before(held, message, by=by)) is not None:
            return before
        event = _stepped(held, message, words, by=by, now=now) or _noted(held, message, words, by=by, now=now)
        outside_links.keep(message.links, event)
    report.refresh_from_db()
    return event


def _check(message: Message, words: str) -> None:
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="text", code="too_long")
    if not (words or message.photos or message.links or message.status):
        raise Refused(_("Xin ghi nội dung."), field="text", code="required")
    check_number(len(message.photos))
    outside_links.check(message.links)


def _said_before(report: Report, message: Message, *, by: Program) -> Event | None:
    """Return the event of the same update, sent before."""
    wanted = _data(message).get("update")
    if wanted is None:
        return None
    events = report.events.filter(actor_name=by.key_name, number__gt=1).order_by("number")
    return next((event for event in events if event.data.get("update") == wanted), None)


def _stepped(report: Report, message: Message, words: str, *, by: Program, now: datetime) -> Event | None:
    """Take the step the message stands for; None where there is none, or it may not be taken now."""
    to = _step(report, message, words)
    if to is None or not filed_by(report, by.key_name):
        return None
    move = Move(note=words, photos=message.photos, is_public=False, more=_data(message))
    try:
        return advance(report, to, by=by, now=now, move=move)
    except Refused:  # too late to open it again
        return None


def _step(report: Report, message: Message, words: str) -> Status | str | None:
    match report.status:
        case Status.NEEDS_INFO if words:
            return BACK
        case Status.RESOLVED if message.status in {Status.RESOLVED, Status.CLOSED}:
            return Status.CLOSED
        case Status.RESOLVED | Status.CLOSED if message.status in OPEN and words:
            return Status.ACCEPTED
    return None


def _noted(report: Report, message: Message, words: str, *, by: Program, now: datetime) -> Event:
    first, number = report.photo_count, len(message.photos)
    changes = {"photo_count": first + number} if number else {}
    act = begin(report, by=by)
    event = finish(act, changes, Kind.PROGRAM_SAID, now=now, words=words, data=_data(message), is_public=False)
    attach(message.photos, report=report, event=event, first=first)
    return event


def _data(message: Message) -> dict[str, object]:
    update_id = clean_line(message.update_id)[:_LONGEST_ID]
    said = {"update": update_id, "says": message.status.value if message.status else ""}
    return {name: value for name, value in said.items() if value}
