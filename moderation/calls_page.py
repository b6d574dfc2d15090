"""The calls one's units owe: whom to call about what, what to say, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.core.errors import Refused
from backend.http import paging
from backend.reports.models import CallResult, Contact, Report
from moderation.door import StaffRequest, acting, for_staff
from moderation.rows import category_name
from notifications import calls
from notifications.models import Letter
from notifications.texts import call_to_reporter

_SIZE = 20
_SORTED_BY = "not_before"


@dataclass(frozen=True)
class Call:
    """A call on the page; ``contact`` once its number was asked for, ``waits`` where nobody answered a while ago."""

    letter: Letter
    report: Report
    category: str
    sentence: str
    tries: int
    waits: bool
    contact: Contact | None = None


@dataclass(frozen=True)
class Tried:
    """What was asked of one call: its number, or a result that was refused, with what was typed."""

    letter_id: int
    contact: Contact | None = None
    refused: Refused | None = None
    note: str = ""


@require_safe
@for_staff
def calls_page(request: StaffRequest) -> HttpResponse:
    return _page(request, now=timezone.now())


@require_POST
@for_staff
def show_number(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Show the number to call, once; the look goes into the history."""
    letter, now = _letter(request, letter_id), timezone.now()
    try:
        contact = calls.number_for(letter, by=acting(request), now=now)
    except Refused as refused:
        return _page(request, now=now, tried=Tried(letter.pk, refused=refused))
    return _page(request, now=now, tried=Tried(letter.pk, contact))


@require_POST
@for_staff
def write_down(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Take how the call ended."""
    letter, now, note = _letter(request, letter_id), timezone.now(), request.POST.get("note", "")
    try:
        calls.done(letter, by=acting(request), now=now, note=note, result=result_of(request.POST))
    except Refused as refused:
        return _page(request, now=now, tried=Tried(letter.pk, refused=refused, note=note))
    messages.success(request, _("Đã ghi nhận cuộc gọi."))
    return redirect("staff-calls")


def result_of(sent: Mapping[str, str]) -> CallResult:
    """Return how a call ended, as the form's buttons say it; a form without them means that it was made."""
    try:
        return CallResult(sent.get("result", CallResult.TALKED))
    except ValueError:
        raise Refused(_("Xin chọn cuộc gọi kết thúc thế nào."), field="result") from None


def _page(request: StaffRequest, *, now: datetime, tried: Tried | None = None) -> HttpResponse:
    owed = calls.owed_by(request.user)
    cursor = request.GET.get("cursor", "")
    try:
        shown = paging.page(owed, by=_SORTED_BY, cursor=cursor, size=_SIZE)
    except paging.BadCursor:
        shown = paging.page(owed, by=_SORTED_BY, cursor="", size=_SIZE)
    context: dict[str, Any] = {
        "here": "calls",
        "calls": [_call(letter, tried, now=now) for letter in shown.rows],
        "next": shown.next,
        "previous": shown.previous,
        "cursor": cursor,
        "tried": tried,
    }
    return render(request, "staff/calls.html", context, status=tried.refused.status if tried and tried.refused else 200)


def _letter(request: StaffRequest, letter_id: int) -> Letter:
    """Return the call; Http404 where one's units owe none of that number, or it was made."""
    found = calls.owed_by(request.user).filter(pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def _call(letter: Letter, tried: Tried | None, *, now: datetime) -> Call:
    report = letter.event.report
    if report is None or report.contact is None:
        raise ValueError(letter)
    return Call(
        letter=letter,
        report=report,
        category=category_name(report.category),
        sentence=call_to_reporter(letter.event, report, report.contact),
        tries=letter.attempts,
        waits=letter.not_before > now,
        contact=tried.contact if tried and tried.letter_id == letter.pk else None,
    )
