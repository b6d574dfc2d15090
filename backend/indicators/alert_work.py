"""What people do about an alert: take note, start, tick a first action, close it with what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core.errors import Forbidden, Refused
from backend.core.text import clean, clean_line
from backend.indicators.alerts import Telling, tell
from backend.indicators.models import Alert, AlertState, AlertStep, Outcome
from backend.reports.models import Event

ACKNOWLEDGED, STARTED, TICKED, CLOSED = "alert_acknowledged", "alert_started", "alert_ticked", "alert_closed"
LONGEST_FINDINGS, LONGEST_NOTE = 4000, 500
NEXT: Mapping[AlertState, tuple[AlertState, ...]] = {
    AlertState.RAISED: (AlertState.ACKNOWLEDGED, AlertState.WORKING, AlertState.CLOSED),
    AlertState.ACKNOWLEDGED: (AlertState.WORKING, AlertState.CLOSED),
    AlertState.WORKING: (AlertState.CLOSED,),
    AlertState.CLOSED: (),
}
_KIND = {AlertState.ACKNOWLEDGED: ACKNOWLEDGED, AlertState.WORKING: STARTED, AlertState.CLOSED: CLOSED}


class NotYourAlert(Forbidden):
    """Who only reads does nothing about alerts."""

    def __init__(self) -> None:
        super().__init__(_("Ông/bà chỉ được xem cảnh báo này."), code="not_yours")


class AlertMovedOn(Refused):
    """A colleague was faster, or the alert is closed."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Đồng nghiệp vừa thay đổi cảnh báo này. Xin xem lại."), code="overtaken")


@dataclass(frozen=True)
class Found:
    """What an alert turned out to be, and what was found, in words."""

    outcome: str
    findings: str


def may_work(user: User, alert: Alert) -> bool:
    """Whether ``user`` does something about the alert: people of the units told, the office and leaders. One query."""
    if not user.is_active:
        return False
    if user.is_office or any(post.role == Role.LEADER for post in user.posts):
        return True
    return bool(user.unit_ids) and alert.units.filter(pk__in=user.unit_ids).exists()


def acknowledge(alert: Alert, *, by: Staff, now: datetime) -> Event:
    """Take note of the alert. Raises NotYourAlert, AlertMovedOn."""
    return _move(alert, AlertState.ACKNOWLEDGED, {}, by=by, now=now)


def start(alert: Alert, *, by: Staff, now: datetime) -> Event:
    """Start working on the alert. Raises NotYourAlert, AlertMovedOn."""
    return _move(alert, AlertState.WORKING, {}, by=by, now=now)


def close(alert: Alert, found: Found, *, by: Staff, now: datetime) -> Event:
    """Close the alert with what was found. Raises NotYourAlert, AlertMovedOn, Refused (``outcome``, ``findings``)."""
    if found.outcome not in Outcome.values:
        raise Refused(_("Xin chọn kết luận."), field="outcome", code="required")
    words = clean(found.findings)
    if not words:
        raise Refused(_("Xin ghi kết quả kiểm tra, xác minh."), field="findings", code="required")
    if len(words) > LONGEST_FINDINGS:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_FINDINGS}, field="findings")
    # What its reports name is only needed while more may join, and stays in their answers alone from here on.
    columns = {"outcome": found.outcome, "findings": words, "closed_at": now, "names": []}
    return _move(alert, AlertState.CLOSED, columns, by=by, now=now)


def tick(alert: Alert, code: str, *, by: Staff, now: datetime, note: str = "") -> Event:
    """Tick a first action, once, under the person's name. Raises NotYourAlert, AlertMovedOn, Refused (``note``)."""
    if not may_work(by.user, alert):
        raise NotYourAlert
    words = clean_line(note)
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="note")
    with transaction.atomic():
        steps = AlertStep.objects.filter(alert=alert, code=code, done_at__isnull=True)
        if not Alert.objects.open().select_for_update().filter(pk=alert.pk).exists():
            raise AlertMovedOn
        if not steps.update(done_at=now, done_by=by.user, note=words):
            raise AlertMovedOn
        rows = Alert.objects.filter(pk=alert.pk)
        rows.update(first_action_at=Coalesce(F("first_action_at"), now))
        rows.filter(state=AlertState.RAISED).update(state=AlertState.ACKNOWLEDGED)
        return tell([Telling(alert, TICKED, {"step": code})], by=by, now=now)[0]


def _move(alert: Alert, to: AlertState, columns: Mapping[str, object], *, by: Staff, now: datetime) -> Event:
    if not may_work(by.user, alert):
        raise NotYourAlert
    seen = AlertState(alert.state)
    if to not in NEXT[seen]:
        raise AlertMovedOn
    with transaction.atomic():
        rows = Alert.objects.filter(pk=alert.pk, state=seen)
        if not rows.update(state=to, first_action_at=Coalesce(F("first_action_at"), now), **columns):
            raise AlertMovedOn
        data = {"outcome": columns["outcome"]} if to == AlertState.CLOSED else {}
        return tell([Telling(alert, _KIND[to], data)], by=by, now=now)[0]
