"""The programme's indicators: the list, the page of each, the reports behind a number, the years of the programme."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.indicators.indicator_page import all_indicators, indicator_of, may_see, month_of, years
from backend.indicators.models import Indicator
from backend.indicators.page import month_asked
from backend.indicators.reports_behind import reports_behind
from backend.indicators.restated import OUTSIDE, outside, ward_set
from backend.indicators.standing import programme_at
from backend.indicators.values import may_decide
from backend.places.in_force import day_in_force
from backend.places.models import Ward
from backend.registers.rights import kinds_seen
from backend.reports.models import Report
from moderation.door import StaffRequest, for_staff

_SHOWN = 50
_LONGEST_NUMBER = 12


@require_safe
@for_staff
def indicators_page(request: StaffRequest) -> HttpResponse:
    """Show how the programme stands: all of it to who reads all, to a unit what it answers for, 403 to others."""
    now = timezone.now()
    shown = all_indicators(request.user, now=now)
    if shown is None and not request.user.reads_all:
        return not_yours(request)
    opens = kinds_seen(request.user, on=day_in_force(now))
    context = {"here": "indicators", "shown": shown, "may_decide": may_decide(request.user), "opens": opens}
    return render(request, "programme/indicators.html", context)


@require_safe
@for_staff
def reports_page(request: StaffRequest, code: str) -> HttpResponse:
    """Show the reports behind an indicator's number of ``?month=2026-10``; of them those the person may see."""
    indicator, now = found(code), timezone.now()
    if not may_see(request.user, indicator):
        return not_yours(request)
    if not indicator.is_fed:
        raise Http404
    try:
        month = month_asked(request.GET.get("month", ""), now=now)
        restated = ward_set(request.GET.get("wards_on", ""))
    except Refused:
        raise Http404 from None
    value, on_time = month_of(indicator, month, now=now), request.GET.get("part") == "on_time"
    ward, name = _ward(request.GET.get("ward", ""))
    behind = reports_behind(indicator, value, now=now, ward=ward, restated=restated, on_time=on_time)
    mine = Report.objects.for_staff(request.user).filter(pk__in=behind.values("pk")).with_labels()
    pages = Paginator(mine.defer("ward__boundary", "street__lines").order_by("-created_at", "-id"), _SHOWN)
    context = {
        "indicator": indicator,
        "value": value,
        "month": month,
        "ward": name,
        "restated": restated,
        "on_time": on_time,
        "number": behind.count(),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "programme/indicator_reports.html", context)


@require_safe
@for_staff
def reviews_page(request: StaffRequest) -> HttpResponse:
    """Show the years of the programme: its review cycle, and what is due in each."""
    if not request.user.reads_all:
        return not_yours(request)
    now = timezone.now()
    programme = programme_at(now)
    context = {"programme": programme, "years": years(programme, now=now) if programme else ()}
    return render(request, "programme/reviews.html", context)


def _ward(written: str) -> tuple[int | None, str]:
    """Return the ward of this number with its name, None for nothing; Http404 where there is none."""
    if not written:
        return None, ""
    if (key := number_in(written)) == OUTSIDE:
        return key, outside()
    ward = Ward.objects.filter(pk=key).defer("boundary").first()
    if ward is None:
        raise Http404
    return key, str(ward)


def number_in(written: str) -> int:
    """Return the number of an address; Http404 for what is none."""
    if not (written.isascii() and written.isdigit() and len(written) < _LONGEST_NUMBER):
        raise Http404
    return int(written)


def found(code: str) -> Indicator:
    """Return the indicator of this code; Http404 where there is none."""
    indicator = indicator_of(code, now=timezone.now())
    if indicator is None:
        raise Http404
    return indicator


def not_yours(request: StaffRequest) -> HttpResponse:
    return render(request, "programme/not_yours.html", status=403)
