"""Deadlines: fixed when a report arrives, on its category's clock, and how much is left of them in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.core.worktime import HOURS_A_DAY, Clock, add_hours, hours_between
from backend.routing.models import Category, Level

# Decision 1207/QĐ-UBND of 28 February 2025 of the city: urgent matters within 4 hours of acceptance.
URGENT_HOURS = 4


@dataclass(frozen=True)
class Deadlines:
    """Until when a report is to be accepted and resolved; aware, in the city's zone."""

    accept_by: datetime
    resolve_by: datetime


class State(StrEnum):
    ON_TIME = "on_time"
    TODAY = "today"
    LATE = "late"
    WAITING = "waiting"


@dataclass(frozen=True)
class Remaining:
    """What is left until a deadline: a state, words for the screen, and hours on its clock (negative: late)."""

    state: State
    words: str
    working_hours: float


def deadlines(category: Category, *, arrived_at: datetime) -> Deadlines:
    """Return the deadlines of a report of ``category`` that arrived at ``arrived_at`` (aware).

    To resolve: arrival + accept + resolve hours, fixed here: late intake buys no time, early intake costs none.
    """
    clock = Clock(category.clock)
    both = category.accept_hours + category.resolve_hours
    return Deadlines(
        accept_by=add_hours(arrived_at, category.accept_hours, clock=clock),
        resolve_by=add_hours(arrived_at, both, clock=clock),
    )


def after_acceptance(resolve_by: datetime, *, accepted_at: datetime, level: Level, clock: Clock) -> datetime:
    """Return until when to resolve once accepted: urgent matters 4 hours later at most, the others as fixed before."""
    if level != Level.URGENT:
        return resolve_by
    return min(resolve_by, add_hours(accepted_at, URGENT_HOURS, clock=clock))


def remaining(due: datetime, *, now: datetime, clock: Clock, waiting_until: datetime | None = None) -> Remaining:
    """Return what is left until ``due`` at ``now`` (both aware).

    With ``waiting_until`` the clock waits for the reporter. Time left and time over are rounded down to whole minutes,
    hours or days and hours.
    """
    left = -hours_between(due, now, clock=clock) if now > due else hours_between(now, due, clock=clock)
    if waiting_until is not None:
        words = _("tạm dừng, chờ người phản ánh đến %(moment)s") % {"moment": spoken(waiting_until)}
        return Remaining(State.WAITING, words, left)
    if now > due:
        words = _("quá hạn %(length)s") % {"length": _length(-left, clock)} if _minutes(-left) else _("vừa quá hạn")
        return Remaining(State.LATE, words, left)
    if _local(now).date() == _local(due).date():
        return Remaining(State.TODAY, _("đến hạn hôm nay, %(hour)s") % {"hour": spoken_hour(due)}, left)
    if not _minutes(left):
        return Remaining(State.ON_TIME, _("đến hạn %(moment)s") % {"moment": spoken(due)}, left)
    return Remaining(State.ON_TIME, _("còn %(length)s") % {"length": _length(left, clock)}, left)


def spoken(moment: datetime) -> str:
    """Return the moment as "17 giờ 00, thứ Sáu 27/11/2026", in the city's zone."""
    local = _local(moment)
    weekday = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    day = spoken_day(moment)
    return _("%(hour)s, %(weekday)s %(day)s") % {
        "hour": spoken_hour(moment),
        "weekday": weekday[local.weekday()],
        "day": day,
    }


def spoken_hour(moment: datetime) -> str:
    """Return the hour as "17 giờ 00", in the city's zone."""
    local = _local(moment)
    return _("%(hour)s giờ %(minute)s") % {"hour": local.hour, "minute": f"{local.minute:02d}"}


def spoken_day(moment: datetime) -> str:
    """Return the day as "27/11/2026", in the city's zone."""
    return spoken_date(_local(moment).date())


def spoken_date(day: date) -> str:
    """Return a day of the city's calendar as "27/11/2026"."""
    return f"{day.day}/{day.month}/{day.year}"


def sms_moment(moment: datetime) -> str:
    """Return the moment as "17h00 27/11" (at most 11 characters), in the city's zone."""
    local = _local(moment)
    return f"{local.hour}h{local.minute:02d} {local.day}/{local.month}"


def _length(hours: float, clock: Clock) -> str:
    return _length_said(_minutes(hours), is_office=clock == Clock.OFFICE, _language=get_language())


@lru_cache(maxsize=8192)  # a page of the inbox says dozens of them, and the same ones again and again
def _length_said(minutes: int, *, is_office: bool, _language: str | None) -> str:
    whole, minutes = divmod(minutes, 60)
    if not whole:
        return _some_minutes(minutes, is_office=is_office)
    days, rest = divmod(whole, HOURS_A_DAY if is_office else 24)
    if not days:
        return _some_hours(rest, is_office=is_office)
    if not rest:
        return _some_days(days, is_office=is_office)
    return f"{_some_days(days, is_office=False)} {_some_hours(rest, is_office=is_office)}"


def _some_minutes(n: int, *, is_office: bool) -> str:
    if is_office:
        return ngettext("%(n)d phút làm việc", "%(n)d phút làm việc", n) % {"n": n}
    return ngettext("%(n)d phút", "%(n)d phút", n) % {"n": n}


def _some_hours(n: int, *, is_office: bool) -> str:
    if is_office:
        return ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", n) % {"n": n}
    return ngettext("%(n)d giờ", "%(n)d giờ", n) % {"n": n}


def _some_days(n: int, *, is_office: bool) -> str:
    if is_office:
        return ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", n) % {"n": n}
    return ngettext("%(n)d ngày", "%(n)d ngày", n) % {"n": n}


def _minutes(hours: float) -> int:
    return int(timedelta(hours=hours) / timedelta(minutes=1))  # a timedelta is exact where 60 * 0.1 is not


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())
