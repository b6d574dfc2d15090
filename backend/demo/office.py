"""Working time in whole seconds: the same answers as ``core.worktime``, fast enough for a million histories.

A moment here is a whole number of seconds since 1970 in UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from backend.core import worktime

CITY_S = 7 * 3600  # Asia/Ho_Chi_Minh is 7 hours before UTC, all year, since 1975
DAY_S = 86_400
HOUR_S = 3_600
_HALF_S = int(worktime.HALF.total_seconds())
_OPENINGS_S = (int(worktime.MORNING.total_seconds()), int(worktime.AFTERNOON.total_seconds()))
_EPOCH = date(1970, 1, 1).toordinal()


def midnight(day: date) -> int:
    """Return the moment ``day`` begins in the city."""
    return (day.toordinal() - _EPOCH) * DAY_S - CITY_S


def day_of(moment: int) -> date:
    """Return the day in the city at ``moment``."""
    return date.fromordinal((moment + CITY_S) // DAY_S + _EPOCH)


def working_days(first: date, last: date) -> tuple[date, ...]:
    """Return the days from ``first`` to ``last`` on which offices are open, by the district's calendar."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if worktime.is_working_day(day))


class Office:
    """The office hours of ``days``, which are all working days of a span; asked about others it answers wrongly."""

    def __init__(self, days: Iterable[date]) -> None:
        self._opens = [midnight(day) + opens for day in days for opens in _OPENINGS_S]
        self._before = [number * _HALF_S for number in range(len(self._opens))]

    def add(self, start: int, seconds: int) -> int:
        """Return the moment ``seconds`` of office time after ``start``; what ends at a closing time stays there."""
        if seconds == 0:
            return self.next_opening(start)
        wanted = self.worked(start) + seconds
        half = bisect_left(self._before, wanted) - 1
        return self._opens[half] + wanted - self._before[half]

    def between(self, start: int, end: int) -> int:
        """Return the office seconds from ``start`` to ``end``, 0 where it is not later."""
        return max(0, self.worked(end) - self.worked(start))

    def worked(self, moment: int) -> int:
        """Return the office seconds from the first day to ``moment``."""
        half = bisect_right(self._opens, moment) - 1
        return self._before[half] + min(moment - self._opens[half], _HALF_S) if half >= 0 else 0

    def next_opening(self, moment: int) -> int:
        half = bisect_right(self._opens, moment) - 1
        if half >= 0 and moment < self._opens[half] + _HALF_S:
            return moment
        return self._opens[half + 1]
