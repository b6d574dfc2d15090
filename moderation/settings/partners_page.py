"""Other Open311 systems that take what is not ours, for the administrator: set up, changed, ended, watched."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.edit_reference import ChangedMeanwhile
from backend.core.errors import Refused
from moderation.door import StaffRequest, acting, for_staff
from notifications.models import Partner, Speech
from notifications.partners import book
from notifications.partners.book import WantedPartner

_SHOWN = 50
_FIELDS = ("name", "endpoint", "services", "jurisdiction_id", "api_key", "speaks", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def partners_page(request: StaffRequest) -> HttpResponse:
    """List the partners and what could not be sent to them; set a new one up."""
    _check(request)
    if request.method != "POST":
        return _shown(request)
    try:
        book.make(_wanted(request), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, refused)
    messages.success(request, _("Đã thêm hệ thống nhận chuyển."))
    return redirect("staff-partners")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def partner_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what is kept of one partner, take the change. Http404 where there is none, or it has ended."""
    _check(request)
    partner = get_object_or_404(Partner, pk=pk, ended_at__isnull=True)
    if request.method != "POST":
        return _form(request, partner, seen=book.print_of(partner))
    seen = request.POST.get("seen", "")
    try:
        changed = book.change(pk, _wanted(request), seen=seen, by=acting(request), now=timezone.now())
    except ChangedMeanwhile as told:  # told once, then it is theirs
        partner.refresh_from_db()
        return _form(request, partner, seen=book.print_of(partner), refused=told)
    except Refused as refused:
        return _form(request, partner, seen=seen, refused=refused)
    if changed is None:
        raise Http404
    messages.success(request, _("Đã lưu. Thay đổi áp dụng từ bây giờ."))
    return redirect("staff-partners")


@require_POST
@for_staff
def end_partner(request: StaffRequest, pk: int) -> HttpResponse:
    """Send nothing more to a partner. Http404 where there is none, or it has ended."""
    _check(request)
    try:
        ended = book.end(pk, reason=request.POST.get("reason", ""), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _shown(request, refused)
    if ended is None:
        raise Http404
    messages.success(request, _("Từ nay không gửi sang hệ thống này nữa."))
    return redirect("staff-partners")


def _shown(request: StaffRequest, refused: Refused | None = None) -> HttpResponse:
    context = {
        "here": "settings",
        "partners": book.every_partner(),
        "failed": book.given_up()[:_SHOWN],
        "sent": request.POST or {"speaks": Speech.JSON.value},
        "speeches": Speech.choices,
        "refused": refused,
        "wrong": refused.field if refused else "",
    }
    return render(request, "staff/settings/partners.html", context, status=refused.status if refused else 200)


def _wanted(request: StaffRequest) -> WantedPartner:
    sent = request.POST
    return WantedPartner(**{name: sent.get(name, "") for name in _FIELDS}, is_followed=bool(sent.get("is_followed")))


def _form(request: StaffRequest, partner: Partner, *, seen: str, refused: Refused | None = None) -> HttpResponse:
    kept = {name: getattr(partner, name) for name in ("endpoint", "jurisdiction_id", "speaks", "is_followed")}
    lines = "\n".join(f"{ours} = {theirs}" for ours, theirs in partner.services.items())
    context = {
        "here": "settings",
        "partner": partner,
        "sent": request.POST or {**kept, "services": lines},
        "speeches": Speech.choices,
        "seen": seen,
        "refused": refused,
        "wrong": refused.field if refused else "",
    }
    return render(request, "staff/settings/partner.html", context, status=refused.status if refused else 200)


def _check(request: StaffRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied
