"""Leave: who is away, from when to when, and who stands in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import log_change
from backend.accounts.models import Area, Leave, User
from backend.accounts.people import managed_by, recall
from backend.core import edition
from backend.core.errors import Forbidden, Refused
from backend.core.text import clean_line

LONGEST_DAYS = 200  # maternity leave is six months
_LONGEST_REASON = 200


def may_set(user: User, person: User) -> bool:
    """Whether ``user`` may write down that ``person`` is away: everybody for themselves, a head for their people.

    Who also works where the head has no say is not among them: a substitute fills every post of the person.
    """
    if not user.is_active or user.pk == person.pk:
        return user.is_active
    if not managed_by(user).filter(pk=person.pk).exists():
        return False
    return user.is_administrator or {post.unit_id for post in person.own_posts} <= user.own_headed_unit_ids


def take_leave(
    person: User, substitute: User | None, *, first: date, last: date, reason: str, by: Staff, now: datetime
) -> Leave:
    """Write down that ``person`` is away from ``first`` to ``last``, both included, with ``substitute`` in their place.

    The substitute works in one of the person's units already and is not away themselves. Raises Forbidden, Refused.
    """
    _check_right(person, by.user)
    if last < first:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), field="last", code="order")
    if (last - first).days >= LONGEST_DAYS:
        raise Refused(_("Nhiều nhất %(most)s ngày.") % {"most": LONGEST_DAYS}, field="last", code="too_long")
    words = clean_line(reason)[:_LONGEST_REASON]
    with transaction.atomic():
        _lock({person.pk} | ({substitute.pk} if substitute else set()))
        if substitute is None or substitute not in colleagues(User.objects.get(pk=person.pk)):
            raise Refused(_("Xin chọn người làm thay cùng đơn vị."), field="substitute", code="required")
        _check_free(person, substitute, first, last)
        row = Leave.objects.create(user=person, substitute=substitute, first_day=first, last_day=last, reason=words)
        log_change(Area.PERSON, person.username, before={}, after=_said(row), reason=words, by=by.user, now=now)
        edition.changed()
        recall(substitute, now=now)
    return row


def end_leave(row: Leave, *, by: Staff, now: datetime) -> None:
    """Take a leave back, with the days that are over; one that is gone already is left. Raises Forbidden."""
    _check_right(row.user, by.user)
    with transaction.atomic():
        if not Leave.objects.filter(pk=row.pk).delete()[0]:
            return  # somebody took it back at the same moment
        words = _("Hủy ngày nghỉ.")
        log_change(Area.PERSON, row.user.username, before=_said(row), after={}, reason=words, by=by.user, now=now)
        recall(row.substitute, now=now)
        edition.changed()


def colleagues(person: User) -> Sequence[User]:
    """Return who may stand in for ``person``: active people of the same units."""
    units = {post.unit_id for post in person.own_posts if post.unit_id}
    people = User.objects.filter(is_active=True, memberships__unit__in=units).exclude(pk=person.pk).distinct()
    return list(people.order_by("display_name", "id"))


def coming(person: User, *, on: date) -> QuerySet[Leave]:
    """Return the person's leaves that are not over on the day, the next first, with who stands in."""
    rows = Leave.objects.filter(user=person, last_day__gte=on).select_related("user", "substitute")
    return rows.order_by("first_day", "id")


def leave_to_set(user: User, pk: int) -> Leave | None:
    """Return the leave of this number, if ``user`` may write down that its person is away."""
    row = Leave.objects.select_related("user", "substitute").filter(pk=pk).first()
    return row if row and may_set(user, row.user) else None


def substitutes(people: Iterable[int], *, on: date) -> dict[int, int]:
    """Return who stands in on the day, by the person who is away. One statement."""
    rows = Leave.objects.filter(user__in=list(people), first_day__lte=on, last_day__gte=on)
    return dict(rows.values_list("user_id", "substitute_id"))


def _lock(people: Iterable[int]) -> None:
    """Let nobody else write leaves of these people until the transaction ends; always in one order."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _check_free(person: User, substitute: User, first: date, last: date) -> None:
    overlap = Leave.objects.filter(first_day__lte=last, last_day__gte=first)
    if overlap.filter(user=person).exists():
        raise Refused(_("Những ngày này đã ghi nghỉ."), field="first", code="overlap")
    if overlap.filter(substitute=person).exists():
        raise Refused(_("Trong những ngày này ông/bà đang làm thay người khác."), field="first", code="standing_in")
    if overlap.filter(user=substitute).exists():
        raise Refused(_("Người làm thay cũng nghỉ trong những ngày này."), field="substitute", code="away")


def _check_right(person: User, user: User) -> None:
    if not may_set(user, person):
        raise Forbidden(_("Chỉ ghi ngày nghỉ của mình hoặc của cán bộ do mình quản lý."), code="not_yours")


def _said(row: Leave) -> dict[str, object]:
    days = {"first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}
    return {"leave": days | {"substitute": row.substitute.username}}
