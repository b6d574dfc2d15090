"""Words of staff beside the way of a report: internal notes, a look at the contact, a call."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import Event, Kind, Report
from backend.reports.record import record

_KINDS = frozenset({Kind.NOTED, Kind.CONTACT_SEEN, Kind.CALLED})


def note(report: Report, text: str, *, by: Staff, now: datetime, kind: Kind = Kind.NOTED) -> Event:
    """Add an internal note; with ``kind`` a look at the contact (the text is why) or a call (the text is its result).

    Anyone who sees the report may note, those who work with the unit in charge too. Raises Refused for no words.
    """
    if kind not in _KINDS:
        raise ValueError(kind)
    words = clean(text)
    if not words:
        raise Refused(_("Xin ghi nội dung."), field="text", code="required")
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="text", code="too_long")
    with transaction.atomic():
        held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        return record(held, kind, by=by, now=now, words=words, is_public=False)
