"""Following a street, a ward or a circle: choosing it, leaving an address, what is new there."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.core.errors import Refused
from backend.http.limits import spend
from backend.http.own_site import from_our_pages
from backend.reports import consent
from backend.reports.area import RADII_M, Area, newest
from backend.reports.follow_area import ask
from backend.routing.models import Group
from backend.routing.names import readers_language
from citizen_api.areas import FOLLOWS, area_named, found_by_name, wards_to_follow
from notifications.push_services import public_key

_SHOWN = 10
_SEE_OTHER = 303


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def follow_an_area(request: HttpRequest) -> HttpResponse:
    """Show the area that the address names, or a search for one; a POST lets an address be asked."""
    said = request.POST if request.method == "POST" else request.GET
    now = timezone.now()
    try:
        area = area_named(said.dict(), now=now)
    except Refused as refused:
        return _chosen_anew(request, refused)
    if area is None:
        return _chosen_anew(request, None)
    if request.method != "POST":
        return _shown(request, area)
    email = request.POST.get("contact_email", "")
    try:
        spend(request, FOLLOWS, now=now)
        ask(area, email, language=readers_language(), now=now)
    except Refused as refused:
        return _shown(request, area, fault=refused, email=email)
    address = f"{reverse('follow-an-area')}?{urlencode(area.query() | {'asked': '1'})}#follow"
    return HttpResponseRedirect(address, status=_SEE_OTHER)


def _chosen_anew(request: HttpRequest, fault: Refused | None) -> HttpResponse:
    now, query = timezone.now(), request.GET.get("q", "")[:200]
    context = {
        "query": query,
        "found": found_by_name(query, now=now) if query.strip() else [],
        "wards": wards_to_follow(now=now),
        "fault": fault,
    }
    return render(request, "citizen/follow_choose.html", context, status=fault.status if fault else 200)


def _shown(request: HttpRequest, area: Area, *, fault: Refused | None = None, email: str = "") -> HttpResponse:
    context = {
        "area": area,
        "query": urlencode(area.query()),
        "where": [(name, value) for name, value in area.query().items() if name not in {"radius_m", "group"}],
        "radii": RADII_M if area.middle else (),
        "groups": Group.choices,
        "reports": newest(area, most=_SHOWN),
        "feed": _feed_of(area),
        "public_key": public_key(),
        "follow_consent": consent.following_text(),
        "asked": request.GET.get("asked", "") == "1",
        "fault": fault,
        "email": email,
    }
    return render(request, "citizen/follow_area.html", context, status=fault.status if fault else 200)


def _feed_of(area: Area) -> str:
    """Return the address of the feed with the same reports."""
    query = area.query()
    if "at" in query:
        query["near"] = query.pop("at")
    return f"{reverse('feed-reports')}?{urlencode(query)}"
