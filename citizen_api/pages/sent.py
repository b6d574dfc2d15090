"""The confirmation: the code, who answers until when, and the reporter's own link, to be kept."""

from datetime import timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from backend.reports.links import reporters_url, secret_of
from backend.reports.models import Report
from backend.reports.models.report import Part
from backend.reports.own_contact import contact_of
from backend.reports.phone import dialled
from backend.routing import belongs
from backend.routing.answers import emergency_for, emergency_words
from backend.routing.complaints import mentions_crime
from citizen_api.pages.opened import NoSuchReport, keep_private, opened
from citizen_api.pages.report import not_found

_FRESH = timedelta(hours=1)  # a link of the confirmation that is opened later leads to the report's own page


def sent_path(report: Report) -> str:
    """Return where the browser goes after sending; holds the secret."""
    return f"{reverse('sent', args=[report.code])}?key={secret_of(report)}"


@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Show the confirmation to who holds the secret; others see the public page."""
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    report, now = found.report, timezone.now()
    page = reverse("report-page", args=[report.code])
    if not found.is_reporters:
        return HttpResponseRedirect(page)
    if now - report.created_at >= _FRESH:
        return keep_private(HttpResponseRedirect(f"{page}?key={found.key}"))
    link, left = reporters_url(report), contact_of(report)
    first = report.events.select_related("words").get(number=1)
    context = {
        "report": report,
        "with_units": [one.unit for one in report.involvements.filter(part=Part.WITH).select_related("unit")],
        "link": link,
        "qr": _qr(link),
        "hotline": settings.HOTLINE,
        "hotline_dialled": dialled(settings.HOTLINE),
        "emergency": emergency_for(report.category, report.answers),
        "emergency_words": emergency_words(report.category, report.answers),
        "crime": belongs.crime_words(ward_name=report.ward.name) if mentions_crime(first.words.body) else "",
        "photos_left_out": first.data.get("photos_left_out", 0),
        "can_write": left is not None and left.erased_at is None,
    }
    return keep_private(render(request, "citizen/sent.html", context))


def _qr(link: str) -> SafeString:
    """Return the QR code of ``link`` as an ``svg`` element: shapes alone, nothing of the link can be read as markup."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  # numbers and fixed words
