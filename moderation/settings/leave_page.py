"""Leave in the settings: one's own, and of those one looks after."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import leave
from backend.accounts.models import User
from backend.core.errors import Refused
from moderation.door import StaffRequest, acting, for_staff
from moderation.settings.people_page import person_of

_FORM = ["GET", "HEAD", "POST"]


@require_http_methods(_FORM)
@for_staff
def own_leave(request: StaffRequest) -> HttpResponse:
    """Show and write down one's own leave."""
    return _leave(request, request.user, back="staff-leave")


@require_http_methods(_FORM)
@for_staff
def person_leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Show and write down the leave of somebody one looks after."""
    return _leave(request, person_of(request, pk), back="staff-person-leave")


@require_POST
@for_staff
def end_leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a leave back."""
    row = leave.leave_to_set(request.user, pk)
    if row is None:
        raise Http404
    leave.end_leave(row, by=acting(request), now=timezone.now())
    messages.success(request, _("Đã hủy ngày nghỉ."))
    return redirect("staff-leave") if row.user_id == request.user.pk else redirect("staff-person-leave", row.user_id)


def _leave(request: StaffRequest, person: User, *, back: str) -> HttpResponse:
    refused, sent = None, request.POST
    colleagues = leave.colleagues(person)
    if request.method == "POST":
        try:
            first, last = _day(sent, "first"), _day(sent, "last")
            substitute = next((one for one in colleagues if str(one.pk) == sent.get("substitute")), None)
            leave.take_leave(
                person, substitute, first=first, last=last, reason=sent.get("reason", ""), by=acting(request),
                now=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã ghi ngày nghỉ."))
            return redirect(back) if person.pk == request.user.pk else redirect(back, person.pk)
    rows = leave.coming(person, on=timezone.localdate())
    context = {
        "here": "settings", "person": person, "is_own": person.pk == request.user.pk, "leaves": rows, "sent": sent,
        "colleagues": colleagues, "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }  # fmt: skip
    return render(request, "staff/settings/leave.html", context, status=refused.status if refused else 200)


def _day(sent: QueryDict, field: str) -> date:
    try:
        day = parse_date(sent.get(field, ""))
    except ValueError:
        day = None
    if day is None:
        raise Refused(_("Xin chọn ngày."), field=field, code="required")
    return day
