"""The staff calls about alerts: the list, one of them, and what people do about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.text import clean_line
from backend.http.described_headers import PAGED
from backend.http.door import asked
from backend.http.schema import problems
from backend.indicators import alert_work
from backend.indicators.alert_board import ReportOf, Shown, shown, step_name
from backend.indicators.alert_work import NEXT, Found, may_work
from backend.indicators.models import Alert, AlertQuerySet, AlertState
from moderation.api.alert_shapes import (
    AlertPageOut,
    CloseAlertSerializer,
    TickSerializer,
    WholeAlertOut,
)
from moderation.api.deeds import Deed, Rows, deed_view
from moderation.api.door import StaffDoor, person
from moderation.api.lists import PageQuery, page_of
from moderation.api.said import kind_said, local, ward_said
from moderation.api.why import NothingSerializer

_BY_STATE = {AlertState.ACKNOWLEDGED: "acknowledge", AlertState.WORKING: "start", AlertState.CLOSED: "close"}


class AlertsView(StaffDoor):
    @extend_schema(
        operation_id="staff_alerts", parameters=[PageQuery, PAGED], responses={200: AlertPageOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Các cảnh báo người này được xem, mới nhất trước."""
        asked(PageQuery, request)
        reader = person(request)
        if not (reader.reads_all or reader.unit_ids):
            raise PermissionDenied
        return page_of(request, _rows(reader), by="-opened_at", said=_facts)


class AlertView(StaffDoor):
    @extend_schema(operation_id="staff_alert", responses={200: WholeAlertOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Một cảnh báo: vì sao, phản ánh nào, việc cần làm ngay, diễn biến."""
        return Response(_whole(_alert(request, pk), person(request)))


def _acknowledge(alert: Alert, _wish: Mapping[str, Any], by: Staff, now: datetime) -> object:
    """Đã nhận tin."""
    return alert_work.acknowledge(alert, by=by, now=now)


def _start(alert: Alert, _wish: Mapping[str, Any], by: Staff, now: datetime) -> object:
    """Bắt đầu xử lý."""
    return alert_work.start(alert, by=by, now=now)


def _tick(alert: Alert, wish: Mapping[str, Any], by: Staff, now: datetime) -> object:
    """Đã làm một việc cần làm ngay."""
    return alert_work.tick(alert, clean_line(wish["step"]), by=by, now=now, note=wish.get("note", ""))


def _close(alert: Alert, wish: Mapping[str, Any], by: Staff, now: datetime) -> object:
    """Kết thúc cảnh báo với kết luận."""
    return alert_work.close(alert, Found(wish["outcome"], wish["findings"]), by=by, now=now)


def _rows(reader: User) -> AlertQuerySet:
    return Alert.objects.for_staff(reader).select_related("ward", "category").defer("ward__boundary")


def _alert(request: Request, pk: int) -> Alert:
    """Return the alert; Http404 where there is none, or this person's units were not told of it."""
    found = _rows(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _facts(alert: Alert) -> dict[str, Any]:
    category = alert.category
    names = ("kind", "state", "group", "place", "lat", "lon", "radius_m", "findings")
    moments = ("first_report_at", "last_report_at", "opened_at", "first_action_at", "closed_at")
    return {
        "id": alert.pk,
        **{name: getattr(alert, name) for name in names},
        **{name: local(getattr(alert, name)) for name in moments},
        "outcome": alert.outcome or None,
        "minutes_to_first_action": alert.minutes_to_first_action,
        "category": category and kind_said(category),
        "ward": ward_said(alert.ward),
    }


def _whole(alert: Alert, reader: User) -> dict[str, Any]:
    found = shown(alert, reader=reader)
    may = [_BY_STATE[state] for state in NEXT[AlertState(alert.state)]] if may_work(reader, alert) else []
    return _facts(alert) | {
        "evidence": _evidence(alert, found),
        "steps": [
            {
                "code": one.code,
                "name": step_name(one),
                "done_at": local(one.done_at),
                "done_by": one.done_by and str(one.done_by),
                "note": one.note,
            }
            for one in found.steps
        ],
        "reports": [_report(one) for one in found.reports],
        "timeline": [{"at": local(one.at), "title": one.title, "who": one.who} for one in found.timeline],
        "may": [*may, "tick"] if may and any(one.done_at is None for one in found.steps) else may,
    }


def _evidence(alert: Alert, found: Shown) -> dict[str, Any]:
    told = {name: alert.evidence.get(name) for name in ("reports", "expected", "ill", "window_h")}
    return told | {"by_chance_once_in": found.by_chance_once_in}


def _report(one: ReportOf) -> dict[str, Any]:
    report = one.report
    return {
        "code": report.code,
        "category": kind_said(report.category),
        "status": report.status,
        "street": report.street and report.street.name,
        "lat": report.lat,
        "lon": report.lon,
        "distance_m": one.distance_m,
        "created_at": local(report.created_at),
        "came_later": one.came_later,
        "stands": one.stands,
        "may_open": one.may_open,
    }


_ROWS = Rows(_alert, lambda request, alert: _whole(alert, person(request)), WholeAlertOut)
_DEEDS = {
    "acknowledge": Deed(NothingSerializer, _acknowledge),
    "start": Deed(NothingSerializer, _start),
    "tick": Deed(TickSerializer, _tick),
    "close": Deed(CloseAlertSerializer, _close),
}
DEEDS = {name: deed_view(f"staff_alert_{name}", deed, _ROWS) for name, deed in _DEEDS.items()}
