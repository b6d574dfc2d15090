"""The inbox: one's own units' reports by deadline, in tabs; the whole page, or the part of it that changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from backend.accounts.succession import ended_units, works_on
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.reports import inbox, views
from backend.reports.inbox import Tab
from backend.reports.models import Channel, Status
from backend.reports.note import unseen
from backend.reports.undo import last_of
from backend.routing import book
from backend.routing.models import Group, Level
from moderation.asked import Asked, read_kindly
from moderation.door import StaffRequest, for_staff
from moderation.row_html import NOTHING, options, rows_html
from moderation.rows import rows

_TAB = '<li><a id="tab-{}" class="tab{}" href="?{}"{}>{}{}</a></li>'
_CURRENT = SafeString(' aria-current="page"')
MOST_SHOWN = 999
_ROWS = 30
_CLOSED = (Status.RESOLVED, Status.CLOSED, Status.REJECTED, Status.DUPLICATE)


@require_safe
@for_staff
def inbox_page(request: StaffRequest) -> HttpResponse:
    """Show the inbox; with ``part=list`` only the tabs and rows, for a page that is open already."""
    is_part = request.GET.get("part") == "list"
    kept = () if is_part else views.views_of(request.user)
    if not request.GET and (first := views.default_of(request.user, kept)):
        return redirect(f"{request.path}?{first.query}")
    now = timezone.now()
    counted = inbox.counts(request.user, now=now)  # before the rows: what happens meanwhile is told again, not missed
    asked = read_kindly(request.GET)
    shown = inbox.page(request.user, asked.tab, asked.filters, now=now, place=asked.place, size=_ROWS)
    found = rows(shown, reader=request.user, now=now)
    context = {
        "asked": asked,
        "seq": counted.seq,
        "tabs": _tabs(asked, counted.tabs),
        "rows": found,
        "rows_html": rows_html(found),
        "next": shown.next and asked.query(place=shown.next),
        "previous": shown.previous and asked.query(place=shown.previous),
        "first": asked.query(),
        "ended": ended_units(request.user, on=day_in_force(now)),
        "works_on": works_on(request.user, on=day_in_force(now)),
        "has_units": bool(request.user.unit_ids) or request.user.reads_all,
    }
    if asked.tab == Tab.MINE:
        context["mentions"] = unseen(request.user)
    if request.GET.get("undo"):
        context["undo"] = last_of(request.user.pk, now=now)
    if is_part:
        return render(request, "staff/inbox_list.html", context)
    return render(request, "staff/inbox.html", context | _choices(asked, now=now) | {"views": kept})


def _tabs(asked: Asked, counts: Mapping[Tab, int]) -> SafeString:
    """Return the tabs with their counts; the one for what is overdue presses where there is something in it."""
    return format_html_join("\n", _TAB, (_tab(tab, asked, counts.get(tab)) for tab in Tab))


def _tab(tab: Tab, asked: Asked, count: int | None) -> tuple[object, ...]:
    pressing = " tab-pressing" if tab == Tab.OVERDUE and count else ""
    current = _CURRENT if tab == asked.tab else NOTHING
    shown = NOTHING if count is None else format_html(' <span class="count">{}</span>', _count(count))
    return tab.value, pressing, asked.query(tab=tab), current, tab.label, shown


def _count(number: int) -> str:
    return f"{MOST_SHOWN}+" if number > MOST_SHOWN else str(number)


def _choices(asked: Asked, *, now: datetime) -> dict[str, object]:
    """Return what the filters offer, from memory."""
    wards: Sequence[Ward] = sorted(wards_in_force(day_in_force(now)), key=lambda ward: ward.code)
    statuses = [status for status in Status if (status in _CLOSED) == (asked.tab == Tab.DONE)]
    filters = asked.filters
    return {
        "category_options": format_html_join("", '<optgroup label="{}">{}</optgroup>', _by_group(filters.category)),
        "ward_options": options([(ward.code, ward.name) for ward in wards], chosen=filters.ward),
        "level_options": options([(one.value, str(one.label)) for one in Level], chosen=filters.level),
        "channel_options": options([(one.value, str(one.label)) for one in Channel], chosen=filters.channel),
        "status_options": options([(one.value, str(one.label)) for one in statuses], chosen=filters.status),
    }


def _by_group(chosen: str) -> Iterator[tuple[object, SafeString]]:
    is_english = get_language() == "en"
    by_group: dict[str, list[tuple[str, str]]] = {group: [] for group in Group}
    for kind in book.categories():
        by_group[kind.group].append((kind.code, kind.name_en if is_english else kind.name))
    for group in Group:
        yield group.label, options(by_group[group], chosen=chosen)
