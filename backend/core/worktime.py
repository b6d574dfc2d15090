"""Working time: office hours of the city's public bodies, public holidays, the editable calendar.

Office hours are 8:00-12:00 and 13:00-17:00 in Asia/Ho_Chi_Minh, Monday to Friday, less the public holidays of Vietnam
(PyPI ``holidays``, swapped Saturdays included), then the table ``CalendarException``, which has the last word.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.edition import Kept
from backend.core.models import CalendarException

MORNING = timedelta(hours=8)  # opening, from midnight
NOON = timedelta(hours=12)
AFTERNOON = timedelta(hours=13)
HALF = timedelta(hours=4)  # the length of each half of a working day
DAY = 2 * HALF
HOURS_A_DAY = 8
_HOUR = timedelta(hours=1)


class Clock(models.TextChoices):
    """On which hours a deadline runs."""

    OFFICE = "office", _("giờ làm việc")
    ROUND_THE_CLOCK = "round_the_clock", _("24/24 giờ")


def add_hours(start: datetime, hours: float, *, clock: Clock) -> datetime:
    """Return the moment ``hours`` (zero or more) after ``start`` on ``clock``, aware, in the city's zone.

    On the office clock a start outside the hours counts from the next opening; what ends exactly at a closing time
    stays there (17:00, not 8:00 of the next day). ValueError for a naive start or negative hours.
    """
    if hours < 0:
        raise ValueError(hours)
    local = _local(start)
    amount = timedelta(hours=hours)
    if clock is Clock.ROUND_THE_CLOCK:
        return local + amount
    if not amount:
        return next_opening(local)
    return _after(local, amount)


def hours_between(start: datetime, end: datetime, *, clock: Clock) -> float:
    """Return the hours from ``start`` to ``end`` on ``clock``; 0.0 where ``end`` is not later. ValueError if naive."""
    begun, ended = _local(start), _local(end)
    if ended <= begun:
        return 0.0
    if clock is Clock.ROUND_THE_CLOCK:
        return (ended - begun) / _HOUR
    return _calendar().office_time(begun, ended) / _HOUR


def office_hours_until(end: datetime) -> Callable[[datetime], float]:
    """Return a function of a start that says what :func:`hours_between` says on the office clock: for thousands.

    What is the same for all starts of a day is worked out once.
    """
    ended, zone = _local(end), timezone.get_default_timezone()
    calendar = _calendar()
    # By day: the office time from its midnight to the end, and whether it is worked.
    ahead: dict[int, tuple[timedelta, bool]] = {}

    def hours(start: datetime) -> float:
        local = start.astimezone(zone)
        if ended <= local:
            return 0.0
        day = local.toordinal()
        if day not in ahead:
            midnight = _at(local.date(), timedelta())
            ahead[day] = calendar.office_time(midnight, ended), calendar.works(local.date())
        time_ahead, is_working = ahead[day]
        return (time_ahead - _passed_of_day(local) if is_working else time_ahead) / _HOUR

    return hours


def is_working_day(day: date) -> bool:
    """Return whether offices are open on ``day`` (a date in the city)."""
    return _calendar().works(day)


def next_opening(moment: datetime) -> datetime:
    """Return ``moment`` if offices are open then, else the next 8:00 or 13:00 of a working day; in the city's zone."""
    local = _local(moment)
    since_midnight = _since_midnight(local)
    if is_working_day(local.date()):
        if since_midnight < MORNING:
            return _at(local.date(), MORNING)
        if NOON <= since_midnight < AFTERNOON:
            return _at(local.date(), AFTERNOON)
        if since_midnight < AFTERNOON + HALF:
            return local
    return _at(_calendar().later(local.date(), 1), MORNING)


class _Calendar:
    """Working days, year by year as they are asked for. Threads may compute the same year twice: the same answer."""

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        self._exceptions = exceptions
        self._years: dict[int, tuple[int, ...]] = {}
        self._passed = lru_cache(maxsize=16_384)(self._of_its_year)  # lists ask for the same deadlines again and again

    def works(self, day: date) -> bool:
        ordinals = self._year(day.year)
        place = bisect_left(ordinals, day.toordinal())
        return place < len(ordinals) and ordinals[place] == day.toordinal()

    def later(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after ``day``, itself not counted."""
        year, wanted = day.year, number + bisect_right(self._year(day.year), day.toordinal())
        while wanted > len(self._year(year)):
            wanted -= len(self._year(year))
            year += 1
        return date.fromordinal(self._year(year)[wanted - 1])

    def office_time(self, begun: datetime, ended: datetime) -> timedelta:
        """Return the office time between two moments of the city's zone."""
        years = sum(len(self._year(year)) for year in range(begun.year, ended.year)) * DAY
        return years - self._passed(begun) + self._passed(ended)

    def _of_its_year(self, local: datetime) -> timedelta:
        """Return the office time of its year that has passed at ``local``."""
        ordinals, today = self._year(local.year), local.toordinal()
        days_before = bisect_left(ordinals, today)
        is_working = days_before < len(ordinals) and ordinals[days_before] == today
        return days_before * DAY + (_passed_of_day(local) if is_working else timedelta())

    def _year(self, year: int) -> tuple[int, ...]:
        if year not in self._years:
            self._years[year] = self._computed(year)
        return self._years[year]

    def _computed(self, year: int) -> tuple[int, ...]:
        # With its neighbours: a Saturday worked in January may stand for a day off in December.
        public = holidays.country_holidays("VN", years=(year - 1, year, year + 1))
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = map(date.fromordinal, range(first, last + 1))
        return tuple(d.toordinal() for d in days if self._exceptions.get(d, public.is_working_day(d)))


def _load() -> _Calendar:
    return _Calendar(dict(CalendarException.objects.values_list("day", "works")))


_calendar = Kept(_load)


def _after(local: datetime, amount: timedelta) -> datetime:
    """Return the moment a positive ``amount`` of office time after ``local``."""
    calendar = _calendar()
    total = _worked(local, calendar) + amount
    more_days = -(-total // DAY) - 1  # a whole day ends at its own 17:00
    within = total - more_days * DAY
    today = local.date()
    if not calendar.works(today):
        more_days += 1
    day = calendar.later(today, more_days) if more_days else today
    return _at(day, MORNING + within if within <= HALF else AFTERNOON + within - HALF)


def _worked(local: datetime, calendar: _Calendar) -> timedelta:
    """Return how much of its day's office time has passed at ``local``."""
    return _passed_of_day(local) if calendar.works(local.date()) else timedelta()


def _passed_of_day(local: datetime) -> timedelta:
    """Return how much of a working day's office time has passed at ``local``."""
    passed = timedelta(0, local.hour * 3600 + local.minute * 60 + local.second, local.microsecond)
    if passed <= NOON:
        return min(max(passed - MORNING, timedelta()), HALF)
    return HALF + min(max(passed - AFTERNOON, timedelta()), HALF)


def _local(moment: datetime) -> datetime:
    if timezone.is_naive(moment):
        raise ValueError("a moment without a time zone")
    return timezone.localtime(moment, timezone.get_default_timezone())


def _since_midnight(local: datetime) -> timedelta:
    return local - _at(local.date(), timedelta())


def _at(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone()) + since_midnight
