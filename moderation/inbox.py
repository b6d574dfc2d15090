"""The inbox: one's own units' reports by deadline, in tabs; the whole page, or the part of it that changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.reports import inbox
from backend.reports.inbox import Tab
from backend.reports.models import Status
from backend.routing import book
from backend.routing.models import Group
from moderation.asked import Asked, read_kindly
from moderation.door import StaffRequest, for_staff
from moderation.rows import category_name, rows
from notifications.live.news import latest_seq

MOST_SHOWN = 999
_ROWS = 40
_CLOSED = (Status.RESOLVED, Status.CLOSED, Status.REJECTED, Status.DUPLICATE)


@dataclass(frozen=True)
class ShownTab:
    """A tab as it is shown; ``count`` is "" where it is not counted, "999+" where there are more."""

    code: str
    label: Promise
    count: str
    query: str
    is_current: bool
    is_pressing: bool


@require_safe
@for_staff
def inbox_page(request: StaffRequest) -> HttpResponse:
    """Show the inbox; with ``part=list`` only the tabs and rows, for a page that is open already."""
    now = timezone.now()
    seq = latest_seq()  # before the rows are read: what happens meanwhile is told again, not missed
    asked = read_kindly(request.GET)
    shown = inbox.page(request.user, asked.tab, asked.filters, now=now, place=asked.place, size=_ROWS)
    context = {
        "asked": asked,
        "seq": seq,
        "tabs": _tabs(asked, inbox.counts(request.user, now=now)),
        "rows": rows(shown, reader=request.user, now=now),
        "next": shown.next and asked.query(place=shown.next),
        "previous": shown.previous and asked.query(place=shown.previous),
        "first": asked.query(),
        "has_units": bool(request.user.unit_ids) or request.user.reads_all,
    }
    if request.GET.get("part") == "list":
        return render(request, "staff/inbox_list.html", context)
    return render(request, "staff/inbox.html", context | _choices(asked, now=now))


def _tabs(asked: Asked, counts: dict[Tab, int]) -> Sequence[ShownTab]:
    return [
        ShownTab(
            code=tab.value,
            label=tab.label,
            count=_count(counts.get(tab)),
            query=asked.query(tab=tab),
            is_current=tab == asked.tab,
            is_pressing=tab == Tab.OVERDUE and bool(counts.get(tab)),
        )
        for tab in Tab
    ]


def _count(number: int | None) -> str:
    if number is None:
        return ""
    return f"{MOST_SHOWN}+" if number > MOST_SHOWN else str(number)


def _choices(asked: Asked, *, now: datetime) -> dict[str, object]:
    """Return what the filters offer, from memory."""
    by_group = groupby(
        sorted(book.categories(), key=lambda one: list(Group).index(Group(one.group))), lambda c: c.group
    )
    wards: Sequence[Ward] = sorted(wards_in_force(day_in_force(now)), key=lambda ward: ward.code)
    statuses = [status for status in Status if (status in _CLOSED) == (asked.tab == Tab.DONE)]
    return {
        "groups": [(Group(group), [(one.code, category_name(one)) for one in kinds]) for group, kinds in by_group],
        "wards": wards,
        "statuses": statuses,
    }
