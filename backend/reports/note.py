"""Words of staff beside the way of a report: internal notes, a look at the contact, a call."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import Event, Kind, Report
from backend.reports.record import record
from backend.reports.rights import NotYours, may_note

_KINDS = frozenset({Kind.NOTED, Kind.CONTACT_SEEN, Kind.CALLED})


def note(
    report: Report,
    text: str,
    *,
    by: Staff,
    now: datetime,
    kind: Kind = Kind.NOTED,
    data: Mapping[str, object] | None = None,
) -> Event:
    """Add an internal note; with ``kind`` a look at the contact (the text is why) or a call (the text is its result).

    ``data`` are codes that go with it. Those who work with the unit in charge may note, too. Raises NotYours, and
    Refused for no words.
    """
    if kind not in _KINDS:
        raise ValueError(kind)
    if not may_note(by.user, report):
        raise NotYours(_("Chỉ đơn vị chủ trì và đơn vị phối hợp mới ghi được."), code="not_yours")
    words = clean(text)
    if not words:
        raise Refused(_("Xin ghi nội dung."), field="text", code="required")
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="text", code="too_long")
    with transaction.atomic():
        held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        return record(held, kind, by=by, now=now, words=words, data=data, is_public=False)
