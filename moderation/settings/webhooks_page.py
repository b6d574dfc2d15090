"""Webhooks of a program key, for the administrator: registered, secret shown once, log read, things sent again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.models import ProgramKey
from backend.core.errors import Refused
from backend.http import paging
from backend.reports.changes import Turn
from moderation.door import StaffRequest, acting, for_staff
from notifications.models import Webhook
from notifications.webhooks import owing, registering
from notifications.webhooks.registering import WantedHook

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def webhooks_page(request: StaffRequest, pk: int) -> HttpResponse:
    """List the webhooks of a key; register a new one and show its secret, once."""
    _check(request)
    key = get_object_or_404(ProgramKey, pk=pk)
    if request.method != "POST":
        return _shown(request, key)
    sent = request.POST
    wanted = WantedHook(url=sent.get("url", ""), turns=sent.getlist("turns"), reason=sent.get("reason", ""))
    try:
        hook, secret = registering.register(key, wanted, by=acting(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, key, refused=refused)
    return _shown(request, key, secret=secret, made=hook.url)


@require_safe
@for_staff
def log_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what was sent to one webhook, the newest first."""
    _check(request)
    hook = _hook(pk)
    rows = registering.deliveries_of(hook)
    try:
        page = paging.page(rows, by="-id", cursor=request.GET.get("cursor", ""), size=_SHOWN)
    except paging.BadCursor:
        page = paging.page(rows, by="-id", cursor="", size=_SHOWN)
    context = {"here": "settings", "hook": hook, "page": page, "pending": owing.pending(hook)}
    return render(request, "staff/settings/webhook_log.html", context)


@require_POST
@for_staff
def do_deed(request: StaffRequest, pk: int, deed: str) -> HttpResponse:
    """Remove a webhook, pause it, switch it on again, renew its secret, send things again; Http404 for other deeds."""
    _check(request)
    hook, now = _hook(pk), timezone.now()
    by, reason = acting(request), request.POST.get("reason", "")
    try:
        if deed == "secret":
            secret = registering.new_secret(hook, by=by, reason=reason, now=now)
            return _shown(request, hook.key, secret=secret, made=hook.url)
        if deed == "pause":
            registering.pause(hook, by=by, reason=reason, now=now)
            messages.success(request, _("Đã tạm ngừng gửi đến địa chỉ này."))
            return redirect("staff-webhooks", hook.key_id)
        if deed == "remove":
            registering.remove(hook, by=by, reason=reason, now=now)
            messages.success(request, _("Đã bỏ địa chỉ nhận tin."))
            return redirect("staff-webhooks", hook.key_id)
    except Refused as refused:
        return _shown(request, hook.key, refused=refused)
    messages.success(request, _sent_again(request, hook, deed))
    return redirect("staff-webhook-log", hook.pk)


def _sent_again(request: StaffRequest, hook: Webhook, deed: str) -> str:
    """Send on what waits, what failed, or one thing; return what was done, in words."""
    now, rows = timezone.now(), registering.deliveries_of(hook)
    one = request.POST.get("delivery", "")
    if deed == "resume":
        registering.resume(hook, now=now)
        return _("Đã cho gửi tiếp.")
    if deed == "replay-failed":
        number = owing.replay(rows.filter(gave_up_at__isnull=False), now=now)
    elif deed == "replay" and one.isascii() and one.isdigit():
        number = owing.replay(rows.filter(pk=int(one[:18])), now=now)
    else:
        raise Http404
    return _("Sẽ gửi lại %(number)s tin.") % {"number": number}


def _shown(
    request: StaffRequest, key: ProgramKey, *, refused: Refused | None = None, secret: str = "", made: str = ""
) -> HttpResponse:
    context = {
        "here": "settings",
        "key": key,
        "hooks": [(one, [Turn(turn).label for turn in one.turns]) for one in registering.hooks_of(key)],
        "turns": Turn.choices,
        "chosen": request.POST.getlist("turns") or Turn.values,
        "sent": {} if made else request.POST,
        "secret": secret,
        "made": made,
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }
    return render(request, "staff/settings/webhooks.html", context, status=refused.status if refused else 200)


def _hook(pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.kept().select_related("key"), pk=pk)


def _check(request: StaffRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied
