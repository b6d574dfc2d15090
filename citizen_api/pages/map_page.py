"""The public map and its list: what is being worked on around here, and what has been solved lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.http import paging
from backend.http.door import READS
from backend.http.etag import kept_json
from backend.http.limits import TooMany, spend
from backend.http.media_host import photo_url
from backend.http.problem import refused
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.reports.models import Report
from backend.routing.book import categories
from backend.routing.models import Category, Group
from citizen_api.api.public import with_public_facts
from citizen_api.pages.map_asked import PERIODS, STATES, Asked, found, read
from citizen_api.pages.map_view import ZOOMS, map_view

PAGE = 20
_KEEP_S = 30


@dataclass(frozen=True)
class Found:
    """A report of the list with its small picture ("" where none was released)."""

    report: Report
    picture: str


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the list that the address asks for, and room for the map beside it."""
    asked = read(request.GET)
    listed, outcome = _listed(request, asked)
    context: dict[str, Any] = listed | {
        "wards": wards_in_force(day_in_force(timezone.now())),
        "groups": _kinds(),
        "states": STATES,
        "periods": PERIODS,
    }
    return _answer(request, "citizen/map.html", context, outcome)


@require_safe
def map_list(request: HttpRequest) -> HttpResponse:
    """Answer with the list alone, for a page whose map was moved."""
    return _answer(request, "citizen/_map_list.html", *_listed(request, read(request.GET)))


@require_safe
def map_reports(request: HttpRequest) -> HttpResponse:
    """Answer with what the map draws for ``box`` at ``zoom`` (a whole number), under the filters of the page."""
    now = timezone.now()
    asked = read(request.GET)
    try:
        spend(request, READS, now=now)
        zoom = _zoom(request.GET.get("zoom", ""))
        reports = found(_boxed(asked), now=now)
    except Refused as refusal:
        return refused(refusal)
    box = [float(edge) for edge in asked.box.split(",")]
    return kept_json(request, map_view(reports, box, zoom), keep_s=_KEEP_S)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], refusal: Refused | None) -> HttpResponse:
    response = render(request, template, context, status=refusal.status if refusal else 200)
    for name, value in _wait(refusal).items():
        response.headers[name] = value
    return response


def _listed(request: HttpRequest, asked: Asked) -> tuple[dict[str, Any], Refused | None]:
    """Return what the list shows, and why it shows nothing: three statements beside those of the words."""
    now = timezone.now()
    try:
        spend(request, READS, now=now)
        reports = found(asked, now=now)
        cursor = request.GET.get("cursor", "")
        shown = paging.page(with_public_facts(reports), by="-created_at", cursor=cursor, size=PAGE)
    except Refused as refusal:
        return {"asked": asked, "fault": refusal.message}, refusal
    listed = {
        "asked": asked,
        "total": reports.count(),
        "rows": [_with_picture(report) for report in shown.rows],
        "next": _page_address(asked, shown.next),
        "previous": _page_address(asked, shown.previous),
    }
    return listed, None


def _with_picture(report: Report) -> Found:
    shown = report.shown_photos  # type: ignore[attr-defined]  # public.with_public_facts
    return Found(report, photo_url(shown[0].public_thumb_name) if shown else "")


def _page_address(asked: Asked, cursor: str) -> str:
    query = "&".join(part for part in (asked.query, urlencode({"cursor": cursor})) if part)
    return f"{reverse('map')}?{query}#list" if cursor else ""


def _kinds() -> Sequence[tuple[Group, Sequence[Category]]]:
    every = categories()
    return [(group, [one for one in every if one.group == group]) for group in Group]


def _boxed(asked: Asked) -> Asked:
    if not asked.box:
        raise Refused(_("Khung bản đồ không đúng."), field="box")
    return asked


def _zoom(written: str) -> int:
    zoom = int(written) if written.isascii() and written.isdecimal() and len(written) <= len("20") else -1
    if zoom not in ZOOMS:
        raise Refused(_("Độ phóng của bản đồ không đúng."), field="zoom")
    return zoom


def _wait(refusal: Refused | None) -> Mapping[str, str]:
    return {"Retry-After": str(refusal.retry_after_s)} if isinstance(refusal, TooMany) else {}
