"""The beat of an open report page: who else is there."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moderation.door import StaffRequest, for_staff, report_of
from notifications.live import presence


@require_POST
@for_staff
def here(request: StaffRequest, code: str) -> HttpResponse:
    """Take ``writing`` ("1") or ``bye`` ("1"); answer with one sentence about each of the others."""
    report, now = report_of(request, code), timezone.now()
    if request.POST.get("bye"):
        presence.leave(report.pk, request.user, now=now)
        return HttpResponse(status=204)
    others = presence.beat(report.pk, request.user, is_writing=request.POST.get("writing") == "1", now=now)
    return JsonResponse({"others": [_said(one) for one in others], "beat_s": presence.BEAT_S})


def _said(one: presence.Present) -> str:
    return (_("%(name)s đang viết") if one.is_writing else _("%(name)s đang xem")) % {"name": one.name}
