"""When a letter may leave: ten seconds after the act, and no message in the night."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from notifications.models import Carrier

HESITATION = timedelta(seconds=10)  # whoever clicked wrongly undoes it before anybody is told
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)  # in the city


def earliest(moment: datetime, *, carrier: str, is_urgent: bool) -> datetime:
    """Return ``moment``, or the end of the night where a message that is not urgent would wake somebody."""
    if carrier != Carrier.SMS or is_urgent:
        return moment
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    day = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, tzinfo=timezone.get_default_timezone())
