"""The roster of duty in the settings: of the units one heads; of the district too, for the administrator."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import roster
from backend.accounts.roster import WantedShift
from backend.core.errors import Refused
from backend.places.in_force import day_in_force
from backend.routing.models import Unit
from backend.routing.names import briefly
from moderation.door import StaffRequest, acting, for_staff

_SHOWN = 200
_MOST_DIGITS = 2


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def duty_page(request: StaffRequest) -> HttpResponse:
    """List the coming duties; take a new one."""
    if not roster.may_set_any(request.user):
        raise PermissionDenied
    refused = None
    if request.method == "POST":
        try:
            rows = roster.put_on_duty(_wanted(request), by=acting(request), now=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã xếp %(number)s ca trực.") % {"number": len(rows)})
            return redirect("staff-duty")
    return _shown(request, refused)


@require_POST
@for_staff
def remove_duty(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a duty back. Http404 where it is not one's to change."""
    now = timezone.now()
    row = roster.shifts_for(request.user, now=now).filter(pk=pk).first()
    if row is None:
        raise Http404
    roster.take_off_duty(row, by=acting(request), now=now)
    messages.success(request, _("Đã bỏ ca trực."))
    return redirect("staff-duty")


def _shown(request: StaffRequest, refused: Refused | None) -> HttpResponse:
    units = _units(request)
    context = {
        "here": "settings",
        "shifts": roster.shifts_for(request.user, now=timezone.now())[:_SHOWN],
        "units": [(one.slug, briefly(one)) for one in units],
        "may_district": request.user.is_administrator,
        "people": roster.people_for(request.user, units),
        "sent": request.POST,
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }
    return render(request, "staff/settings/duty.html", context, status=refused.status if refused else 200)


def _units(request: StaffRequest) -> Sequence[Unit]:
    return roster.units_for(request.user, on=day_in_force(timezone.now()))


def _wanted(request: StaffRequest) -> WantedShift:
    sent, units = request.POST, _units(request)
    unit = next((one for one in units if one.slug == sent.get("unit")), None)
    if unit is None and sent.get("unit"):
        raise Refused(_("Không có đơn vị này."), field="unit", code="unknown_unit")
    people = roster.people_for(request.user, units)
    return WantedShift(
        unit=unit,
        user=next((one for one in people if one.username == sent.get("user")), None),
        starts_at=_moment(sent, "starts_at"),
        ends_at=_moment(sent, "ends_at"),
        rank=_whole(sent, "rank"),
        days=_whole(sent, "days"),
        reason=sent.get("reason", ""),
    )


def _moment(sent: QueryDict, field: str) -> datetime:
    try:
        found = parse_datetime(sent.get(field, ""))
    except ValueError:
        found = None
    if found is None or timezone.is_aware(found):
        raise Refused(_("Xin chọn ngày và giờ."), field=field, code="required")
    return timezone.make_aware(found, timezone.get_default_timezone())


def _whole(sent: QueryDict, field: str) -> int:
    written = sent.get(field, "").strip() or "1"
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0
