"""Notices in the browser: switched on and off by their person, and the program that shows them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.core.errors import Refused
from moderation.door import StaffRequest, for_staff
from moderation.settings.browsers import browser_said
from notifications.models import PushSubscription
from notifications.push_services import public_key
from notifications.subscriptions import subscribe, subscriptions_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def push_page(request: StaffRequest) -> HttpResponse:
    """List the browsers that take notices; take a new one (``endpoint``, ``p256dh``, ``auth``)."""
    if request.method == "POST":
        sent = request.POST
        try:
            subscribe(
                request.user,
                endpoint=sent.get("endpoint", ""),
                p256dh=sent.get("p256dh", ""),
                auth=sent.get("auth", ""),
                browser=request.headers.get("User-Agent", ""),
                now=timezone.now(),
            )
        except Refused as refused:
            return JsonResponse({"message": refused.message}, status=refused.status)
        return JsonResponse({"message": _("Đã bật thông báo trên máy này.")})
    browsers = [(one, browser_said(one.browser)) for one in subscriptions_of(request.user)]
    context = {"here": "settings", "browsers": browsers, "public_key": public_key()}
    return render(request, "staff/settings/push.html", context)


@require_POST
@for_staff
def end_push(request: StaffRequest, pk: int) -> HttpResponse:
    """Send no more notices to one of the person's own browsers."""
    PushSubscription.objects.filter(user=request.user, pk=pk).delete()
    messages.success(request, _("Đã tắt thông báo ở đó."))
    return redirect("staff-push")


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the program that shows notices while no page is open. It holds nothing of anybody."""
    response = render(
        request, "staff/settings/push_sw.js", content_type="text/javascript; charset=utf-8"
    )  # fmt: skip
    response.headers["Service-Worker-Allowed"] = reverse("staff-push")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
