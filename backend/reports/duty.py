"""Out of hours, what is urgent goes to whoever is on duty; after 15 minutes without an answer to the next."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Clock, Staff
from backend.accounts.leave import substitutes
from backend.accounts.models import User
from backend.accounts.roster import on_duty
from backend.core import edition, worktime
from backend.core.errors import Refused
from backend.reports.act import begin, finish, hold
from backend.reports.models import DutyCall, Event, Kind, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Level

ANSWER_WITHIN = timedelta(minutes=15)
TOO_OLD = timedelta(days=1)  # what nobody took in a day is for the leaders of units by now (reports.escalation)
_BATCH = 200


def call_duty(now: datetime) -> int:
    """Tell who is on duty of each urgent report that nobody has accepted; return how many were told.

    In office hours nothing is done. Safe in several workers at once: a person is told once of a report.
    """
    if worktime.next_opening(now) <= now:
        return 0
    edition.refresh()
    rows = Report.objects.filter(
        status=Status.RECEIVED,
        level=Level.URGENT,
        screening=Screening.CLEAR,
        is_open=True,
        created_at__gt=now - TOO_OLD,
    ).exclude(held_as=HELD_DENUNCIATION)
    waiting = list(rows.prefetch_related("duty_calls").order_by("created_at", "id")[:_BATCH])
    return sum(_call_next(report, list(report.duty_calls.all()), now=now) for report in waiting)


def call_of(report: Report, by: Staff) -> DutyCall | None:
    """Return the call that waits for this person's answer."""
    return DutyCall.objects.filter(report=report, user=by.user, confirmed_at__isnull=True).first()


def confirm(report: Report, *, by: Staff, now: datetime) -> Event:
    """Take note that ``by``, who was called, is on it: nobody else is called. Raises NotCalled."""
    with transaction.atomic():
        held = hold(report)
        call = call_of(held, by)
        if call is None:
            raise NotCalled(_("Không có cuộc báo trực nào chờ ông/bà xác nhận."), code="not_called")
        call.confirmed_at = now
        call.save(update_fields=["confirmed_at"])
        return finish(begin(held, by=by), {}, Kind.DUTY_CONFIRMED, now=now, is_public=False)


class NotCalled(Refused):
    """Nobody called this person, or they have answered."""

    status = 409


def _call_next(report: Report, calls: Sequence[DutyCall], *, now: datetime) -> int:
    if any(one.confirmed_at for one in calls) or any(now - one.called_at < ANSWER_WITHIN for one in calls):
        return 0
    person = _next(report.unit_id, {one.user_id for one in calls}, now=now)
    if person is None:
        return 0
    try:
        with transaction.atomic():
            held = hold(report, status=Status.RECEIVED)
            if held.duty_calls.filter(Q(confirmed_at__isnull=False) | Q(called_at__gt=now - ANSWER_WITHIN)).exists():
                return 0
            DutyCall.objects.create(report=held, user=person, called_at=now)
            data = {"person": person.pk, "name": str(person), "turn": len(calls) + 1}
            finish(begin(held, by=Clock()), {}, Kind.DUTY_TOLD, now=now, data=data, is_public=False)
    except (IntegrityError, Refused):  # another worker was faster, or somebody has just accepted it
        return 0
    return 1


def _next(unit_id: int, called: Container[int], *, now: datetime) -> User | None:
    """Return who is called next: on the roster, or in the place of somebody who is away today."""
    roster = [one.user_id for one in on_duty(unit_id, now=now)]
    instead = substitutes(roster, on=timezone.localdate(now))
    turn = [pk for pk in (instead.get(one, one) for one in roster) if pk not in called]
    there = User.objects.filter(is_active=True).in_bulk(turn)
    return next((there[pk] for pk in turn if pk in there), None)
