"""Calls that somebody has to make: reporters who left a telephone number alone, where no gateway sends messages."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.reports.act import Overtaken
from backend.reports.models import Kind, Report
from backend.reports.note import note as add_note
from notifications.models import Letter


def waiting(report: Report) -> list[Letter]:
    """Return the calls to make about ``report``, the oldest first, each with its ``event``."""
    letters = Letter.objects.calls().filter(event__report=report, event__report__contact__erased_at__isnull=True)
    return list(letters.select_related("event").order_by("event_id", "id"))


def to_call(report_ids: Iterable[int]) -> frozenset[int]:
    """Return which of the reports have a call waiting. One statement."""
    letters = Letter.objects.calls().filter(
        event__report__in=list(report_ids), event__report__contact__erased_at__isnull=True
    )
    return frozenset(pk for pk in letters.values_list("event__report", flat=True) if pk)


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
