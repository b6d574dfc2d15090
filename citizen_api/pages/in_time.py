"""What is left of a report's time, and whether it was done in time: in words, for anyone."""

from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.worktime import Clock
from backend.reports.models import Report, Status
from backend.routing.deadlines import remaining

_DONE = (Status.RESOLVED, Status.CLOSED)


def in_time(report: Report, *, now: datetime) -> str:
    """Return a sentence on the report's time, "" where there is nothing to say (refused, merged)."""
    until = report.extended_to or report.resolve_by
    if report.status in _DONE and report.resolved_at:
        return _("Xong đúng hạn.") if report.resolved_at <= until else _("Xong sau hạn xử lý.")
    if not report.is_open:
        return ""
    is_new = report.status == Status.RECEIVED
    due = report.accept_by if is_new else until
    left = remaining(due, now=now, clock=Clock(report.category.clock), waiting_until=report.answer_by)
    said = _("Tiếp nhận: %(left)s.") if is_new else _("Xử lý: %(left)s.")
    return said % {"left": left.words}
