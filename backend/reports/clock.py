"""What happens because time passes: questions nobody answered, results nobody objected to."""

import logging
from datetime import datetime, timedelta

from backend.accounts.actor import Clock
from backend.core import edition
from backend.reports.act import Overtaken
from backend.reports.lifecycle import NotNext, advance
from backend.reports.models import Report, Status
from backend.reports.steps import BACK

log = logging.getLogger(__name__)
SILENCE = timedelta(days=7)
_BATCH = 500


def end_unanswered_questions(now: datetime) -> int:
    """Send reports whose question was not answered in time back to work; return how many."""
    edition.refresh()
    due = Report.objects.filter(status=Status.NEEDS_INFO, answer_by__lte=now).order_by("answer_by", "id")[:_BATCH]
    return sum(_moved(report, BACK, now=now) for report in due)


def close_silent(now: datetime) -> int:
    """Close reports that were resolved seven days ago without a word from their reporter; return how many."""
    edition.refresh()
    due = Report.objects.filter(status=Status.RESOLVED, resolved_at__lte=now - SILENCE).order_by("resolved_at", "id")
    return sum(_moved(report, Status.CLOSED, now=now) for report in due[:_BATCH])


def _moved(report: Report, to: str, *, now: datetime) -> int:
    """Take one step; somebody who was faster is no fault."""
    try:
        advance(report, to, by=Clock(), now=now)
    except (NotNext, Overtaken):
        log.info("Report %s moved on before the clock could move it.", report.code)
        return 0
    return 1
