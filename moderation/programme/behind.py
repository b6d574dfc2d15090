"""The list of exactly the reports behind a number of the board."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.http import paging
from backend.indicators.behind import FIGURES, PLACES, Behind, Cell, behind, frozen_of
from backend.indicators.page import month_asked
from backend.indicators.people import people_behind
from backend.indicators.restated import OUTSIDE, outside, ward_set
from backend.places.models import Hotspot, Site, Street, Ward
from backend.reports.models import Channel
from backend.reports.refusals import REFUSALS
from backend.routing.models import Category, Group, Unit
from backend.routing.names import named
from moderation.door import StaffRequest, for_staff
from moderation.programme.behind_file import TYPES, file_of
from moderation.programme.behind_lines import every_line, lines_of, rows_of
from moderation.programme.indicators import not_yours, number_in

_SIZE = 50
_NAMED = {"street": Street, "hotspot": Hotspot, "site": Site}


@require_safe
@for_staff
def behind_page(request: StaffRequest) -> HttpResponseBase:
    """Show the reports behind ``?figure=&month=`` (and ward, unit, group, category ...). Units' people get 403."""
    if not request.user.reads_all:
        return not_yours(request)
    now = timezone.now()
    cell = _cell(request.GET, now=now)
    found = behind(cell, now=now)
    if (kind := request.GET.get("format", "")) in TYPES:
        return _file(request, cell, found, kind)
    try:
        page = _page(found, request.GET.get("cursor", ""))
    except paging.BadCursor:
        return _without(request, "cursor")
    context = {
        "cell": cell,
        "definition": cell.definition,
        "where": _where(cell),
        "found": found,
        "frozen": frozen_of(cell),
        "people": people_behind(cell) if cell.figure == "duplicate" else None,
        "lines": lines_of(page.rows, found, reader=request.user),
        "next": page.next,
        "previous": page.previous,
    }
    return render(request, "programme/behind.html", context)


def _file(request: StaffRequest, cell: Cell, found: Behind, kind: str) -> HttpResponseBase:
    """Answer with the whole list as a file; where it is too long for one, with the list and why."""
    rows, order = rows_of(found)
    lines = every_line(
        rows.order_by(*dict.fromkeys((order, "-id"))).iterator(chunk_size=1000), found, reader=request.user
    )
    try:
        return file_of(lines, number=rows.count(), kind=kind, name=f"{cell.figure}-{cell.month}")
    except Refused as refused:
        messages.error(request, refused.message)
        return _without(request, "format")


def _without(request: StaffRequest, name: str) -> HttpResponse:
    """Lead to the same address without one of its fields."""
    query = request.GET.copy()
    query.pop(name, None)
    return redirect(f"{request.path}?{query.urlencode()}")


def _cell(asked: QueryDict, *, now: datetime) -> Cell:
    """Return what is asked for; Http404 for what is no number of the board."""
    try:
        month = month_asked(asked.get("month", ""), now=now)
        restated = ward_set(asked.get("wards_on", ""))
        last = date.fromisoformat(until) if (until := asked.get("until", "")) else None
    except (Refused, ValueError):
        raise Http404 from None
    figure, group, reason = asked.get("figure", ""), asked.get("group") or None, asked.get("reason", "")
    if figure not in FIGURES or (group and group not in Group.values) or (reason and reason not in REFUSALS):
        raise Http404
    return Cell(
        month=month,
        figure=figure,
        ward=_number(asked, "ward"),
        unit=_number(asked, "unit"),
        group=group,
        category=_number(asked, "category"),
        reason=reason if figure == "refused" else "",
        until=last,
        place=_places(asked),
        restated=restated,
    )


def _places(asked: QueryDict) -> dict[str, int | str | None]:
    """Return the further limits: a number, or "none" for reports of no street, hot spot or site."""
    found: dict[str, int | str | None] = {}
    for name in PLACES:
        written = asked.get(name, "")
        if written and name == "channel":
            if written not in Channel.values:  # PostgreSQL takes no NUL, and no other channel counts anything
                raise Http404
            found[name] = written
        elif written:
            found[name] = None if written == "none" else _number(asked, name)
    return found


def _number(asked: QueryDict, name: str) -> int | None:
    written = asked.get(name, "")
    return number_in(written) if written else None


def _page(found: Behind, cursor: str) -> "paging.Page[Any]":
    """Return a page of the list, the newest report first."""
    rows, order = rows_of(found)
    return paging.page(rows, by=order, cursor=cursor, size=_SIZE)


def _where(cell: Cell) -> list[str]:
    """Return the limits of the list in words."""
    words = [
        _ward(cell.ward),
        named(unit) if cell.unit and (unit := Unit.objects.filter(pk=cell.unit).first()) else "",
        str(Group(cell.group).label) if cell.group else "",
        named(kind) if cell.category and (kind := Category.objects.filter(pk=cell.category).first()) else "",
        str(REFUSALS[cell.reason].name) if cell.reason else "",
        *(_named(name, key) for name, key in cell.place.items()),
    ]
    return [one for one in words if one]


def _ward(key: int | None) -> str:
    if key == OUTSIDE:
        return outside()
    return str(Ward.objects.filter(pk=key).defer("boundary").first() or "") if key else ""


def _named(place: str, key: int | str | None) -> str:
    if place == "channel":
        return str(dict(Channel.choices).get(str(key), key))
    if key is None:
        return ""
    return str(_NAMED[place]._default_manager.filter(pk=key).values_list("name", flat=True).first() or "")  # noqa: SLF001  # any of three
