"""A report passes to another unit, which takes it over or gives it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core import worktime
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import locate, wards_in_force
from backend.places.models import Ward
from backend.reports import involvement
from backend.reports.act import Act, Outcome, begin, finish, hold
from backend.reports.lifecycle import acceptance
from backend.reports.models import Event, Kind, Report, Screening, Status, Transfer, TransferState
from backend.reports.models.standing import OPEN
from backend.reports.pending import pending_of
from backend.reports.reasons import checked_reason
from backend.reports.reroute import decided_for, newly_in_charge
from backend.reports.rights import check_in_charge
from backend.routing import book
from backend.routing.models import Unit

ANSWER_WITHIN_HOURS = 8  # working hours the receiver has to take a report over or to give it back
LEADER_FROM = 3  # this many transfers of one report, and the leader decides
_MOVABLE = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS})


class NothingPending(Refused):
    """No unit has been asked to take this report over, or it has answered already."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Phản ánh không còn chờ nhận chuyển đến."), code="nothing_pending")


@dataclass(frozen=True)
class Wish:
    """Where a report is to go, why (the resident reads it), and the version the person saw."""

    to: Unit
    reason: str
    version: int | None = None


def transfer(report: Report, wish: Wish, *, by: Staff, now: datetime, batch: UUID | None = None) -> Event:
    """Give the report to another unit, which has it at once and 8 working hours to accept or return it.

    The time to accept starts anew, the time to resolve goes on from the filing; the sender stays with it. Raises
    NotYours, Overtaken, Refused (no reason, not a unit to give it to, not to be moved from here).
    """
    reason = checked_reason(wish.reason)
    with transaction.atomic():
        held = hold(report, version=wish.version)
        check_in_charge(by, held)
        check_movable(held, is_pending=pending_of(held) is not None)
        check_receiver(held, wish.to, now=now)
        act = begin(held, by=by, batch=batch)
        event = _give(act, wish.to, Kind.TRANSFERRED, reason, now=now)
    report.refresh_from_db()
    return event


