"""The staff's door: who may come in, and what a page gets of them."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.http.idle import has_gone_idle, note_use
from backend.reports.codes import read_code
from backend.reports.models import Report
from backend.reports.wall import ALL, seeing
from moderation.sign_in import must_enrol

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of somebody who works here, signed in."""

    user: User
    htmx: HtmxDetails


def for_staff(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let staff in, send others to sign in, and keep what was shown out of every cache."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response: HttpResponseBase | None = _turned_away(request)
        if response is None:
            with seeing(ALL):
                response = view(request, *args, **kwargs)  # type: ignore[arg-type]  # signed in by now
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    update_wrapper(guarded, view)
    return guarded


def told_to_wait(response: HttpResponse, refused: Refused) -> HttpResponse:
    """Return the page that says why, with ``Retry-After`` where it may go well in a while."""
    if wait_s := getattr(refused, "retry_after_s", 0):
        response.headers["Retry-After"] = str(wait_s)
    return response


def report_of(request: StaffRequest, code: str, **only: Any) -> Report:
    """Return the report of this code; Http404 where there is none, or it is not this person's to see."""
    read = read_code(code)
    rows = Report.objects.for_staff(request.user).filter(code=read or "", **only)
    labels = ("category", "ward", "unit", "street", "hotspot", "contact", "assignee", "merged_into", "split_from")
    found = rows.select_related(*labels).defer("ward__boundary", "street__lines", "hotspot__lines").first()
    if found is None:
        raise Http404
    return found


def acting(request: StaffRequest) -> Staff:
    return Staff(request.user)


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    user, now = request.user, timezone.now()
    if isinstance(user, User) and has_gone_idle(request.session, now=now):
        logout(request)
        messages.info(request, _("Đã tự đăng xuất vì lâu không thao tác."))
        user = request.user
    if not (isinstance(user, User) and user.is_active):
        if getattr(request, "htmx", None):
            return HttpResponseClientRedirect(reverse("account_login"))
        return redirect_to_login(request.get_full_path())
    note_use(request, now=now)
    if user.must_change_password:
        return redirect("account_change_password")
    return redirect("mfa_activate_totp") if must_enrol(user) else None
