"""The page of one indicator: what is known of it, the form to enter a value, and the second person's buttons."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.core.errors import Refused
from backend.indicators.definitions import BY_CODE
from backend.indicators.indicator_page import may_see, one_indicator
from backend.indicators.models import EnteredValue, Indicator, Target
from backend.indicators.values import NewValue, approve_value, enter_value, may_decide, may_enter, refuse_value
from backend.places.in_force import day_in_force
from backend.registers.rights import kinds_seen
from moderation.door import StaffRequest, acting, for_staff
from moderation.programme.indicators import found, not_yours

_FIELDS = ("target", "number", "first_day", "last_day", "source", "source_on", "document", "corrects", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def indicator_page(request: StaffRequest, code: str) -> HttpResponse:
    """Show an indicator; a POST enters a value of one of its targets."""
    indicator, refused = found(code), None
    if not may_see(request.user, indicator):
        return not_yours(request)
    if request.method == "POST":
        try:
            enter_value(_target(request, indicator), _new(request, indicator), by=acting(request), now=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã ghi số liệu, chờ người thứ hai duyệt."))
            return redirect("indicator", code=indicator.code)
    return _shown(request, indicator, refused)


@require_POST
@for_staff
def decide(request: StaffRequest, code: str, value: int) -> HttpResponse:
    """Approve a value, or refuse it with a reason (``word``: approve or refuse)."""
    indicator = found(code)
    if not may_see(request.user, indicator):
        return not_yours(request)
    row = _value(indicator, str(value))
    try:
        if request.POST.get("word") == "approve":
            approve_value(row, by=acting(request), now=timezone.now())
            messages.success(request, _("Đã duyệt số liệu."))
        else:
            refuse_value(row, reason=request.POST.get("reason", ""), by=acting(request), now=timezone.now())
            messages.success(request, _("Đã từ chối số liệu; bản ghi vẫn giữ trong lịch sử."))
    except Refused as refusal:
        return _shown(request, indicator, refusal)
    return redirect("indicator", code=indicator.code)


def _shown(request: StaffRequest, indicator: Indicator, refused: Refused | None) -> HttpResponse:
    wanted, now = request.GET.get("corrects", ""), timezone.now()
    given = {name: request.POST.get(name, "") for name in _FIELDS}
    if request.method != "POST" and wanted:
        given |= _to_correct(_value(indicator, wanted))
    context = {
        "here": "indicators",
        "indicator": indicator,
        "one": one_indicator(indicator, now=now),
        "opens": kinds_seen(request.user, on=day_in_force(now)),
        "refused": refused,
        "given": given,
        "named": BY_CODE,
        "may_enter": may_enter(request.user, indicator),
        "may_decide": may_decide(request.user),
    }
    return render(request, "programme/indicator.html", context, status=refused.status if refused else 200)


def _to_correct(value: EnteredValue) -> dict[str, str]:
    """Return what the form begins with where a value is to be corrected."""
    days = {name: getattr(value, name).isoformat() for name in ("first_day", "last_day", "source_on")}
    words = {"source": value.source, "document": value.document, "number": ""}
    return days | words | {"target": str(value.target_id), "corrects": str(value.pk)}


def _new(request: StaffRequest, indicator: Indicator) -> NewValue:
    sent = request.POST
    corrects = sent.get("corrects", "")
    return NewValue(
        number=sent.get("number", ""),
        first_day=_day(sent.get("first_day", "")),
        last_day=_day(sent.get("last_day", "")),
        source=sent.get("source", ""),
        source_on=_day(sent.get("source_on", "")),
        document=sent.get("document", ""),
        corrects=_value(indicator, corrects) if corrects else None,
        reason=sent.get("reason", ""),
    )


def _target(request: StaffRequest, indicator: Indicator) -> Target:
    written = request.POST.get("target", "")
    rows = Target.objects.filter(indicator=indicator).select_related("indicator")
    target = rows.filter(pk=_number(written)).first()
    if target is None:
        raise Refused(_("Xin chọn mục tiêu."), field="target", code="required")
    return target


def _value(indicator: Indicator, written: str) -> EnteredValue:
    row = EnteredValue.objects.filter(target__indicator=indicator, pk=_number(written)).first()
    if row is None:
        raise Http404
    return row


def _number(written: str) -> int:
    """Return the number written; 0, which is no row's, for anything else."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else 0


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
