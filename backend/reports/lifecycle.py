"""A report moves from status to status: the one way to change it."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Actor
from backend.core import worktime
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports import refusals
from backend.reports.act import Act, Outcome, begin, check_seen, finish, hold, hold_many
from backend.reports.models import Event, Kind, Report, Status, Undo, Words
from backend.reports.models.standing import OPEN
from backend.reports.pending import settle
from backend.reports.publication import Prepared, Release, check_publishable, prepare, release_now
from backend.reports.reasons import LONGEST
from backend.reports.record import actor_fields, state_of
from backend.reports.rights import NotYours, standing
from backend.reports.steps import BACK, Need, Step, Who, steps_from
from backend.reports.uploads import StoredPhoto, Taken, attach
from backend.routing import deadlines
from backend.routing.models import Level

REPORTER_MAY_REOPEN = timedelta(days=7)
ANSWER_WITHIN_HOURS = 24  # working hours the reporter has to answer a question: three working days
LONGEST_NOTE = LONGEST


class NotNext(Refused):
    """The report cannot take this step from where it stands."""

    status = 409


@dataclass(frozen=True)
class Verdict:
    """What the reporter says of the result: content or not, and perhaps 1 to 5."""

    satisfied: bool
    rating: int | None = None


@dataclass(frozen=True)
class Move:
    """What comes along with a step.

    ``main`` is the report a duplicate repeats, ``version`` the one the person saw, ``release`` what is made public
    with the step, ``batch`` the bulk call it is part of, ``taken`` what a telephone says of the photos, ``more`` codes
    that the event keeps. With ``is_public`` False the note is for staff, and for the reporter where the step speaks
    to them.
    """

    note: str = ""
    reason: str = ""
    is_public: bool = True
    photos: Sequence[StoredPhoto] = ()
    main: Report | None = None
    version: int | None = None
    release: Release | None = None
    verdict: Verdict | None = None
    batch: UUID | None = None
    taken: Taken | None = None
    more: Mapping[str, object] = field(default_factory=dict)


def advance(report: Report, to: Status | str, *, by: Actor, now: datetime, move: Move | None = None) -> Event:
    """Take the step from the report's status to ``to`` and return its event.

    ``to`` is a status, or BACK for the way back out of waiting or merging. Raises NotNext (no such step from here),
    NotYours (not this person's step), Overtaken (somebody was faster), Refused (a note, a reason is missing).
    """
    with_it = move or Move()
    prepared = prepare(report, with_it.release) if with_it.release else None
    with transaction.atomic():
        held, with_it = _held(report, with_it)
        if prepared:
            check_publishable(held)  # a colleague may have marked it as spam since, its reporter have withdrawn it
        step = _step(held, to, by)
        has_merged = step.need == Need.MAIN and held.merged.exists()
        _check(step, held, with_it, by=by, now=now, has_merged=has_merged)
        event = _taken(step, begin(held, by=by, batch=with_it.batch), with_it, prepared, now=now)
    report.refresh_from_db()
    return event


def open_steps(report: Report, *, by: Actor) -> tuple[Step, ...]:
    """Return the steps ``by`` may take now."""
    may = standing(by, report)
    return tuple(step for step in steps_from(report.status) if step.who & may)


def reopened_until(report: Report) -> datetime | None:
    """Return until when its reporter may open it again; of one not closed yet until when they may judge it."""
    over_since = report.closed_at or report.resolved_at
    return over_since + REPORTER_MAY_REOPEN if over_since else None


def may_reopen(report: Report, *, now: datetime) -> bool:
    """Whether the reporter's time to open it again is not over at ``now``."""
    until = reopened_until(report)
    return not (report.closed_at and until and now > until)


def outcome(report: Report, to: Status | str, *, by: Actor, now: datetime, move: Move, has_merged: bool) -> Outcome:
    """Return what the step comes to for a held report; nothing is asked of the database, nothing is changed.

    ``has_merged``: others are merged into it. Raises as :func:`advance`.
    """
    step = _step(report, to, by)
    _check(step, report, move, by=by, now=now, has_merged=has_merged)
    return Outcome(_changes(step, report, move, now=now), step.kind, clean(move.note), _data(step, move))


def rehearse(report: Report, to: Status | str, *, by: Actor, now: datetime, move: Move) -> Event:
    """Return the event that :func:`advance` would write, unsaved, its report as it would stand; nothing is changed.

    Raises NotNext, NotYours. What is missing in ``move`` does not matter yet.
    """
    step = _step(report, to, by)
    after = copy(report)
    for name, value in _changes(step, report, move, now=now).items():
        setattr(after, name, value)
    event = Event(report=after, number=report.event_count + 1, kind=step.kind, at=now, data=_data(step, move))
    for name, value in {**actor_fields(by, after), **state_of(after)}.items():
        setattr(event, name, value)
    Words(event=event, body=clean(move.note))
    return event


def _held(report: Report, move: Move) -> tuple[Report, Move]:
    """Hold the report, and with it what it is merged into: two merges at once make no chain."""
    if move.main is None or move.main.pk == report.pk:
        return hold(report, version=move.version, status=report.status), move
    both = {one.pk: one for one in hold_many([report, move.main])}
    held = both[report.pk]
    check_seen(held, version=move.version, status=report.status)
    return held, replace(move, main=both[move.main.pk])


def _taken(step: Step, act: Act, move: Move, prepared: Prepared | None, *, now: datetime) -> Event:
    """Take the step: its event, its photos, and what is released with it."""
    report = act.report
    changes = _changes(step, report, move, now=now)
    event = finish(act, changes, step.kind, now=now, words=clean(move.note), data=_data(step, move))
    settle(report, event)
    first = report.photo_count
    attach(move.photos, report=report, event=event, is_after=step.kind == Kind.RESOLVED, first=first, taken=move.taken)
    if move.photos:
        report.photo_count += len(move.photos)
        Report.objects.filter(pk=report.pk).update(photo_count=report.photo_count)
    if prepared:
        release_now(report, prepared, by=act.by, now=now)
        Undo.objects.filter(event=event).update(version_after=report.version)
    return event


def _step(report: Report, to: Status | str, by: Actor) -> Step:
    steps = [step for step in steps_from(report.status) if step.to == to]
    if not steps:
        raise NotNext(
            _("Phản ánh đang ở trạng thái “%(now)s”, không chuyển sang bước này được.")
            % {"now": report.get_status_display()},
            field="to",
            code="not_next",
        )
    may = standing(by, report)
    for step in steps:
        if step.who & may:
            return step
    raise NotYours(_("Chỉ đơn vị chủ trì mới thực hiện được bước này."), field="to", code="not_yours")


def _check(step: Step, report: Report, move: Move, *, by: Actor, now: datetime, has_merged: bool) -> None:
    note = clean(move.note)
    if len(note) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="note", code="too_long")
    match step.need:
        case Need.NOTE if not note:
            raise Refused(_("Xin ghi một câu để người phản ánh hiểu."), field="note", code="required")
        case Need.REASON_AND_NOTE:
            refusals.check(move.reason, note=note, has_photo=bool(move.photos))
        case Need.RESULT if not (note or move.photos):
            raise Refused(_("Xin kèm ảnh sau xử lý, hoặc ghi kết quả nếu không có ảnh."), field="note", code="required")
        case Need.MAIN:
            _check_main(report, move.main, has_merged=has_merged)
    if step.kind == Kind.REOPENED and Who.HEAD not in standing(by, report):
        _check_reopening(report, now=now)


