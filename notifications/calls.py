"""Calls that somebody has to make: reporters who left a telephone number alone, where no gateway sends messages."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.reports.act import Overtaken
from backend.reports.models import Kind, Report
from backend.reports.note import note as add_note
from notifications.models import Letter

# The question of `to_call`, written out: it is asked with every page of the inbox, and to have it written anew each
# time took longer than to answer it. Calls to reporters whose number was erased are dropped by the worker.
_TO_CALL = """
SELECT event.report_id
FROM notifications_letter letter
JOIN reports_event event ON event.seq = letter.event_id
WHERE letter.carrier = 'call' AND letter.sent_at IS NULL AND letter.gave_up_at IS NULL AND event.report_id IN ({})
"""


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


def done(letter: Letter, *, by: Staff, now: datetime, note: str = "") -> None:
    """Tick off the call and those that waited before it: one call tells all. The note goes into the history.

    Raises Overtaken where a colleague has called already, Refused for a note too long.
    """
    report = letter.event.report
    if report is None:
        raise ValueError(letter)
    with transaction.atomic():
        told = Letter.objects.calls().filter(event__report=report, event__lte=letter.event_id)
        if not told.update(sent_at=now):
            raise Overtaken
        add_note(report, note.strip() or _("Đã gọi lại cho người phản ánh."), by=by, now=now, kind=Kind.CALLED)
