"""Closing a month: what was closed, what would be, and the button of the programme's office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.close import Preview, close, may_close, preview
from backend.indicators.definitions import BY_CODE
from backend.indicators.facts import MEASURES
from backend.indicators.frozen import open_months
from backend.indicators.models import ClosedMonth
from backend.indicators.tally import day_of
from moderation.door import StaffRequest, acting, for_staff

_SHOWN = 60


@require_safe
@for_staff
def months_page(request: StaffRequest) -> HttpResponse:
    """Show what was closed, the newest first, and what may be closed next. Units' people get 403."""
    if not request.user.reads_all:
        return render(request, "programme/not_yours.html", status=403)
    closed = ClosedMonth.objects.select_related("recount").order_by("-first_day", "-revision")[:_SHOWN]
    waiting = open_months(before=Month.of(day_of(timezone.now())))
    shown = {"here": "months", "closed": closed, "waiting": waiting, "may_close": may_close(request.user)}
    return render(request, "programme/months.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def month_page(request: StaffRequest, month: str) -> HttpResponse:
    """Show what closing ``month`` would freeze; a POST closes it under the person's name."""
    if not request.user.reads_all:
        return render(request, "programme/not_yours.html", status=403)
    wanted, now, refused = _month(month), timezone.now(), None
    if request.method == "POST":
        try:
            seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
            closed = close(wanted, by=acting(request), now=now, reason=reason, seen=seen)
        except Refused as refusal:
            refused = refusal
        else:
            said = {"month": f"{wanted.number:02d}/{wanted.year}", "revision": closed.revision}
            messages.success(request, _("Đã chốt tháng %(month)s, bản %(revision)s.") % said)
            return redirect("months")
    return _shown(request, wanted, refused)


def _shown(request: StaffRequest, month: Month, refused: Refused | None) -> HttpResponse:
    looked = None
    try:
        looked = preview(month, now=timezone.now())
    except Refused as refusal:
        refused = refused or refusal
    context = {
        "here": "months",
        "month": month,
        "looked": looked,
        "refused": refused,
        "lines": _lines(looked) if looked else (),
        "reason": request.POST.get("reason", ""),
        "may_close": may_close(request.user),
    }
    return render(request, "programme/month.html", context, status=refused.status if refused else 200)


def _lines(looked: Preview) -> list[dict[str, object]]:
    """Return each measure by its name, as it is frozen now and as it would be."""
    return [
        {
            "name": BY_CODE[measure].name,
            "now": getattr(looked.total, measure),
            "before": getattr(looked.before, measure, None),
        }
        for measure in MEASURES
        if measure in BY_CODE
    ]


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        raise Http404 from None
