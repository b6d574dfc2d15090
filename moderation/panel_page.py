"""The panel of a unit's head: who has how much on the desk; leaders and the office may look at any unit's."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.places.in_force import day_in_force
from backend.reports.panel import panel_of, units_seen
from backend.routing.names import briefly
from moderation.door import StaffRequest, for_staff


@require_safe
@for_staff
def panel_page(request: StaffRequest) -> HttpResponse:
    """Show the desks of one unit, ``?unit=`` its slug; the first of those one may look at without it."""
    now = timezone.now()
    units = units_seen(request.user, on=day_in_force(now))
    if not units:
        raise PermissionDenied
    wanted = request.GET.get("unit", "")
    unit = next((one for one in units if one.slug == wanted), None if wanted else units[0])
    if unit is None:
        raise Http404
    context = {
        "here": "panel",
        "panel": panel_of(unit, now=now),
        "units": [(one.slug, briefly(one)) for one in units],
        "asked": unit.slug,
    }
    return render(request, "staff/panel.html", context)
