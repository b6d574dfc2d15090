"""Where a person is signed in, and how to end it there."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.people import end_sessions, recall
from backend.core.security import Deed, tell
from moderation.door import StaffRequest, for_staff
from moderation.settings.browsers import browser_said

_SHOWN = 50


@require_safe
@for_staff
def sessions_page(request: StaffRequest) -> HttpResponse:
    """List the person's open sessions, the newest first."""
    still_open = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = UserSession.objects.filter(user=request.user, session_key__in=still_open)
    found = list(rows.order_by("-created_at", "-id")[:_SHOWN])
    context = {
        "here": "settings",
        "sessions": [(one, browser_said(one.user_agent)) for one in found],
        "own_key": request.session.session_key,
    }
    return render(request, "staff/settings/sessions.html", context)


@require_POST
@for_staff
def end_others(request: StaffRequest) -> HttpResponse:
    """Sign the person out everywhere but here."""
    ended = end_sessions(request.user, but=request.session.session_key or "")
    recall(request.user, now=timezone.now())
    messages.success(request, _("Đã đăng xuất ở %(number)s nơi khác.") % {"number": ended})
    return redirect("staff-sessions")


@require_POST
@for_staff
def end_one(request: StaffRequest, pk: int) -> HttpResponse:
    """End one of the person's own sessions."""
    session = UserSession.objects.filter(user=request.user, pk=pk).first()
    if session is not None:
        session.end()
        tell(Deed.SESSIONS_ENDED, who=request.user.pk, number=1)
        recall(request.user, now=timezone.now())
        messages.success(request, _("Đã đăng xuất ở đó."))
    return redirect("staff-sessions")
