"""The roster of duty (trực ban): who is on duty for a unit, or for the whole district, and who is called first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.models import READS_ALL, Area, Shift, User
from backend.core.errors import Forbidden, Refused
from backend.routing import book
from backend.routing.models import Unit

LONGEST = timedelta(days=3)  # a duty over Tết goes in several
AHEAD = timedelta(days=366)
MOST_DAYS = 31
MOST_RANK = 9


@dataclass(frozen=True, kw_only=True)
class WantedShift:
    """A duty as somebody wants it: for ``unit`` (None: the district), on ``days`` days in a row at the same hours."""

    unit: Unit | None
    user: User | None
    starts_at: datetime
    ends_at: datetime
    rank: int = 1
    days: int = 1
    reason: str = ""


def may_set(user: User, unit_id: int | None) -> bool:
    """Whether ``user`` writes the roster of this unit (None: of the district)."""
    return user.is_administrator or (user.is_active and unit_id is not None and unit_id in user.headed_unit_ids)


def may_set_any(user: User) -> bool:
    """Whether ``user`` writes any roster."""
    return user.is_administrator or bool(user.headed_unit_ids)


def units_for(user: User, *, on: date) -> Sequence[Unit]:
    """Return the units at work on the day whose roster ``user`` writes."""
    return [one for one in book.units(on=on) if user.is_administrator or one.pk in user.headed_unit_ids]


def people_for(user: User, units: Sequence[Unit]) -> Sequence[User]:
    """Return who may be put on duty: people of these units; for the district who reads everything."""
    in_units = Q(memberships__unit__in=[one.pk for one in units])
    everywhere = Q(memberships__role__in=READS_ALL) if user.is_administrator else Q(pk__in=())
    people = User.objects.filter(in_units | everywhere, is_active=True).distinct()
    return list(people.order_by("display_name", "username"))


def shifts_for(user: User, *, now: datetime) -> QuerySet[Shift]:
    """Return the duties from now on that ``user`` may change, the next first."""
    coming = Shift.objects.filter(ends_at__gt=now).select_related("unit", "user").order_by("starts_at", "rank", "id")
    if user.is_administrator:
        return coming
    return coming.filter(unit__in=user.headed_unit_ids) if user.is_active else coming.none()


def on_duty(unit_id: int, *, now: datetime) -> Sequence[Shift]:
    """Return who is on duty for the unit, in the order of calling: the unit's own, then the district's."""
    here = Shift.objects.filter(Q(unit=unit_id) | Q(unit__isnull=True), starts_at__lte=now, ends_at__gt=now)
    return list(
        here.filter(user__is_active=True).select_related("user").order_by(F("unit").asc(nulls_last=True), "rank", "id")
    )


def put_on_duty(wanted: WantedShift, *, by: Staff, now: datetime) -> list[Shift]:
    """Write a duty down, once a day for ``days`` days; return its rows. Raises Forbidden, Refused by field."""
    _check_right(by.user, wanted.unit.pk if wanted.unit else None)
    user = _checked(wanted, now=now)
    reason = checked_reason(wanted.reason)
    moves = [timedelta(days=number) for number in range(wanted.days)]
    with transaction.atomic():
        rows = [
            Shift.objects.create(
                unit=wanted.unit,
                user=user,
                starts_at=wanted.starts_at + later,
                ends_at=wanted.ends_at + later,
                rank=wanted.rank,
            )
            for later in moves
        ]
        log_change(
            Area.DUTY,
            wanted.unit.slug if wanted.unit else "*",
            before={},
            after=_said(rows[0]) | {"days": wanted.days},
            reason=reason,
            by=by.user,
            now=now,
        )
    return rows


def take_off_duty(row: Shift, *, by: Staff, now: datetime) -> None:
    """Take a duty back; one that is gone already is left. Raises Forbidden."""
    _check_right(by.user, row.unit_id)
    with transaction.atomic():
        if not Shift.objects.filter(pk=row.pk).delete()[0]:
            return  # somebody took it back at the same moment
        key = row.unit.slug if row.unit else "*"
        log_change(Area.DUTY, key, before=_said(row), after={}, reason=_("Bỏ ca trực."), by=by.user, now=now)


def _check_right(user: User, unit_id: int | None) -> None:
    if not may_set(user, unit_id):
        raise Forbidden(_("Chỉ xếp lịch trực của đơn vị mình."), field="unit", code="not_yours")


def _checked(wanted: WantedShift, *, now: datetime) -> User:
    """Return who goes on duty. They must be able to see what they are called for."""
    user, unit = wanted.user, wanted.unit
    if user is None or not user.is_active:
        raise Refused(_("Xin chọn người trực."), field="user", code="required")
    if not (unit.pk in user.unit_ids if unit else user.reads_all):
        raise Refused(_("Người trực phải thuộc đơn vị; trực toàn quận thì phải xem được mọi đơn vị."), field="user")
    if not now - LONGEST <= wanted.starts_at <= now + AHEAD:
        raise Refused(_("Ca trực phải từ hôm nay, trước không quá một năm."), field="starts_at", code="out_of_range")
    if not timedelta(0) < wanted.ends_at - wanted.starts_at <= LONGEST:
        raise Refused(_("Ca trực phải kết thúc sau khi bắt đầu, dài nhất 3 ngày."), field="ends_at", code="order")
    if not 1 <= wanted.rank <= MOST_RANK:
        raise Refused(_("Thứ tự gọi từ 1 đến %(most)s.") % {"most": MOST_RANK}, field="rank")
    if not 1 <= wanted.days <= MOST_DAYS:
        raise Refused(_("Lặp lại từ 1 đến %(most)s ngày.") % {"most": MOST_DAYS}, field="days")
    return user


def _said(row: Shift) -> dict[str, object]:
    hours = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
    return {"user": row.user.username, "rank": row.rank} | hours
