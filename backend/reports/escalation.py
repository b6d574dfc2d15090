"""Deadlines are brought to mind: the unit before one falls, its head when it fell, the leader a working day later.

Each rung once for each deadline, in working time for what runs in working time; a deadline that moves begins anew. What
fell more than a week ago is brought to nobody's mind: it is history that came in late, or was told then.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from backend.accounts.actor import Clock
from backend.core import edition, worktime
from backend.reports.act import begin, finish, hold
from backend.reports.models import Kind, Reminder, Report, Rung, Screening, Status

SOON_HOURS = 4  # working hours before the deadline; of what runs around the clock one hour
_SOON_AROUND_THE_CLOCK = timedelta(hours=1)
LEADER_AFTER_HOURS = 8  # working hours after it; of what runs around the clock four hours
_LEADER_AROUND_THE_CLOCK = timedelta(hours=4)
TOO_OLD = timedelta(days=7)
_BATCH = 200


def remind(now: datetime) -> int:
    """Bring every deadline to mind whose rung has come; return how many. Safe in several workers at once."""
    edition.refresh()
    return sum(_told(report, rung, due, now=now) for report, rung, due in _due(now))


def _due(now: datetime) -> Iterator[tuple[Report, Rung, datetime]]:
    for rung, where in _rungs(now).items():
        told = Reminder.objects.filter(report=OuterRef("pk"), rung=rung, due=_deadline(rung))
        rows = Report.objects.filter(where, is_open=True, screening=Screening.CLEAR).exclude(Exists(told))
        for report in rows.order_by("resolve_by", "id")[:_BATCH]:
            is_accept = rung == Rung.NOT_ACCEPTED
            yield report, rung, report.accept_by if is_accept else report.extended_to or report.resolve_by


def _deadline(rung: Rung) -> OuterRef | Coalesce:
    """Return the deadline a rung is about: that to accept, or the one that is shown, extended or not."""
    if rung == Rung.NOT_ACCEPTED:
        return OuterRef("accept_by")
    return Coalesce(OuterRef("extended_to"), OuterRef("resolve_by"))


def _rungs(now: datetime) -> dict[Rung, Q]:
    """Return, by rung, which reports stand on it. While a report waits for its reporter, its deadline waits too."""
    old = now - TOO_OLD
    soon = worktime.add_hours(now, SOON_HOURS, clock=worktime.Clock.OFFICE)
    running, around_the_clock = ~Q(status=Status.NEEDS_INFO), Q(category__clock=worktime.Clock.ROUND_THE_CLOCK)
    return {
        Rung.DUE_SOON: running
        & (~around_the_clock & _falls(now, soon) | around_the_clock & _falls(now, now + _SOON_AROUND_THE_CLOCK)),
        Rung.NOT_ACCEPTED: Q(status=Status.RECEIVED, accept_by__lte=now, accept_by__gt=old),
        Rung.OVERDUE: running & _falls(old, now),
        Rung.LONG_OVERDUE: running
        & (
            ~around_the_clock & _falls(old, _hours_ago(now))
            | around_the_clock & _falls(old, now - _LEADER_AROUND_THE_CLOCK)
        ),
    }


def _falls(after: datetime, until: datetime) -> Q:
    """Limit to reports whose shown deadline falls after the first moment, and not after the second."""
    first = Q(extended_to__isnull=True, resolve_by__gt=after, resolve_by__lte=until)
    return first | Q(extended_to__gt=after, extended_to__lte=until)


def _hours_ago(now: datetime) -> datetime:
    """Return the moment from which the leader's working hours have passed, to the minute."""
    low, high = now - TOO_OLD - TOO_OLD, now
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        passed = worktime.hours_between(middle, now, clock=worktime.Clock.OFFICE)
        low, high = (middle, high) if passed >= LEADER_AFTER_HOURS else (low, middle)
    return low


@transaction.atomic
def _told(report: Report, rung: Rung, due: datetime, *, now: datetime) -> int:
    """Write the rung down once: whoever comes second finds it there."""
    _row, is_new = Reminder.objects.get_or_create(report=report, rung=rung, due=due)
    if not is_new:
        return 0
    held = hold(report)
    data = {"rung": rung.value, "due": due.isoformat()}
    finish(begin(held, by=Clock()), {}, Kind.REMINDED, now=now, data=data, is_public=False)
    return 1
