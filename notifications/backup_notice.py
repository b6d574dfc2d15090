"""There is no fresh backup: what the administrators read."""

from django.conf import settings
from django.utils import translation

from backend.backups.overdue import LATE, last_good, why_late
from backend.reports.models import Event
from backend.reports.said_fields import said
from notifications.texts import Text, rendered

__all__ = ["LATE", "letter"]


def letter(event: Event) -> Text | None:
    """Return what an administrator reads, None where a backup has been made meanwhile."""
    if not why_late(event.at):
        return None
    good = last_good()
    with translation.override("vi"):
        fields = {
            "why": event.data["why"],
            "last": said(good.ended_at) if good and good.ended_at else "",
            "link": f"{settings.PUBLIC_URL}/readyz",
        }
        return rendered("backup_late.txt", fields, language="vi")
