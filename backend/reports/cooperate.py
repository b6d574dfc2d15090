"""Another unit is asked for its part (phối hợp), with a deadline of its own; the unit in charge stays answerable."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.places.in_force import day_in_force
from backend.reports import involvement
from backend.reports.act import begin, finish, hold
from backend.reports.models import Cooperation, Event, Kind, Part, Report
from backend.reports.reasons import checked_reason
from backend.reports.rights import NotYours, check_in_charge
from backend.routing.models import Unit


@dataclass(frozen=True)
class Asked:
    """What is asked of which unit, and until when (aware)."""

    unit: Unit
    words: str
    answer_by: datetime


class AnsweredAlready(Refused):
    """Nothing is asked of this unit any more."""

    status = 409


def ask(report: Report, wanted: Asked, *, by: Staff, now: datetime) -> Event:
    """Ask a unit for its part; from now on it is with the report. Raises NotYours, Refused.

    One question to a unit at a time. The version of the report does not rise: nobody's work is overtaken by it.
    """
    words = checked_reason(wanted.words, field="note")
    with transaction.atomic():
        held = hold(report)
        check_in_charge(by, held)
        _check(held, wanted, now=now)
        there = dict(involvement.units_on(held))
        others = [pk for pk, part in there.items() if part == Part.WITH]
        with_units = list(Unit.objects.filter(pk__in={*others, wanted.unit.pk}))
        data = {"unit": wanted.unit.code, "answer_by": wanted.answer_by.isoformat(), "asked_by": held.unit.code}
        event = finish(
            begin(held, by=by),
            {},
            Kind.COOPERATION_ASKED,
            now=now,
            words=words,
            data=data,
            is_public=False,
            with_units=with_units if wanted.unit.pk not in there else None,
        )
        Cooperation.objects.create(
            report=held, event=event, asking_unit=held.unit, unit=wanted.unit, answer_by=wanted.answer_by
        )
    return event


def answer(report: Report, words: str, *, unit: Unit, by: Staff, now: datetime) -> Event:
    """Answer for ``unit`` what was asked of it. Raises NotYours, AnsweredAlready, Refused (no words)."""
    said = checked_reason(words, field="note")
    if not by.user.is_active or unit.pk not in by.user.unit_ids:
        raise NotYours(_("Chỉ đơn vị được mời mới trả lời được."))
    with transaction.atomic():
        held = hold(report)
        asked = open_of(held).filter(unit=unit).first()
        if asked is None:
            raise AnsweredAlready(_("Lời mời phối hợp này đã được trả lời."), code="answered")
        data = {"unit": unit.code, "is_late": now > asked.answer_by}
        event = finish(
            begin(held, by=by), {}, Kind.COOPERATION_ANSWERED, now=now, words=said, data=data, is_public=False
        )
        asked.answered_by = event
        asked.save(update_fields=["answered_by"])
    return event


def open_of(report: Report) -> "QuerySet[Cooperation]":
    """Return what is still asked of other units, the oldest first, with these units: nothing once it is over."""
    rows = Cooperation.objects.filter(report=report, report__is_open=True, answered_by__isnull=True)
    return rows.select_related("unit", "asking_unit").order_by("id")


def _check(report: Report, wanted: Asked, *, now: datetime) -> None:
    if not report.is_open:
        raise Refused(_("Phản ánh đã kết thúc."), code="not_next")
    if wanted.unit.pk == report.unit_id:
        raise Refused(_("Đơn vị này đang chủ trì phản ánh."), field="unit", code="same_unit")
    day = day_in_force(now)
    if wanted.unit.valid_from > day or (wanted.unit.valid_to and wanted.unit.valid_to < day):
        raise Refused(_("Đơn vị này không còn hoạt động."), field="unit", code="not_at_work")
    if wanted.answer_by <= now:
        raise Refused(_("Hạn trả lời phải sau lúc này."), field="answer_by", code="past")
    if open_of(report).filter(unit=wanted.unit).exists():
        raise Refused(_("Đang chờ đơn vị này trả lời lời mời trước."), field="unit", code="asked")
