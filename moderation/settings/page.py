"""Settings: what a person may set, for themselves, for the unit, for everybody; and what was changed, by whom."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.accounts import tokens
from backend.accounts.models import Role, SettingChange, User
from backend.accounts.people import may_manage
from backend.accounts.posters import may_make
from backend.core.errors import Refused
from backend.reports.edit_ready_answers import may_edit_any
from backend.reports.looks import looks_by_person, looks_for, may_review
from moderation.door import StaffRequest, for_staff
from moderation.settings.reference_forms import OWN_UNITS, TABLES, Table

_SHOWN = 100
_LOOKS_COUNTED = timedelta(days=30)


@require_safe
@for_staff
def settings_page(request: StaffRequest) -> HttpResponse:
    """List what this person may set."""
    return render(request, "staff/settings/index.html", _context(request))


@require_POST
@for_staff
def make_token(request: StaffRequest) -> HttpResponse:
    """Make a personal key and show it, once."""
    try:
        _row, key = tokens.make(request.user, request.POST.get("name", ""), now=timezone.now())
    except Refused as refused:
        return render(
            request, "staff/settings/index.html", _context(request) | {"refused": refused}, status=refused.status
        )
    return render(request, "staff/settings/index.html", _context(request) | {"key": key})


@require_POST
@for_staff
def end_token(request: StaffRequest, pk: int) -> HttpResponse:
    """End one of the person's own keys."""
    tokens.revoke(request.user, pk, now=timezone.now())
    messages.success(request, _("Đã hủy khóa."))
    return redirect("staff-settings")


@require_safe
@for_staff
def changes_page(request: StaffRequest) -> HttpResponse:
    """Show the newest changes of settings to the administrator and the auditor."""
    if not any(post.role in {Role.ADMINISTRATOR, Role.AUDITOR} for post in request.user.posts):
        raise PermissionDenied
    changes = SettingChange.objects.select_related("by").order_by("-id")[:_SHOWN]
    return render(request, "staff/settings/changes.html", {"here": "settings", "changes": changes})


@require_safe
@for_staff
def looks_page(request: StaffRequest) -> HttpResponse:
    """Show who looked at reporters' contacts, and why, to those who answer for it."""
    if not may_review(request.user):
        raise PermissionDenied
    context = {
        "here": "settings",
        "looks": looks_for(request.user, most=_SHOWN),
        "people": looks_by_person(request.user, since=timezone.now() - _LOOKS_COUNTED),
        "days": _LOOKS_COUNTED.days,
    }
    return render(request, "staff/settings/looks.html", context)


def _tables(user: User) -> Iterable[tuple[str, Table]]:
    """Return the tables this person may open, by their place in the address."""
    if user.is_administrator:
        return TABLES.items()
    return (("units", OWN_UNITS),) if user.own_headed_unit_ids else ()


def _context(request: StaffRequest) -> dict[str, object]:
    user = request.user
    return {
        "here": "settings",
        "tokens": tokens.tokens_of(user),
        "may_people": may_manage(user),
        "may_posters": may_make(user),
        "may_templates": may_edit_any(user) or bool(user.headed_unit_ids),
        "tables": _tables(user),
        "may_keys": user.is_administrator,
        "may_review": may_review(user),
        "may_log": any(post.role in {Role.ADMINISTRATOR, Role.AUDITOR} for post in user.posts),
    }
