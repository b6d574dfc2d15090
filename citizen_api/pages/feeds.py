"""Atom feeds (RFC 4287): the newest released reports, and what anyone may read of one report's history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from backend.core.errors import Refused
from backend.core.text import clean
from backend.http.door import READS
from backend.http.limits import spend
from backend.reports.codes import spoken_code
from backend.reports.history import Line, public_history
from backend.reports.links import public_url
from backend.reports.models import Report
from backend.reports.public_place import public_place
from backend.reports.said_fields import place_of
from backend.routing.models import Group
from backend.routing.names import named, readers_language
from citizen_api.api.filters import narrowed
from citizen_api.areas import USUAL_RADIUS_M, street_named
from citizen_api.pages.opened import NoSuchReport, opened
from citizen_api.pages.report import not_found

MOST = 50
KEPT_S = 60
NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)  # a feed without entries says the same whenever it is asked
_MOMENTS = ("created_at", "published_at", "accepted_at", "resolved_at", "closed_at")
_NARROWED_BY = ("ward", "street", "group", "category", "near", "radius_m")


class _Atom(Atom1Feed):
    """Django's, with the place of an entry (GeoRSS), and with a date of its own where there are no entries."""

    def root_attributes(self) -> dict[str, Any]:
        return {**super().root_attributes(), "xmlns:georss": "http://www.georss.org/georss"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("point"):
            handler.addQuickElement("georss:point", item["point"])

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NOTHING_YET


@require_safe
@conditional_page
def reports_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest released reports, narrowed by ``ward``, ``street``, ``group``, ``category``, ``near``."""
    asked = {name: value for name in _NARROWED_BY if (value := request.GET.get(name, "")[:200])}
    try:
        spend(request, READS, now=timezone.now())
        reports = _narrowed(asked)
    except Refused as refused:
        return HttpResponse(refused.message, status=refused.status, content_type="text/plain; charset=utf-8")
    feed = _feed(
        _("Phản ánh mới ở Long Biên"), _page_of(asked), f"{reverse('feed-reports')}?{urlencode(asked)}".rstrip("?")
    )
    for report in reports:
        _add_report(feed, report)
    return _answer(feed)


@require_safe
@conditional_page
def report_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the public history of one report, the newest first."""
    try:
        spend(request, READS, now=timezone.now())
        report = opened(request, code).report
    except NoSuchReport:
        return not_found(request, code)
    except Refused as refused:
        return HttpResponse(refused.message, status=refused.status, content_type="text/plain; charset=utf-8")
    title = _("Phản ánh %(code)s: %(what)s") % {"code": spoken_code(report.code), "what": named(report.category)}
    page, own = (reverse(name, args=[report.code]) for name in ("report-page", "feed-report"))
    feed = _feed(title, page, own)
    for line in reversed(public_history(report)):
        _add_line(feed, report, line)
    return _answer(feed)


def _page_of(asked: Mapping[str, str]) -> str:
    """Return the address of the page that shows the same: of the area, where it is one, else the map."""
    if not {"ward", "street", "near"} & asked.keys():
        return reverse("map")
    words = {"near": "at"}
    query = {words.get(name, name): value for name, value in asked.items() if name != "category"}
    return f"{reverse('follow-an-area')}?{urlencode(query)}"


def _narrowed(asked: Mapping[str, str]) -> Sequence[Report]:
    """Return what the feed shows. Raises Refused for the first word that names nothing."""
    if asked.get("group", Group.FOOD) not in Group.values:
        raise Refused(_("Không có nhóm việc này."), field="group", code="invalid")
    reports = Report.objects.released().with_labels().defer("ward__boundary", "street__lines")
    if "street" in asked:
        reports = reports.filter(street=street_named(asked["street"]))
    known = {name: asked[name] for name in ("ward", "group", "category", "near") if name in asked}
    narrow = narrowed(reports, known | {"radius_m": _radius(asked.get("radius_m", ""))}, now=timezone.now())
    return list(narrow.order_by("-created_at", "-id")[:MOST])


def _radius(written: str) -> int:
    return min(int(written), 20_000) if written.isascii() and written.isdigit() else USUAL_RADIUS_M


def _feed(title: str, page: str, own: str) -> _Atom:
    return _Atom(
        title=title,
        link=f"{settings.PUBLIC_URL}{page}",
        description=None,
        language=readers_language(),
        author_name=_("Phản ánh Long Biên"),
        feed_url=f"{settings.PUBLIC_URL}{own}",
        feed_guid=f"{settings.PUBLIC_URL}{own}",
    )


def _add_report(feed: _Atom, report: Report) -> None:
    """Add a report under a name that stays its own, whatever becomes of its page."""
    lat, lon = public_place(report)
    moments = [getattr(report, name) for name in _MOMENTS]
    feed.add_item(
        title=f"{named(report.category)}, {place_of(report)} ({report.get_status_display()})",
        link=public_url(report),
        description=_as_html(report.public_text),
        author_name=named(report.unit),
        unique_id=_tag(report),
        pubdate=report.created_at,
        updateddate=max(moment for moment in moments if moment),
        categories=[named(report.category)],
        point=f"{lat} {lon}",
    )


def _add_line(feed: _Atom, report: Report, line: Line) -> None:
    feed.add_item(
        title=line.title,
        link=public_url(report),
        description=_as_html(line.words or line.status_label),
        author_name=line.who or None,
        unique_id=f"{_tag(report)}/{line.number}",
        pubdate=line.at,
        updateddate=line.at,
    )


def _tag(report: Report) -> str:
    """Return a name for ever (RFC 4151): who gave it, on which day, to what."""
    day = timezone.localdate(report.created_at, timezone.get_default_timezone())
    return f"tag:{urlsplit(settings.PUBLIC_URL).hostname},{day.isoformat()}:/r/{report.code}"


def _as_html(words: str) -> str:
    """Return plain words as the paragraphs that a feed's summary is made of; what is no XML was cleaned away."""
    return linebreaks(clean(words), autoescape=True)


def _answer(feed: _Atom) -> HttpResponse:
    answer = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    patch_cache_control(answer, public=True, max_age=KEPT_S)
    return answer
