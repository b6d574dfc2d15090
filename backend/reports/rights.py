"""Who may do what with a report they see."""

from django.utils.translation import gettext as _

from backend.accounts.actor import Actor, Clock, Program, Reporter, Staff
from backend.accounts.models import User
from backend.core.errors import Forbidden
from backend.reports.models import Event, Involvement, Kind, Report
from backend.reports.models.event import ActorKind
from backend.reports.steps import Who


class NotYours(Forbidden):
    """The person may look at the report, but only the unit in charge moves it along."""

    def __init__(self, message: str = "", *, field: str | None = None, code: str = "not_yours") -> None:
        super().__init__(message or _("Chỉ đơn vị chủ trì mới thực hiện được bước này."), field=field, code=code)


def check_in_charge(by: Staff, report: Report) -> None:
    """Raise NotYours where ``by`` is not of the unit in charge of ``report``."""
    if not may_act(by.user, report):
        raise NotYours


def may_act(user: User, report: Report) -> bool:
    """Whether ``user`` may move ``report`` along: only people of the unit in charge."""
    return user.is_active and report.unit_id in user.unit_ids


def may_note(user: User, report: Report) -> bool:
    """Whether ``user`` may write beside ``report``: people of the unit in charge and of those with it. One statement.

    Who reads everything (leader, auditor) reads; the programme's office, which sees held denunciations, may note too.
    """
    if not user.is_active:
        return False
    return user.is_office or Involvement.objects.filter(report=report, unit__in=user.unit_ids).exists()


def may_take_down(user: User) -> bool:
    """Whether ``user`` may file what somebody told them: people of any unit, and of the programme's office."""
    return user.is_active and (bool(user.unit_ids) or user.is_office)


def heads(user: User, report: Report) -> bool:
    """Whether ``user`` heads the unit in charge of ``report``."""
    return user.is_active and report.unit_id in user.headed_unit_ids


def standing(by: Actor, report: Report) -> frozenset[Who]:
    """Return as whom ``by`` may act on ``report``; empty where they may only look."""
    match by:
        case Staff(user=user):
            unit = {Who.UNIT} if may_act(user, report) else set()
            return frozenset(unit | ({Who.HEAD} if heads(user, report) else set()))
        case Reporter():
            return frozenset({Who.REPORTER})
        case Clock():
            return frozenset({Who.CLOCK})
        case Program(key_name=name):  # it speaks for the reporters whose reports it sent, and works on what it was sent
            reporter = {Who.REPORTER} if filed_by(report, name) else set()
            return frozenset(reporter | ({Who.PARTNER} if was_sent_to(report, name) else set()))


def filed_by(report: Report, program: str) -> bool:
    """Whether ``report`` came from the program of this name. One statement."""
    first = Event.objects.filter(report=report, number=1, actor_kind=ActorKind.PROGRAM, actor_name=program)
    return first.exists()


def was_sent_to(report: Report, partner: str) -> bool:
    """Whether ``report`` went on to the system of this name. One statement."""
    sendings = Event.objects.filter(report=report, kind=Kind.SENT_ON).order_by("number")
    return any(event.data.get("partner") == partner for event in sendings)