def hand_over(report: Report, to_ward: Ward, *, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Give a report at a ward's line to the neighbour in one click: place, units and reasons become the neighbour's.

    It is no transfer: it counts for nobody, and the neighbour's time to resolve is not over before that to accept.
    Raises NotYours, Overtaken, Refused (no neighbour near the place).
    """
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        check_movable(held, is_pending=pending_of(held) is not None)
        if to_ward not in neighbours(held, now=now):
            raise Refused(_("Phường này không giáp ranh tại vị trí phản ánh."), field="ward", code="not_a_neighbour")
        act, before = begin(held, by=by), held.ward
        decision = decided_for(held, ward=to_ward, now=now)
        data = {
            "from_ward": before.slug,
            "to_ward": to_ward.slug,
            "ward_name": to_ward.name,
            "reasons": [[one.code, one.words] for one in decision.reasons],
        }
        with_units = [*decision.with_units, held.unit]
        moved = _moved(held, to_ward)
        event = _give(act, decision.unit, Kind.HANDED_OVER, "", now=now, moved=moved, data=data, with_units=with_units)
    report.refresh_from_db()
    return event


def accept(report: Report, *, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Take over what another unit gave: with it the report is accepted. Raises NothingPending, NotYours, Overtaken."""
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        pending = _pending(held)
        act = begin(held, by=by)
        changes = {"status": Status.ACCEPTED, "is_open": True, **acceptance(held, now=now)}
        event = finish(act, changes, Kind.TRANSFER_ACCEPTED, now=now, data={"from": pending.from_unit.code})
        decide(pending, TransferState.ACCEPTED, event)
    report.refresh_from_db()
    return event


def give_back(report: Report, *, reason: str, by: Staff, now: datetime, version: int | None = None) -> Event:
    """Return a report to the unit that gave it, as it stood there; what it had left to accept it, it has again.

    Raises NothingPending, NotYours, Overtaken, Refused (no reason, the 8 hours are over).
    """
    why = checked_reason(reason)
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        pending = _pending(held)
        if now > pending.answer_by:
            raise Refused(
                _("Đã quá 8 giờ làm việc nên không trả lại được. Nếu không đúng đơn vị, xin chuyển tiếp."),
                code="too_late",
            )
        act = begin(held, by=by)
        data = {"from": pending.to_unit.code, "to": pending.from_unit.code}
        event = finish(
            act,
            _as_before(held, pending, now=now),
            Kind.TRANSFER_RETURNED,
            now=now,
            words=why,
            data=data,
            is_public=False,
            with_units=_with_after_return(held, pending),
        )
        decide(pending, TransferState.RETURNED, event)
    report.refresh_from_db()
    return event


def decide(pending: Transfer, state: TransferState, event: Event) -> None:
    """Write down how the receiver answered."""
    pending.state, pending.decided_by = state, event
    pending.save(update_fields=["state", "decided_by"])


def neighbours(report: Report, *, now: datetime) -> list[Ward]:
    """Return the wards a report at a line can be handed to, the nearest first; empty away from any line."""
    if not report.near_boundary:
        return []
    located = locate(Point(report.lat, report.lon), on=day_in_force(now))
    near = [*(one.ward for one in located.neighbours), located.ward]
    return [ward for ward in near if ward.pk != report.ward_id]


def check_movable(report: Report, *, is_pending: bool) -> None:
    """Raise Refused where a report cannot pass to another unit; ``is_pending``: it waits for such an answer."""
    if report.screening != Screening.CLEAR:
        raise Refused(_("Xin xác minh phản ánh trước khi chuyển."), code="not_clear")
    if report.status not in _MOVABLE:
        raise Refused(
            _("Phản ánh đang ở trạng thái “%(now)s”, không chuyển được.") % {"now": report.get_status_display()},
            code="not_next",
        )
    if is_pending:
        raise Refused(_("Xin nhận hoặc trả lại phản ánh này trước đã."), code="transfer_pending")


def check_receiver(report: Report, to: Unit, *, now: datetime) -> None:
    """Raise Refused where ``to`` cannot be in charge of the report, or is already."""
    if to.pk == report.unit_id:
        raise Refused(_("Đơn vị này đang chủ trì phản ánh."), field="unit", code="same_unit")
    day = day_in_force(now)
    is_at_work = to.valid_from <= day and (to.valid_to is None or to.valid_to >= day)
    if not (is_at_work and to.may_be_in_charge):
        raise Refused(_("Đơn vị này không chủ trì phản ánh được."), field="unit", code="not_in_charge")


def given(report: Report, to: Unit, reason: str, *, units: Sequence[int], now: datetime) -> Outcome:
    """Return what giving the report to ``to`` comes to; ``units``: numbers of those that are on it. Asks nothing."""
    data = {"from": report.unit.code, "to": to.code, "was_with": to.pk in units}
    changes = {**newly_in_charge(report, to, now=now), "transfer_count": report.transfer_count + 1}
    stay = [book.units_by_id()[pk] for pk in units if pk != to.pk]
    return Outcome(changes, Kind.TRANSFERRED, reason, data, with_units=stay)


def transfer_row(act: Act, event: Event, *, to: Unit, now: datetime) -> Transfer:
    """Return the row, not yet saved, of the transfer ``event``."""
    before = act.columns
    answer_by = worktime.add_hours(now, ANSWER_WITHIN_HOURS, clock=worktime.Clock.OFFICE)
    return Transfer(
        report=act.report,
        event=event,
        from_unit_id=before["unit_id"],
        to_unit=to,
        is_handover=event.kind == Kind.HANDED_OVER,
        answer_by=answer_by,
        status_before=before["status"],
        accept_by_before=datetime.fromisoformat(before["accept_by"]),
        accepted_at_before=_moment(before["accepted_at"]),
    )


def _give(
    act: Act,
    to: Unit,
    kind: Kind,
    reason: str,
    *,
    now: datetime,
    moved: Mapping[str, object] | None = None,
    data: Mapping[str, object] | None = None,
    with_units: Sequence[Unit] | None = None,
) -> Event:
    """Give the report away: its row, its inboxes, the event, and the transfer that waits for its answer.

    ``with_units`` are with the receiver from now on; those there are, and the sender, where none are named.
    """
    report = act.report
    units = [pk for pk, _part in act.before["units"]]
    outcome = given(report, to, reason, units=units, now=now)
    changes = {**outcome.changes, **(moved or {})}
    if kind == Kind.HANDED_OVER:
        del changes["transfer_count"]
        # Where the rules name the same unit for both wards, nothing is new to it: its time to accept runs on.
        changes["resolve_by"] = max(report.resolve_by, changes.get("accept_by", report.resolve_by))
    with_data = {**outcome.data, **(data or {})}
    with_it = outcome.with_units if with_units is None else with_units
    event = finish(act, changes, kind, now=now, words=reason, data=with_data, with_units=with_it)
    if to.pk != act.columns["unit_id"]:
        transfer_row(act, event, to=to, now=now).save(force_insert=True)
    return event


def _as_before(report: Report, pending: Transfer, *, now: datetime) -> dict[str, object]:
    clock = worktime.Clock(report.category.clock)
    given_at, due = pending.event.at, pending.accept_by_before
    if due > given_at:
        due = worktime.add_hours(now, worktime.hours_between(given_at, due, clock=clock), clock=clock)
    return {
        **_ward_back(report, pending, now=now),
        "unit": pending.from_unit,
        "assignee": None,
        "status": pending.status_before,
        "is_open": pending.status_before in OPEN,
        "accepted_at": pending.accepted_at_before,
        "accept_by": due,
        "returned_at": now,
    }


def _with_after_return(report: Report, pending: Transfer) -> list[Unit]:
    """Return the units with the report once it is back; the returning one only where it was with it before."""
    leave = {pending.from_unit_id} | (set() if pending.event.data.get("was_with") else {pending.to_unit_id})
    stay = [pk for pk, _part in involvement.units_on(report) if pk not in leave]
    return list(Unit.objects.filter(pk__in=stay))


def _pending(report: Report) -> Transfer:
    found = pending_of(report)
    if found is None:
        raise NothingPending
    return found


def _moved(report: Report, to: Ward) -> dict[str, object]:
    """Return the ward's column, and that of its own set, which follows; those of the other sets are by the point."""
    names = ("ward_of_14_id", "ward_of_13_id", "ward_of_4_id")
    return {"ward": to, **{name: to.pk for name in names if getattr(report, name) == report.ward_id}}


def _ward_back(report: Report, pending: Transfer, *, now: datetime) -> dict[str, object]:
    """Return the ward a hand-over came from, where it is one; empty for any other transfer."""
    slug = pending.event.data.get("from_ward")
    wards = wards_in_force(day_in_force(now)) if pending.is_handover else ()
    before = next((one for one in wards if one.slug == slug), None)
    return _moved(report, before) if before else {}


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
