"""At eight on each working day everybody who works in a unit is told what lies before them: one event, many letters."""

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import UNIT_ROLES, User
from backend.core import worktime
from backend.reports.models import Digest, Involvement
from backend.reports.record import record_system

DIGEST = "system_digest"
BEGINS, ENDS = time(8), time(12)  # in the city; a server that was down all morning does not tell in the afternoon


def announce(now: datetime) -> int:
    """Announce the day's digest once; return 1 if this call did. Safe in several workers at once."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    if not (BEGINS <= local.time() < ENDS and worktime.is_working_day(local.date())):
        return 0
    if Digest.objects.filter(day=local.date()).exists():
        return 0
    try:
        with transaction.atomic():
            Digest.objects.create(day=local.date())
            record_system(DIGEST, now=now)
    except IntegrityError:
        return 0
    return 1


def readers() -> list[User]:
    """Return the people with a mail box whose units have open reports. One statement."""
    busy = Involvement.objects.filter(is_open=True).order_by().values("unit").distinct()
    people = User.objects.filter(is_active=True, memberships__unit__in=busy, memberships__role__in=UNIT_ROLES)
    return list(people.exclude(email="").distinct().order_by("id"))
