"""Which acts beside the steps of its status are open to a person, on one report, now: for pages and programs alike."""

from enum import StrEnum

from backend.accounts.actor import Staff
from backend.reports.extend import WORKED_ON
from backend.reports.models import Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.rights import heads, may_act, may_note
from backend.reports.ties import Ties


class Deed(StrEnum):
    """An act by its name in addresses and answers."""

    ASSIGN = "assign"
    TRANSFER = "transfer"
    TRANSFER_ACCEPT = "transfer/accept"
    TRANSFER_RETURN = "transfer/return"
    HAND_OVER = "hand-over"
    SEND_ON = "send-on"
    COOPERATE = "cooperate"
    COOPERATE_ANSWER = "cooperate/answer"
    EXTEND = "extend"
    EXTEND_APPROVE = "extend/approve"
    EXTEND_REFUSE = "extend/refuse"
    PROMISE = "promise"
    CATEGORY = "category"
    PLACE = "place"
    LEVEL = "level"
    SPLIT = "split"
    MERGE = "merge"
    LINK = "link"
    PUBLISH = "publish"
    HIDE = "hide"
    REDACT = "redact"
    SCREEN = "screen"
    DUTY_CONFIRM = "duty/confirm"
    NOTE = "note"


_UNDER_WAY = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS})


def open_acts(report: Report, *, by: Staff, ties: Ties) -> tuple[Deed, ...]:
    """Return the acts ``by`` may try now, in the order of :class:`Deed`. At most one statement."""
    called = {Deed.DUTY_CONFIRM} if ties.is_calling(by.user.pk) else set()
    found = called | _beside(report, by, ties) | (_in_charge(report, by, ties) if may_act(by.user, report) else set())
    return tuple(deed for deed in Deed if deed in found)


def _beside(report: Report, by: Staff, ties: Ties) -> set[Deed]:
    """Return what people of units with it may do, too."""
    if not (may_act(by.user, report) or may_note(by.user, report)):
        return set()
    is_asked = report.is_open and ties.asked_of(by.user.unit_ids)
    return {Deed.NOTE} | ({Deed.COOPERATE_ANSWER} if is_asked else set())


def _in_charge(report: Report, by: Staff, ties: Ties) -> set[Deed]:
    deeds = {Deed.SCREEN, Deed.LINK} | ({Deed.REDACT} if report.photo_count else set())
    if report.published_at is not None:
        deeds.add(Deed.HIDE)
    if report.screening != Screening.CLEAR:
        return deeds
    if report.held_as != HELD_DENUNCIATION:
        deeds.add(Deed.PUBLISH)
    if report.is_open:
        deeds |= {Deed.ASSIGN, Deed.COOPERATE, Deed.PROMISE, Deed.SPLIT}
        if report.held_as != HELD_DENUNCIATION:
            deeds.add(Deed.SEND_ON)
    if report.status in _UNDER_WAY:
        deeds |= {Deed.CATEGORY, Deed.PLACE, Deed.LEVEL, Deed.MERGE} | _moving(report, ties)
    return deeds | _more_time(report, by, ties)


def _moving(report: Report, ties: Ties) -> set[Deed]:
    if ties.pending is not None:
        return {Deed.TRANSFER_ACCEPT, Deed.TRANSFER_RETURN}
    return {Deed.TRANSFER} | ({Deed.HAND_OVER} if report.near_boundary else set())


def _more_time(report: Report, by: Staff, ties: Ties) -> set[Deed]:
    if report.status not in WORKED_ON:
        return set()
    if ties.asked is not None:
        return {Deed.EXTEND_APPROVE, Deed.EXTEND_REFUSE} if heads(by.user, report) else set()
    return {Deed.EXTEND} if report.extended_to is None and ties.may_be_extended else set()
