"""The acts beside the steps, as forms of the report's page; and taking the last one back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.reports.codes import read_code
from backend.reports.models import Report, Undo
from backend.reports.open_acts import Deed
from backend.reports.titles import title_of
from backend.reports.undo import TooLate, undo
from moderation.act_forms import Tried, read_wish, typed_of
from moderation.acts import By, act
from moderation.door import StaffRequest, acting, for_staff, report_of
from moderation.report_page import Attempt, page
from moderation.step_forms import Typed
from moderation.work import version_of


@require_POST
@for_staff
def do_act(request: StaffRequest, code: str, deed: str) -> HttpResponse:
    """Do one of the acts beside the steps; what is refused comes back with all that was typed."""
    report, wanted = report_of(request, code), deed_of(deed)
    try:
        event = act(wanted, report, read_wish(wanted, request.POST), By(acting(request), timezone.now()))
    except Refused as refused:
        wrong = {one.field or "": one.message for one in refused.refusals}
        tried = Tried(wanted, typed_of(request.POST), wrong)
        attempt = Attempt(refused, Typed(to=wanted.value), version_of(request), tried)
        return page(request, report_of(request, code), attempt=attempt)
    messages.success(request, title_of(event))
    if Report.objects.for_staff(request.user).filter(pk=report.pk).exists():
        return redirect("staff-report", code=report.code)
    return redirect(f"{reverse('staff-inbox')}?undo={event.pk}")


@require_POST
@for_staff
def undo_act(request: StaffRequest, code: str) -> HttpResponse:
    """Take back what one has just done to this report, within its ten seconds."""
    mine = Undo.objects.filter(user=request.user, report__code=read_code(code) or "").select_related("event")
    found = mine.order_by("-event_id").first()
    try:
        if found is None:
            raise TooLate(_("Đã quá 10 giây nên không hoàn tác được nữa."), code="too_late")
        undo(found.event, by=acting(request), now=timezone.now())
    except Refused as refused:
        return page(request, report_of(request, code), attempt=Attempt(refused, Typed(to="undo")))
    messages.success(request, _("Đã hoàn tác."))
    return redirect("staff-report", code=code)


def deed_of(name: str) -> Deed:
    """Return the act of this name in addresses, where ``/`` is ``-``. Raises Http404."""
    found = next((one for one in Deed if one.value.replace("/", "-") == name), None)
    if found is None:
        raise Http404
    return found
