"""The confirmation: the code to read aloud, who answers until when, and a slip to print."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.reports.codes import read_code, spelled
from backend.reports.links import public_url
from backend.reports.models import Report
from backend.routing import belongs
from backend.routing.answers import emergency_for, emergency_words
from backend.routing.complaints import mentions_crime
from moderation.door import StaffRequest, for_staff
from moderation.entry.seal import is_sealed


@require_safe
@for_staff
def done(request: StaffRequest, code: str) -> HttpResponse:
    """Show what was answered when the report was taken down, to who took it down; Http404 for others.

    What became of it since is on its own page, for those who may see that.
    """
    labels = ("category", "street", "ward")
    report = Report.objects.filter(code=read_code(code) or "").select_related(*labels).defer("ward__boundary").first()
    if report is None or not is_sealed(report, request.user, request.GET.get("seal", "")):
        raise Http404
    event = report.events.select_related("unit", "category", "words").get(number=1)
    words = getattr(event, "words", None)
    context = {
        "here": "entry",
        "report": report,
        "event": event,
        "pairs": spelled(report.code),
        "address": public_url(report).split("://", 1)[-1],
        "emergency": emergency_for(report.category, report.answers),
        "emergency_words": emergency_words(report.category, report.answers),
        "crime": belongs.crime_words(ward_name=report.ward.name) if words and mentions_crime(words.body) else "",
        "is_told": report.contact_id is not None,
        "may_open": Report.objects.for_staff(request.user).filter(pk=report.pk).exists(),
    }
    return render(request, "staff/entry/done.html", context)
