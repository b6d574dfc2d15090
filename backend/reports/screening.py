"""A person's decision on a report that was held, or that is no report at all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.reports import involvement
from backend.reports.act import Overtaken
from backend.reports.lifecycle import NotYours
from backend.reports.models import Event, Kind, Report, Screening
from backend.reports.models.report import HELD_DENUNCIATION
from backend.reports.publication import at_intake, public_search
from backend.reports.record import record
from backend.reports.rights import may_act


def screen(
    report: Report, to: Screening, *, by: Staff, now: datetime, note: str = "", version: int | None = None
) -> Event:
    """Set the report clear or spam. Clear, it is public as its category says; a denunciation's words never are.

    Raises NotYours (not of the unit in charge), Overtaken, Refused (nothing would change).
    """
    with transaction.atomic():
        held = (
            Report.objects.select_for_update(of=("self",))
            .select_related("category", "street", "ward")
            .get(pk=report.pk)
        )
        if not may_act(by.user, held):
            raise NotYours(_("Chỉ đơn vị chủ trì mới thực hiện được bước này."), code="not_yours")
        if version not in {None, held.version}:
            raise Overtaken
        if to == held.screening or to == Screening.UNVERIFIED:
            raise Refused(_("Phản ánh đã ở trạng thái này."), code="no_change")
        held.screening = to
        _publish_or_take_back(held, now=now)
        held.version += 1
        held.save(update_fields=["screening", "published_at", "public_text", "public_search", "version"])
        involvement.follow(held)
        event = record(
            held,
            Kind.RELEASED if to == Screening.CLEAR else Kind.MARKED_SPAM,
            by=by,
            now=now,
            words=note.strip(),
            data={"private_words": True},
            is_public=to == Screening.CLEAR,
        )
    report.refresh_from_db()
    return event


def _publish_or_take_back(report: Report, *, now: datetime) -> None:
    report.published_at, report.public_text, report.public_search = None, "", ""
    if report.held_as == HELD_DENUNCIATION:
        return
    words = report.events.select_related("words").get(number=1).words
    report.published_at, report.public_text = at_intake(
        report.category, words.body, screening=report.screening, now=now
    )
    report.public_search = public_search(report) if report.published_at else ""
