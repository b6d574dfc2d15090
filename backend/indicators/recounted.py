"""Every closed month is counted once more from its events after it was closed, by the worker: in its own time.

So are the lists behind its figures, report by report: at the closing their sums alone were compared.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from backend.core.month import Month
from backend.indicators.lists_again import lists_differ
from backend.indicators.models import ClosedMonth, Recount
from backend.indicators.verify_month import rows_that_differ

_LOG = logging.getLogger(__name__)


def recount_closed(now: datetime) -> int:
    """Recount the closed months that were not yet, and keep how many rows differ; return how many months it were.

    The time is as long as the months are large. Safe in several workers at once: the second finds it done.
    """
    waiting = list(ClosedMonth.objects.filter(recount=None).order_by("id"))
    return sum(_keep(closed, _differs(closed, now=now), now=now) for closed in waiting)


def _differs(closed: ClosedMonth, *, now: datetime) -> int:
    return rows_that_differ(closed) + lists_differ(Month.of(closed.first_day), now=now)


def _keep(closed: ClosedMonth, differs: int, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            Recount.objects.create(closed=closed, at=now, differs=differs)
    except IntegrityError:
        return False  # another worker was faster
    if differs:
        _LOG.error("The closed month %s differs from its events in %s rows or reports.", closed, differs)
    return True
