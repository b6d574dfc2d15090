"""Following one report: "this concerns me too", the confirmation of an address, and the one click that ends it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from backend.core.errors import Refused
from backend.http.limits import Limit, spend
from backend.http.own_site import from_our_pages
from backend.http.visitor import origin_of, remember, visitor_of
from backend.reports.area import area_of
from backend.reports.asking import confirm, stop
from backend.reports.links import holds_follow_key
from backend.reports.models import AreaFollower, Follower
from backend.reports.support import Support, support
from backend.routing.names import readers_language
from citizen_api.pages.opened import NoSuchReport, keep_private, opened
from citizen_api.pages.report import Typed, answer_with, not_found

SUPPORTS = Limit("support", 30, 3600, crowd=600)
_SEE_OTHER = 303


@from_our_pages
@require_POST
def support_report(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visitor, and ask their address where they left one."""
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    now, email = timezone.now(), request.POST.get("contact_email", "")
    visitor = visitor_of(request)
    try:
        spend(request, SUPPORTS, now=now)
        wanted = Support(visitor=visitor, sent_from=origin_of(request), email=email, language=readers_language())
        held = support(found.report, wanted, now=now)
    except Refused as refused:
        return answer_with(request, found, fault=refused, typed=Typed(email=email))
    said = "asked" if email.strip() else "yes"
    address = f"{reverse('report-page', args=[held.code])}?supported={said}#support"
    return remember(request, HttpResponseRedirect(address, status=_SEE_OTHER), as_visitor=visitor)


# Both pages are exempt from the cross-site check: they stand on no cookie, the key in the address is the only thing
# that gives the right, and mail programs that stop with one click (RFC 8058) send nothing else.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def follow_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the address is asked about a report; a POST confirms or ends it, a GET (a mail scanner's) nothing."""
    labels = ("report__category", "report__ward", "report__street")
    follower = Follower.objects.select_related(*labels).filter(pk=pk, stopped_at__isnull=True).first()
    return _answered(request, follower)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def follow_area_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the address is asked about an area; a POST confirms or ends it, a GET changes nothing."""
    rows = AreaFollower.objects.select_related("street").defer("street__lines")
    return _answered(request, rows.filter(pk=pk, stopped_at__isnull=True).first())


def _answered(request: HttpRequest, follower: Follower | AreaFollower | None) -> HttpResponse:
    if follower is None or not holds_follow_key(follower, request.GET.get("key", "")):
        return keep_private(render(request, "citizen/follow.html", {"state": "over"}, status=404))
    state = "following" if follower.confirmed_at else "asked"
    if request.method == "POST" and request.POST.get("act") == "confirm":
        confirm(follower, now=timezone.now())
        state = "following"
    elif request.method == "POST":
        stop(follower, now=timezone.now())
        state = "stopped"
    context: dict[str, object] = {"state": state}
    if isinstance(follower, Follower):
        context["report"] = follower.report
    else:
        context["area"] = area_of(follower)
    return keep_private(render(request, "citizen/follow.html", context))
