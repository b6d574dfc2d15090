"""Calls that somebody has to make: reporters who left a telephone number alone, where no gateway sends messages."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.worktime import Clock, add_hours
from backend.reports.act import Overtaken
from backend.reports.models import CallResult, Contact, Kind, Report
from backend.reports.note import note as add_note
from backend.reports.rights import NotYours, may_act
from notifications.models import Letter, LetterQuerySet

MOST_TRIES = 3
AGAIN_AFTER_HOURS = 2  # working hours
# The question of `to_call`, written out: it is asked with every page of the inbox, and to have it written anew each
# time took longer than to answer it. Calls to reporters whose number was erased are dropped by the worker.
_TO_CALL = """
SELECT event.report_id
FROM notifications_letter letter
JOIN reports_event event ON event.seq = letter.event_id
WHERE letter.carrier = 'call' AND letter.sent_at IS NULL AND letter.gave_up_at IS NULL AND event.report_id IN ({})
"""


def owed_by(user: User) -> LetterQuerySet:
    """Return the calls that the units of ``user`` owe, one a report: the latest, which tells what the earlier would.

    With all that is shown of them. Sorted by ``not_before`` the one that waits longest comes first.
    """
    later = Letter.objects.calls().filter(event__report=OuterRef("event__report"), event__gt=OuterRef("event"))
    mine = Letter.objects.calls().filter(
        event__report__unit__in=user.unit_ids, event__report__contact__erased_at__isnull=True
    )
    labels = ("category", "street", "ward", "unit", "contact")
    shown = ("event__words", "event__unit", *(f"event__report__{label}" for label in labels))
    unseen = ("event__report__ward__boundary", "event__report__street__lines")
    return mine.filter(~Exists(later)).select_related(*shown).defer(*unseen)


def waiting(report: Report) -> list[Letter]:
    """Return the calls to make about ``report``, the oldest first, each with its ``event``."""
    letters = Letter.objects.calls().filter(event__report=report, event__report__contact__erased_at__isnull=True)
    return list(letters.select_related("event").order_by("event_id", "id"))


def to_call(report_ids: Iterable[int]) -> frozenset[int]:
    """Return which of the reports have a call waiting. One statement."""
    ids = list(report_ids)
    if not ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_TO_CALL.format(", ".join(["%s"] * len(ids))), ids)
        return frozenset(pk for (pk,) in cursor.fetchall())


def number_for(letter: Letter, *, by: Staff, now: datetime) -> Contact:
    """Return whom to call; the look goes into the history. Raises NotYours, Overtaken (nobody is left to call)."""
    report = _report_of(letter, by=by)
    if report.contact is None or report.contact.erased_at:
        raise Overtaken
    add_note(report, _("Gọi lại"), by=by, now=now, kind=Kind.CONTACT_SEEN)
    return report.contact


def done(letter: Letter, *, by: Staff, now: datetime, note: str = "", result: CallResult = CallResult.TALKED) -> None:
    """Write down how the call ended, for it and for those that waited before it: one call tells all.

    Who does not answer is called again after two working hours, three times in all; a wrong number is given up. The
    note goes into the history. Raises Overtaken where a colleague has called already, NotYours, Refused for a note
    too long.
    """
    report = _report_of(letter, by=by)
    with transaction.atomic():
        mine = Letter.objects.calls().filter(pk=letter.pk, attempts=letter.attempts)
        told = Letter.objects.calls().filter(event__report=report, event__lt=letter.event_id)
        if not (_ended(mine, letter, result, now=now)):
            raise Overtaken
        _ended(told, letter, result, now=now)
        words = note.strip() or _("Gọi lại cho người phản ánh: %(result)s.") % {"result": result.label}
        add_note(report, words, by=by, now=now, kind=Kind.CALLED, data={"result": result.value})


def _ended(letters: LetterQuerySet, letter: Letter, result: CallResult, *, now: datetime) -> int:
    """Tick ``letters`` off, put them off, or give them up, and return how many."""
    if result == CallResult.TALKED:
        return letters.update(sent_at=now)
    tried = {"attempts": F("attempts") + 1, "last_error": result.value}
    if result == CallResult.NO_ANSWER and letter.attempts + 1 < MOST_TRIES:
        return letters.update(not_before=add_hours(now, AGAIN_AFTER_HOURS, clock=Clock.OFFICE), **tried)
    return letters.update(gave_up_at=now, **tried)


def _report_of(letter: Letter, *, by: Staff) -> Report:
    report = letter.event.report
    if report is None:
        raise ValueError(letter)
    if not may_act(by.user, report):
        raise NotYours(_("Chỉ đơn vị chủ trì gọi lại cho người phản ánh."), code="not_yours")
    return report


def give_up_to_the_erased(now: datetime) -> int:
    """Drop calls to reporters whose telephone number was erased."""
    erased = Q(event__report__contact__erased_at__isnull=False) | Q(event__report__contact__isnull=True)
    return Letter.objects.calls().filter(erased).update(gave_up_at=now, last_error="erased")


def give_up_those_too_late(now: datetime) -> int:
    """Drop calls with a question that was answered meanwhile, or whose time ran out."""
    asked = Letter.objects.calls().filter(event__kind=Kind.ASKED)
    over = asked.exclude(event__report__asked_at=F("event__at"))
    return over.update(gave_up_at=now, last_error="question_is_over")
