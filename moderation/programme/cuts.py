"""A month by street, hot spot, site or channel."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.indicators.definitions import BY_CODE
from backend.indicators.page import month_asked
from backend.indicators.place_cuts import MOST, SHOWN, place_cut
from moderation.door import StaffRequest, for_staff
from moderation.programme.indicators import not_yours

BY = {"street": _("Đường, phố"), "hotspot": _("Điểm nóng"), "site": _("Địa điểm"), "channel": _("Kênh gửi")}


@require_safe
@for_staff
def cuts_page(request: StaffRequest) -> HttpResponse:
    """Show ``?month=2026-10&by=street``, each number with its list. Units' people get 403."""
    if not request.user.reads_all:
        return not_yours(request)
    by = request.GET.get("by", "street")
    try:
        month = month_asked(request.GET.get("month", ""), now=timezone.now())
    except Refused:
        raise Http404 from None
    if by not in BY:
        raise Http404
    context = {
        "month": month,
        "by": by,
        "cuts": BY.items(),
        "title": BY[by],
        "columns": [BY_CODE[name] for name in SHOWN],
        "cut": place_cut(month, by),
        "most": MOST,
    }
    return render(request, "programme/cuts.html", context)
