"""Wards change: every open report goes by its point to the ward of the day and to the unit that follows its own.

It is nobody's transfer and nobody's fault. How far the work has come stays, and so does the day the resident was
promised; only a unit that has not accepted yet, and is another now, has hours of its own to do so. Closed reports stay
where they were answered. Each report is one transaction: a run that was killed goes on where it stopped.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.accounts.actor import Clock
from backend.core import worktime
from backend.places.geometry import Point
from backend.places.locate import locate, wards_in_force
from backend.places.models import Ward
from backend.reports import involvement
from backend.reports.act import begin, finish, hold
from backend.reports.models import Cooperation, Event, Kind, Report, Status, Transfer
from backend.reports.pending import pending_of, settle
from backend.reports.reroute import search_after
from backend.routing import book, successors
from backend.routing.complaints import ReadsLike
from backend.routing.decide import Decision, Matter, decide
from backend.routing.models import Unit

BATCH = 200


@dataclass(frozen=True)
class Question:
    """What was asked of a unit (phối hợp, its id) and who answers from now on; None: it ends here, with ``why``."""

    asked: Cooperation
    asked_of: int
    unit: Unit | None
    why: str = ""


@dataclass(frozen=True)
class Planned:
    """What the change of wards comes to for one report."""

    ward: Ward
    unit: Unit
    near_boundary: bool
    with_units: Sequence[Unit]
    keeps_assignee: bool
    decision: Decision
    pending: Transfer | None
    questions: Sequence[Question]


def affected(*, on: date) -> Iterator[Report]:
    """Yield the open reports of wards or units that are not in force on the day, so many at a time, by number."""
    wanted, last = _not_in_force(on), 0
    while batch := list(_labelled().filter(wanted, is_open=True, pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def plan(report: Report, *, on: date, works_in: Collection[tuple[int, int]]) -> Planned:
    """Return where ``report`` goes. ``works_in``: (person, unit) of every post, with those to be given.

    Raises OutsideDistrict, NoWardsThen: then a person decides. Three statements, nothing is written.
    """
    located = locate(Point(report.lat, report.lon), on=on)
    ward = located.ward
    matter = Matter(
        category=report.category,
        ward=ward,
        hotspot=report.hotspot,
        site=report.site,
        near_boundary=located.near_boundary,
        neighbours=tuple(one.ward.name for one in located.neighbours),
        answers=report.answers,
        reads_like=ReadsLike(report.held_as) if report.held_as else None,
    )
    decision = decide(matter, arrived_at=report.created_at, on=on)
    unit = _followed_by(report, decision, ward, on=on)
    questions = _questions(report, unit, ward, on=on)
    return Planned(
        ward=ward,
        unit=unit,
        near_boundary=located.near_boundary,
        with_units=_with(report, decision, questions, ward, on=on),
        keeps_assignee=(report.assignee_id, unit.pk) in works_in,
        decision=decision,
        pending=pending_of(report),
        questions=questions,
    )


@transaction.atomic
def move(
    report: Report, *, on: date, works_in: Collection[tuple[int, int]], now: datetime
) -> tuple[Planned, Event] | None:
    """Move ``report`` as :func:`plan` says; None where somebody moved or ended it meanwhile. Raises what that does."""
    held = hold(report)
    if not _labelled().filter(_not_in_force(on), is_open=True, pk=held.pk).exists():
        return None
    planned = plan(held, on=on, works_in=works_in)
    said = _said(held, planned, on=on)
    words = _words(held, planned, on=on)
    act = begin(held, by=Clock())
    changes = _changes(held, planned, now=now)
    event = finish(act, changes, Kind.REROUTED, now=now, words=words, data=said, with_units=planned.with_units)
    settle(held, event)
    for one in planned.questions:
        _pass_on(one, planned.unit)
    return planned, event


def _labelled() -> "QuerySet[Report]":
    rows = Report.objects.select_related("category", "ward", "unit__ward", "hotspot", "site")
    return rows.defer("ward__boundary", "unit__ward__boundary", "hotspot__lines")


def _not_in_force(on: date) -> Q:
    wards = [ward.pk for ward in wards_in_force(on)]
    ended = [unit.pk for unit in book.units_by_id().values() if not successors.is_at_work(unit, on=on)]
    return ~Q(ward__in=wards) | Q(unit__in=ended)


def _followed_by(report: Report, decision: Decision, ward: Ward, *, on: date) -> Unit:
    """Return the unit of the rules where it follows the one in charge; else people had chosen another: its heir."""
    if decision.unit.pk == report.unit_id or report.held_as == ReadsLike.TO_CAO:
        return decision.unit
    former = book.units_by_id()[report.unit_id]
    heirs = [unit for unit in successors.for_reports(former, ward, on=on) if unit.may_be_in_charge]
    return decision.unit if not heirs or decision.unit in heirs else heirs[0]


def _questions(report: Report, unit: Unit, ward: Ward, *, on: date) -> list[Question]:
    rows = Cooperation.objects.filter(report=report, answered_by__isnull=True).order_by("id")
    found, asked = list[Question](), {unit.pk}
    for row in rows:
        former = book.units_by_id()[row.unit_id]
        heirs = successors.for_reports(former, ward, on=on)
        heir = next((one for one in heirs if one.pk not in asked), None)
        if heir:
            asked.add(heir.pk)
        why = "không còn đơn vị kế tiếp" if not heirs else "đơn vị kế tiếp đã chủ trì hoặc đã được mời"
        found.append(Question(row, former.pk, heir, "" if heir else why))
    return found


def _with(
    report: Report, decision: Decision, questions: Sequence[Question], ward: Ward, *, on: date
) -> tuple[Unit, ...]:
    """Return the units with the report: those by the rules, those asked, and whoever was there and still works."""
    if report.held_as == ReadsLike.TO_CAO:
        return tuple(decision.with_units)
    there = [book.units_by_id()[pk] for pk, _part in involvement.units_on(report)]
    stay = [unit for unit in there if successors.is_at_work(unit, on=on) and successors.is_of(unit, ward)]
    asked = [one.unit for one in questions if one.unit]
    return tuple(dict.fromkeys((*decision.with_units, *asked, *stay)))


def _changes(report: Report, planned: Planned, *, now: datetime) -> dict[str, object]:
    changes: dict[str, object] = {
        "ward": planned.ward,
        "unit": planned.unit,
        "near_boundary": planned.near_boundary,
    }
    if report.assignee_id and not planned.keeps_assignee:
        changes["assignee"] = None
    if planned.unit.pk != report.unit_id and report.status == Status.RECEIVED and report.accept_by > now:
        clock = worktime.Clock(report.category.clock)
        own = worktime.add_hours(now, report.category.accept_hours, clock=clock)
        changes["accept_by"] = max(report.accept_by, min(own, report.resolve_by))
    return changes | {"search": search_after(report, changes)}


def _said(report: Report, planned: Planned, *, on: date) -> dict[str, object]:
    return {
        "wards_on": on.isoformat(),
        "from_ward": report.ward.slug,
        "to_ward": planned.ward.slug,
        "ward_name": planned.ward.name,
        "from": report.unit.code,
        "to": planned.unit.code,
        "with": [unit.code for unit in planned.with_units],
        "reasons": [[one.code, one.words] for one in planned.decision.reasons],
        "questions": [
            [book.units_by_id()[one.asked_of].code, one.unit.code if one.unit else ""] for one in planned.questions
        ],
        "assignee_left": bool(report.assignee_id and not planned.keeps_assignee),
    }


def _words(report: Report, planned: Planned, *, on: date) -> str:
    """Return why, and what became of what was waited for; kept in Vietnamese, as all words of the record are."""
    parts = [f"Địa giới các phường thay đổi từ ngày {on.day}/{on.month}/{on.year}; hạn xử lý giữ nguyên."]
    if planned.pending:
        before, after = planned.pending.from_unit.short_name, planned.pending.to_unit.short_name
        parts.append(f"Việc chuyển từ {before} đến {after} đang chờ nhận kết thúc tại đây.")
    for one in planned.questions:
        former = book.units_by_id()[one.asked_of]
        if one.unit is None:
            parts.append(f"Lời mời {former.short_name} phối hợp kết thúc: {one.why}.")
        elif one.unit.pk != former.pk:
            parts.append(f"Lời mời {former.short_name} phối hợp chuyển cho {one.unit.short_name}, giữ nguyên hạn.")
    if report.assignee_id and not planned.keeps_assignee:
        parts.append("Người xử lý cũ không thuộc đơn vị mới: xin giao lại việc.")
    return " ".join(parts)


def _pass_on(question: Question, unit: Unit) -> None:
    """Let the heir answer, for the unit now in charge. What ends here is told in the event's words, its row goes."""
    row = question.asked
    if question.unit is None:
        row.delete()
        return
    row.unit, row.asking_unit = question.unit, unit
    row.save(update_fields=["unit", "asking_unit"])
