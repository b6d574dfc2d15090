"""Alerts: the list, and one with its map, timeline, first actions and how it ends."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.core.errors import Refused
from backend.core.month import Month
from backend.http import paging
from backend.indicators import alert_work
from backend.indicators.alert_board import shown, summary
from backend.indicators.alert_work import LONGEST_FINDINGS, LONGEST_NOTE, NEXT, Found, may_work
from backend.indicators.definitions import BY_CODE
from backend.indicators.first_action import ActionMonth, first_actions
from backend.indicators.models import Alert, AlertState, Outcome
from backend.indicators.query import months_before
from backend.indicators.tally import day_of
from moderation.door import StaffRequest, acting, for_staff

_SIZE = 30
_MONTHS = 6


@require_safe
@for_staff
def alerts_page(request: StaffRequest) -> HttpResponse:
    """List the alerts this person may see, the newest first, and how soon somebody acted."""
    if not (request.user.reads_all or request.user.unit_ids):
        raise PermissionDenied
    rows = Alert.objects.for_staff(request.user).select_related("ward", "category").defer("ward__boundary")
    try:
        page = paging.page(rows, by="-opened_at", cursor=request.GET.get("cursor", ""), size=_SIZE)
    except paging.BadCursor:
        return redirect("alerts")
    now = timezone.now()
    context = {
        "here": "alerts",
        "rows": page.rows,
        "next": page.next,
        "previous": page.previous,
        "summary": summary(request.user, now=now),
        "months": _months(now) if request.user.reads_all else (),
        "named": BY_CODE,
    }
    return render(request, "programme/alerts.html", context)


def _months(now: datetime) -> list[ActionMonth]:
    """Return how soon somebody acted in each of the last months, the running one first."""
    last = Month.of(day_of(now))
    return list(reversed(first_actions([months_before(last, back) for back in range(_MONTHS - 1, -1, -1)], now=now)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def alert_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the alert; a POST does one ``act``: acknowledge, start, close, or tick (with ``step``)."""
    rows = Alert.objects.for_staff(request.user).select_related("ward", "category").defer("ward__boundary")
    alert = rows.filter(pk=pk).first()
    if alert is None:
        raise Http404
    if request.method != "POST":
        return _page(request, alert)
    do = _ACTS.get(request.POST.get("act", ""))
    if do is None:
        raise Http404
    try:
        said = do(request, alert)
    except Refused as refused:
        return _page(request, Alert.objects.select_related("ward", "category").get(pk=pk), refused)
    messages.success(request, said)
    return redirect("alert", alert.pk)


def _page(request: StaffRequest, alert: Alert, refused: Refused | None = None) -> HttpResponse:
    context = {
        "here": "alerts",
        "alert": alert,
        "shown": shown(alert, reader=request.user),
        "may": NEXT[AlertState(alert.state)] if may_work(request.user, alert) else (),
        "outcomes": Outcome.choices,
        "refused": refused,
        "typed": request.POST,
        "longest_findings": LONGEST_FINDINGS,
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "programme/alert.html", context, status=refused.status if refused else 200)


def _acknowledge(request: StaffRequest, alert: Alert) -> str:
    alert_work.acknowledge(alert, by=acting(request), now=timezone.now())
    return _("Đã ghi: ông/bà đã nhận tin.")


def _start(request: StaffRequest, alert: Alert) -> str:
    alert_work.start(alert, by=acting(request), now=timezone.now())
    return _("Đã ghi: bắt đầu xử lý.")


def _tick(request: StaffRequest, alert: Alert) -> str:
    code, note = request.POST.get("step", ""), request.POST.get("note", "")
    alert_work.tick(alert, code, by=acting(request), now=timezone.now(), note=note)
    return _("Đã ghi việc đã làm.")


def _close(request: StaffRequest, alert: Alert) -> str:
    found = Found(request.POST.get("outcome", ""), request.POST.get("findings", ""))
    alert_work.close(alert, found, by=acting(request), now=timezone.now())
    return _("Đã kết thúc cảnh báo.")


_ACTS: dict[str, Callable[[StaffRequest, Alert], str]] = {
    "acknowledge": _acknowledge,
    "start": _start,
    "tick": _tick,
    "close": _close,
}
