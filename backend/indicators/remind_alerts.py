"""An alert that nobody takes note of is told again: first to whoever was told of it, then to who leads them.

A food alert waits round the clock. A spike is found at night, of the day before: it waits in working hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from backend.core import edition, worktime
from backend.indicators.alerts import REMINDED, Telling, tell
from backend.indicators.models import Alert, AlertKind, AlertState

RUNGS: Sequence[timedelta] = (timedelta(minutes=30), timedelta(hours=2))  # after the alert was raised
TO_WHO_LEADS = len(RUNGS)  # the last rung
_LOOKED_BACK = timedelta(days=7)  # what waited longer before anybody looked is no news
_CLOCK = {AlertKind.OUTBREAK: worktime.Clock.ROUND_THE_CLOCK, AlertKind.SPIKE: worktime.Clock.OFFICE}


def remind(now: datetime) -> int:
    """Tell again of every alert that waits too long; return how many times. Safe in several workers at once."""
    waiting = Alert.objects.filter(state=AlertState.RAISED, rung__lt=len(RUNGS))
    waiting = waiting.filter(opened_at__gt=now - _LOOKED_BACK, opened_at__lte=now - RUNGS[0])
    alerts = list(waiting.order_by("id"))
    if alerts:
        edition.refresh()
    return sum(_remind(alert, rung, now=now) for alert in alerts for rung in range(alert.rung + 1, len(RUNGS) + 1))


def _remind(alert: Alert, rung: int, *, now: datetime) -> bool:
    """Tell that ``alert`` waits, where this rung is due and nobody has told it or taken note of the alert meanwhile."""
    waited = RUNGS[rung - 1]
    hours = waited / timedelta(hours=1)
    if worktime.add_hours(alert.opened_at, hours, clock=_CLOCK[AlertKind(alert.kind)]) > now:
        return False
    with transaction.atomic():
        if not Alert.objects.filter(pk=alert.pk, state=AlertState.RAISED, rung=rung - 1).update(rung=rung):
            return False
        tell([Telling(alert, REMINDED, {"rung": rung, "minutes": int(hours * 60)})], now=now)
    return True
