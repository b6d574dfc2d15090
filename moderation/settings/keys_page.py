"""Keys of other systems in the settings, for the administrator: made, shown once, ended."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import program_keys
from backend.accounts.models import Scope
from backend.accounts.program_keys import WantedKey
from backend.core.errors import Refused
from moderation.door import StaffRequest, acting, for_staff
from notifications.models import Webhook


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def keys_page(request: StaffRequest) -> HttpResponse:
    """List the keys; make a new one and show it, once."""
    _check(request)
    if request.method != "POST":
        return _shown(request)
    try:
        row, key = program_keys.make(_wanted(request), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, refused=refused)
    return _shown(request, key=key, made=row.name)


@require_POST
@for_staff
def end_key(request: StaffRequest, pk: int) -> HttpResponse:
    """End a key at once. Http404 where there is none, or it has ended."""
    _check(request)
    try:
        ended = program_keys.revoke(pk, reason=request.POST.get("reason", ""), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, refused=refused)
    if ended is None:
        raise Http404
    messages.success(request, _("Đã hủy khóa."))
    return redirect("staff-keys")


def _shown(request: StaffRequest, *, refused: Refused | None = None, key: str = "", made: str = "") -> HttpResponse:
    now = timezone.now()
    rows = program_keys.every_key()
    context = {
        "here": "settings",
        "keys": [(row, bool(row.expires_at and row.expires_at <= now), _scopes(row.scopes)) for row in rows],
        "failing": set(Webhook.objects.kept().filter(disabled_at__isnull=False).values_list("key", flat=True)),
        "scopes": Scope.choices,
        "chosen": request.POST.getlist("scopes") or Scope.values,
        "sent": {} if made else request.POST,
        "key": key,
        "made": made,
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }
    return render(request, "staff/settings/keys.html", context, status=refused.status if refused else 200)


def _scopes(codes: list[str]) -> str:
    return ", ".join(str(Scope(code).label) for code in codes)


def _wanted(request: StaffRequest) -> WantedKey:
    sent = request.POST
    return WantedKey(
        name=sent.get("name", ""),
        owner=sent.get("owner", ""),
        scopes=sent.getlist("scopes"),
        last_day=_day(sent.get("last_day", "")),
        publishes_at_once=bool(sent.get("publishes_at_once")),
        reason=sent.get("reason", ""),
    )


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _check(request: StaffRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied
