"""The reporter's words and photos leave the public's eyes, because the reporter asks; the case itself goes on."""

from datetime import datetime

from django.db import transaction

from backend.accounts.actor import Reporter
from backend.reports.act import begin, finish, hold
from backend.reports.models import Event, Kind, Report
from backend.reports.publication import NOTHING_PUBLIC


def withhold(report: Report, *, now: datetime) -> Event | None:
    """Take words and photos of ``report`` back for good: nobody lets them out again. Figures keep counting it.

    Returns None where that was done before: harmless twice, in any status.
    """
    with transaction.atomic():
        held = hold(report)
        if held.withheld_at is not None:
            return None
        held.photos.exclude(public_name="").update(public_name="", public_thumb_name="", published_at=None)
        changes = {**NOTHING_PUBLIC, "withheld_at": now}
        event = finish(begin(held, by=Reporter()), changes, Kind.WITHHELD, now=now)
    report.refresh_from_db()
    return event