def _check_main(report: Report, main: Report | None, *, has_merged: bool) -> None:
    if main is None:
        raise Refused(_("Xin chọn phản ánh chính để gộp vào."), field="into", code="required")
    if main.pk == report.pk or main.merged_into_id is not None:
        raise Refused(_("Không gộp được vào phản ánh này."), field="into", code="invalid")
    if has_merged:
        raise Refused(
            _("Đã có phản ánh khác gộp vào phản ánh này, nên không gộp tiếp được."), field="into", code="has_merged"
        )


def _check_reopening(report: Report, *, now: datetime) -> None:
    if not may_reopen(report, now=now):
        raise Refused(
            _("Đã quá 7 ngày kể từ khi phản ánh kết thúc. Nếu việc tái diễn, xin gửi phản ánh mới."), code="too_late"
        )


def _changes(step: Step, report: Report, move: Move, *, now: datetime) -> dict[str, object]:
    to = Status(report.status_before) if step.to == BACK else Status(step.to)
    is_waiting = to == Status.NEEDS_INFO
    changes: dict[str, object] = {
        "status": to,
        "is_open": to in OPEN,
        "status_before": report.status if to in {Status.NEEDS_INFO, Status.DUPLICATE} else "",
        "reason": move.reason if to == Status.REJECTED else "",
        "merged_into": move.main if to == Status.DUPLICATE else None,
        "asked_at": now if is_waiting else None,
        "answer_by": _answer_by(now) if is_waiting else None,
    }
    if move.verdict:
        changes |= {"satisfied": move.verdict.satisfied, "rating": move.verdict.rating}
    return changes | _moments(step, report, now=now) | _waited(report, now=now)


