"""Notices on the telephone at hand: begun, ended and asked about by the page's own script, in JSON."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.http.limits import Limit, spend
from backend.http.problem import problem, refused
from backend.reports.asking import stop_all
from backend.reports.follow_by_browser import (
    Address,
    contacts_of_area,
    contacts_of_report,
    follow_area,
    follow_report,
)
from citizen_api.areas import area_named
from citizen_api.pages.opened import NoSuchReport, opened
from notifications.subscriptions import residents_address

PUSHES = Limit("push", 60, 3600)
Begin = Callable[[Address], None]
Standing = Callable[[str], Sequence[int]]

# Both are exempt from the cross-site check: they stand on no cookie, and a browser's own address is the only thing
# that gives a right here. The reporter's page, which sends no referrer, could not pass it anyway.


@csrf_exempt
@require_POST
def report_push(request: HttpRequest, code: str) -> HttpResponse:
    """Begin (``act=start``), end or look up notices of a report; with its secret, those its reporter gets."""
    now = timezone.now()
    try:
        found = opened(request, code)
    except NoSuchReport:
        return problem(HTTPStatus.NOT_FOUND, detail=_("Không có phản ánh này."))
    report, own = (found.report, True) if found.is_reporters else (found.report.merged_into or found.report, False)
    return _done(
        request,
        begin=lambda address: follow_report(report, address, is_reporter=own, now=now),
        standing=lambda endpoint: contacts_of_report(report, endpoint),
    )


@csrf_exempt
@require_POST
def area_push(request: HttpRequest) -> HttpResponse:
    """Begin, end or look up notices of the area that the form names."""
    now = timezone.now()
    try:
        area = area_named(request.POST.dict(), now=now)
    except Refused as refusal:
        return refused(refusal)
    if area is None:
        return refused(Refused(_("Xin ông/bà chọn một phố, một phường hoặc một điểm trên bản đồ."), field="place"))
    return _done(
        request,
        begin=lambda address: follow_area(area, address, now=now),
        standing=lambda endpoint: contacts_of_area(area, endpoint),
    )


def _done(request: HttpRequest, *, begin: Begin, standing: Standing) -> HttpResponse:
    now, endpoint = timezone.now(), request.POST.get("endpoint", "")[:500]
    try:
        spend(request, PUSHES, now=now)
        follows = standing(endpoint) if endpoint.isascii() and endpoint.isprintable() else ()  # no browser has another
        if request.POST.get("act") == "start":
            begin(residents_address(request.POST.dict()))
            return _said(_("Đã bật báo tin trên máy này."), following=True)
        if request.POST.get("act") == "stop":
            stop_all(follows, now=now)
            return _said(_("Đã thôi báo tin trên máy này. Địa chỉ của máy đã được xóa."))
        return _said("", following=bool(follows))
    except Refused as refusal:
        return refused(refusal)


def _said(message: str, *, following: bool = False) -> JsonResponse:
    answer = JsonResponse({"message": message, "following": following})
    answer["Cache-Control"] = "no-store"
    return answer
