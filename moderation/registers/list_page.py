"""The registers with their numbers, and the list of one with its filters and its sheet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http import paging
from backend.places.in_force import day_in_force
from backend.registers import overview, sheet
from backend.registers.give_out import MOST, give_out
from backend.registers.overview import Asked
from backend.registers.rights import kinds_kept
from backend.registers.standing import STATES, State
from moderation.door import StaffRequest, for_staff
from moderation.registers.door import HERE, kind_of

_SHOWN = 50
_LONGEST_SEARCH = 80
_MOST_DIGITS = 9


@require_safe
@for_staff
def registers_page(request: StaffRequest) -> HttpResponse:
    """List the registers this person opens, with how many entries stand how."""
    counts = overview.kind_counts(request.user, now=timezone.now())
    return render(request, "staff/registers/index.html", HERE | {"counts": counts})


@require_safe
@for_staff
def list_page(request: StaffRequest, kind: str) -> HttpResponse:
    """List the entries of a register by name; ``q``, ``ward`` and ``state`` narrow it."""
    found, now, asked = kind_of(request, kind), timezone.now(), _asked(request)
    rows = overview.listed(request.user, found, asked, now=now)
    try:
        page = paging.page(rows, by="sorts_as", cursor=request.GET.get("cursor", ""), size=_SHOWN)
    except paging.BadCursor:
        return redirect("staff-register", kind)
    context = HERE | {
        "kind": found,
        "asked": asked,
        "rows": page.rows,
        "next_cursor": page.next,
        "previous_cursor": page.previous,
        "next": _link(request, page.next),
        "previous": _link(request, page.previous),
        "query": _link(request, ""),
        "wards": overview.wards_of(request.user, found, now=now),
        "states": [(one.value, one.label) for one in STATES[found]],
        "may_add": found in kinds_kept(request.user, on=day_in_force(now)),
    }
    return render(request, "staff/registers/list.html", context)


@require_safe
@for_staff
def sheet_file(request: StaffRequest, kind: str) -> HttpResponse:
    """Answer with what the list shows, all its pages, as XLSX; ``empty`` asks for the form without entries."""
    found = kind_of(request, kind)
    rows = overview.listed(request.user, found, _asked(request), now=timezone.now()).order_by("sorts_as", "id")
    try:
        made = give_out(found, [] if request.GET.get("empty") else list(rows[: MOST + 1]))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("staff-register", kind)
    answer = HttpResponse(made, content_type=sheet.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="so-{found.value.replace("_", "-")}.xlsx"'
    return answer


def _asked(request: StaffRequest) -> Asked:
    ward, state = request.GET.get("ward", ""), request.GET.get("state", "")
    is_number = ward.isascii() and ward.isdigit() and len(ward) <= _MOST_DIGITS
    words = clean_line(request.GET.get("q", "")[:_LONGEST_SEARCH])
    return Asked(int(ward) if is_number else None, state if state in State.values else "", words)


def _link(request: StaffRequest, cursor: str) -> str:
    """Return the query of this list at ``cursor``; "" for a cursor that is none and a list that is not narrowed."""
    query = request.GET.copy()
    query.pop("cursor", None)
    if cursor:
        query["cursor"] = cursor
    return query.urlencode()