def acceptance(report: Report, *, now: datetime) -> dict[str, object]:
    """Return the columns that change when the unit in charge accepts the report."""
    level, clock = Level(report.level), worktime.Clock(report.category.clock)
    due = deadlines.after_acceptance(report.resolve_by, accepted_at=now, level=level, clock=clock)
    in_order = due if report.transfer_count else max(due, report.accept_by)
    return {"accepted_at": now, "resolve_by": in_order}


def _moments(step: Step, report: Report, *, now: datetime) -> dict[str, object]:
    """Return the moments and deadlines that change with the step."""
    match step.kind:
        case Kind.ACCEPTED:
            return acceptance(report, now=now)
        case Kind.REOPENED:
            anew = deadlines.deadlines(report.category, arrived_at=now).resolve_by
            return {
                "accepted_at": report.accepted_at or now,
                "resolved_at": None,
                "closed_at": None,
                "resolve_by": max(anew, report.accept_by),
                "extended_to": None,
            }
        case Kind.RESOLVED:
            return {"resolved_at": now}
        case Kind.CLOSED:
            return {"closed_at": now}
    return {}


def _answer_by(now: datetime) -> datetime:
    return worktime.add_hours(now, ANSWER_WITHIN_HOURS, clock=worktime.Clock.OFFICE)


def _waited(report: Report, *, now: datetime) -> dict[str, object]:
    """Shift the deadlines by the time the report waited for its reporter, on its own clock."""
    if report.asked_at is None:
        return {}
    clock = worktime.Clock(report.category.clock)
    shifted: dict[str, object] = {}
    dues = {"accept_by": report.accept_by, "resolve_by": report.resolve_by, "extended_to": report.extended_to}
    for name, due in dues.items():
        if due is not None and due > report.asked_at:
            left = worktime.hours_between(report.asked_at, due, clock=clock)
            shifted[name] = worktime.add_hours(now, left, clock=clock)
    return shifted


def _data(step: Step, move: Move) -> dict[str, object]:
    data: dict[str, object] = dict(move.more)
    if move.reason and step.kind == Kind.REJECTED:
        data["reason"] = move.reason
    if move.main is not None:
        data["main"] = move.main.code
    if step.kind == Kind.RESOLVED:
        data["with_photo"] = bool(move.photos)
    if move.taken and move.photos:
        at = move.taken.taken_at
        data |= vars(move.taken) | {"taken_at": at and at.isoformat()}
    if move.verdict:
        data |= {"satisfied": move.verdict.satisfied, "rating": move.verdict.rating}
    if not move.is_public:
        data["private_words"] = True
    return data
