"""How long ago something was, in one short word."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def age(since: datetime, *, now: datetime) -> str:
    """Return how long before ``now`` something was: minutes, hours or days."""
    passed = max(now - since, timedelta(0))
    if passed < _HOUR:
        minutes = passed // timedelta(minutes=1)
        return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    if passed < _DAY:
        hours = passed // _HOUR
        return ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}
    days = passed // _DAY
    return ngettext("%(n)d ngày", "%(n)d ngày", days) % {"n": days}
