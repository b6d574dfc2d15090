"""The letter that would leave with a step, before it is taken."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.reports.lifecycle import Move, rehearse
from moderation.door import StaffRequest, acting, for_staff, report_of
from moderation.step_forms import read_typed
from notifications import preview


@require_POST
@for_staff
def preview_letter(request: StaffRequest, code: str) -> HttpResponse:
    """Answer with the letter for the step as it is typed: a part of the page for a script, else a page of its own."""
    report, typed = report_of(request, code), read_typed(request.POST)
    move = Move(note=typed.note, reason=typed.reason, is_public=not typed.is_private)
    template = "staff/_preview.html" if request.htmx else "staff/preview.html"
    try:
        event = rehearse(report, typed.to, by=acting(request), now=timezone.now(), move=move)
    except Refused as refused:
        return render(request, template, {"report": report, "refused": refused}, status=refused.status)
    return render(request, template, {"report": report, "letters": preview.letters(event)})
