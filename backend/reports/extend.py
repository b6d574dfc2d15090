"""More time for a report (gia hạn): asked for once with a reason, approved or refused by the unit's head.

Figures keep to the first deadline and show the extended one apart.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core import worktime
from backend.core.errors import Refused
from backend.reports.act import Act, begin, finish, hold
from backend.reports.models import Event, Extension, ExtensionState, Kind, Report, Status
from backend.reports.reasons import checked_reason
from backend.reports.rights import NotYours, check_in_charge, heads

WORKED_ON = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
LONGEST = timedelta(days=60)  # after the first deadline: what takes longer is promised by note, not by deadline


def ask(report: Report, until: date, *, reason: str, by: Staff, now: datetime) -> Event:
    """Ask for time until the closing hour of ``until`` (a day in the city), before the deadline has passed.

    Asked by the head, it is approved at once. Raises NotYours, Refused.
    """
    why, moment = checked_reason(reason), end_of(until)
    with transaction.atomic():
        act = _begun(report, by=by)
        _check(act.report, moment, now=now)
        data = {"until": moment.isoformat()}
        asked = finish(act, {}, Kind.EXTENSION_ASKED, now=now, words=why, data=data, is_public=False)
        extension = Extension.objects.create(report=act.report, event=asked, until=moment)
        if heads(by.user, act.report):
            return _approve(act, extension, why, now=now)
    return asked


def approve(report: Report, *, by: Staff, now: datetime) -> Event:
    """Grant the time asked for; the resident reads the reason it was asked with. Raises NotYours, Refused."""
    with transaction.atomic():
        act, extension = _asked(report, by=by)
        if act.report.status not in WORKED_ON or extension.until <= act.report.resolve_by:
            raise Refused(_("Chỉ duyệt gia hạn khi phản ánh đang được xử lý và hạn mới còn ở sau."), code="not_next")
        words = getattr(extension.event, "words", None)
        return _approve(act, extension, words.body if words else "", now=now)


def refuse(report: Report, *, reason: str, by: Staff, now: datetime) -> Event:
    """Do not grant it: the first deadline stands, and it may be asked for again. Raises NotYours, Refused."""
    why = checked_reason(reason)
    with transaction.atomic():
        act, extension = _asked(report, by=by)
        event = finish(act, {}, Kind.EXTENSION_REFUSED, now=now, words=why, is_public=False)
        _decide(extension, ExtensionState.REFUSED, event)
    return event


def asked_of(report: Report) -> Extension | None:
    """Return the extension that waits for the head's word. One statement."""
    rows = Extension.objects.filter(report=report, state=ExtensionState.ASKED)
    return rows.select_related("event__words").first()


def end_of(day: date) -> datetime:
    """Return the closing hour (17:00) of ``day`` in the city, aware."""
    closing = datetime.combine(day, time()) + worktime.AFTERNOON + worktime.HALF
    return timezone.make_aware(closing, timezone.get_default_timezone())


def _begun(report: Report, *, by: Staff) -> Act:
    held = hold(report)
    check_in_charge(by, held)
    return begin(held, by=by)


def _asked(report: Report, *, by: Staff) -> tuple[Act, Extension]:
    act = _begun(report, by=by)
    if not heads(by.user, act.report):
        raise NotYours(_("Chỉ lãnh đạo đơn vị duyệt gia hạn."))
    extension = asked_of(act.report)
    if extension is None:
        raise Refused(_("Không có đề nghị gia hạn đang chờ duyệt."), code="nothing_asked")
    return act, extension


def _approve(act: Act, extension: Extension, why: str, *, now: datetime) -> Event:
    data = {"until": extension.until.isoformat(), "first": act.report.resolve_by.isoformat()}
    event = finish(act, {"extended_to": extension.until}, Kind.EXTENDED, now=now, words=why, data=data)
    _decide(extension, ExtensionState.APPROVED, event)
    return event


def _decide(extension: Extension, state: ExtensionState, event: Event) -> None:
    extension.state, extension.decided_by = state, event
    extension.save(update_fields=["state", "decided_by"])


def _check(report: Report, until: datetime, *, now: datetime) -> None:
    if report.status not in WORKED_ON:
        raise Refused(_("Chỉ xin gia hạn khi phản ánh đang được xử lý."), code="not_next")
    if now > report.resolve_by:
        raise Refused(_("Đã quá hạn xử lý nên không gia hạn được; xin ghi tiến độ và ngày hẹn."), code="too_late")
    if report.extensions.exclude(state=ExtensionState.REFUSED).exists():
        raise Refused(_("Phản ánh này đã gia hạn hoặc đang chờ duyệt gia hạn."), code="once")
    if not report.resolve_by < until <= report.resolve_by + LONGEST:
        raise Refused(_("Hạn mới phải sau hạn xử lý, không quá 60 ngày."), field="until", code="out_of_range")
