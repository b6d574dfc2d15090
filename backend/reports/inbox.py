"""The inbox of a person: tabs, filters, pages by deadline, counts. A page costs the same however full it is.

People of units walk the indexes of Involvement, one per unit; who reads all walks those of Report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from backend.accounts.models import User
from backend.reports import inbox_counts
from backend.reports.codes import read_code
from backend.reports.labels import label
from backend.reports.models import Involvement, Photo, Report, Screening, Shelf, Status
from backend.reports.search import terms

PAGE = 50


class Tab(StrEnum):
    """Where to look; every report a person sees is under ``open``, ``unverified``, ``spam`` or ``done``."""

    NEW = "new"
    MINE = "mine"
    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    RETURNED = "returned"
    UNVERIFIED = "unverified"
    SPAM = "spam"
    DONE = "done"

    @property
    def label(self) -> Promise:
        return _LABELS[self]


_LABELS = {
    Tab.NEW: lazy("Mới"),
    Tab.MINE: lazy("Việc của tôi"),
    Tab.OPEN: lazy("Đang mở"),
    Tab.OVERDUE: lazy("Quá hạn"),
    Tab.WAITING: lazy("Chờ bổ sung"),
    Tab.RETURNED: lazy("Bị trả lại"),
    Tab.UNVERIFIED: lazy("Chờ xác minh"),
    Tab.SPAM: lazy("Tin rác"),
    Tab.DONE: lazy("Đã xong"),
}
_SHELVES: Mapping[Tab, tuple[Shelf, ...]] = {
    Tab.DONE: (),
    Tab.NEW: (Shelf.NEW,),
    Tab.MINE: (Shelf.NEW, Shelf.WORK, Shelf.WAITING),
    Tab.OPEN: (Shelf.NEW, Shelf.WORK, Shelf.WAITING),
    Tab.OVERDUE: (Shelf.NEW, Shelf.WORK),  # while a report waits for its reporter, its deadline waits too
    Tab.WAITING: (Shelf.WAITING,),
    Tab.UNVERIFIED: (Shelf.UNVERIFIED,),
    Tab.SPAM: (Shelf.SPAM,),
}
_CLEAR = Q(screening=Screening.CLEAR)
_ON_SHELF = {  # the same as reports.involvement.shelf_of, for who reads Report itself
    Shelf.NEW: _CLEAR & Q(status=Status.RECEIVED),
    Shelf.WORK: _CLEAR & Q(status__in=(Status.ACCEPTED, Status.IN_PROGRESS)),
    Shelf.WAITING: _CLEAR & Q(status=Status.NEEDS_INFO),
    Shelf.UNVERIFIED: Q(screening=Screening.UNVERIFIED),
    Shelf.SPAM: Q(screening=Screening.SPAM),
}
COUNTED: tuple[Tab, ...] = tuple(
    tab for tab in Tab if tab != Tab.DONE
)  # of what is done there is no end: it is not counted
_Key = tuple[datetime, int]  # deadline, id
_NO_DUE = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = (  # what a row shows
    "code", "address", "near_boundary", "hotspot_id", "group", "level", "channel", "status", "screening", "is_open",
    "created_at", "accept_by", "resolve_by", "answer_by", "resolved_at", "closed_at", "photo_count", "version",
    "category_id", "ward_id", "unit_id", "street_id", "assignee__username", "assignee__display_name",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What to show of a tab; "" shows all. ``category``, ``group``, ``ward``, ``unit``, ``status`` are codes."""

    category: str = ""
    group: str = ""
    ward: str = ""
    unit: str = ""
    status: str = ""
    q: str = ""


@dataclass(frozen=True)
class Place:
    """Between which rows a page lies: after the row with this deadline and id, or before it (``backwards``)."""

    resolve_by: datetime
    pk: int
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """Reports of one page in order, their first photos by report id, and the places of the pages beside it."""

    reports: Sequence[Report]
    next: Place | None = None
    previous: Place | None = None
    thumbs: Mapping[int, Photo] = field(default_factory=dict)


def page(
    user: User, tab: Tab, filters: Filters, *, now: datetime, place: Place | None = None, size: int = PAGE
) -> Page:
    """Return the page of ``user``'s ``tab`` at ``place`` (None: the first): open reports the most pressing first.

    Done ones come the newest first. One statement for each of the person's units (one for who reads all), one for
    the reports, one for their photos.
    """
    order = _Order(tab, backwards=place is not None and place.backwards)
    keys = {key for walk in _walks(user, tab, filters, now=now) for key in walk.keys(order, place, most=size + 1)}
    ordered = sorted(keys, key=order.of, reverse=order.goes_down)
    has_more, shown = len(ordered) > size, ordered[:size]
    if not shown:
        return Page(())
    if order.backwards:
        shown.reverse()
    has_next, has_previous = (True, has_more) if order.backwards else (has_more, place is not None)
    ids = [pk for _due, pk in shown]
    return Page(
        reports=_reports(ids),
        thumbs=_thumbs(ids),
        next=Place(*shown[-1]) if has_next else None,
        previous=Place(*shown[0], backwards=True) if has_previous else None,
    )


def counts(user: User, *, now: datetime) -> dict[Tab, int]:
    """Return how many reports lie under each tab but ``done``; for who reads all, 1,000 at most. Two statements."""
    if not user.is_active:
        return dict.fromkeys(COUNTED, 0)
    mine = Report.objects.for_staff(user).filter(_CLEAR, is_open=True, assignee=user)
    count = partial(inbox_counts.of_all, on_shelf=_ON_SHELF) if user.reads_all else inbox_counts.of_units
    shelves, late = count(user, now=now)
    found = {tab: sum(shelves.get(shelf, 0) for shelf in _SHELVES.get(tab, ())) for tab in COUNTED}
    return found | {Tab.OVERDUE: late, Tab.MINE: mine.count()}


@dataclass(frozen=True)
class _Order:
    """How a tab is sorted: open reports by deadline, then id; done ones by id alone, downwards."""

    tab: Tab
    backwards: bool

    @property
    def goes_down(self) -> bool:
        return (self.tab == Tab.DONE) != self.backwards

    def of(self, key: _Key) -> tuple[Any, ...]:
        due, pk = key
        return (pk,) if self.tab == Tab.DONE else (due, pk)

    def columns(self, pk: str) -> list[str]:
        sign = "-" if self.goes_down else ""
        return [f"{sign}{pk}"] if self.tab == Tab.DONE else [f"{sign}resolve_by", f"{sign}{pk}"]

    def beyond(self, place: Place, pk: str) -> Q:
        """Limit to what comes after the place. The first condition is redundant: an index can walk to it."""
        than = "lt" if self.goes_down else "gt"
        by_id = Q((f"{pk}__{than}", place.pk))
        if self.tab == Tab.DONE:
            return by_id
        due = Q((f"resolve_by__{than}", place.resolve_by))
        return Q((f"resolve_by__{than}e", place.resolve_by)) & (due | by_id)


@dataclass(frozen=True)
class _Walk:
    """Rows to walk through, of Report or of Involvement; ``pk`` names the report's id in them."""

    rows: "QuerySet[Any, Any]"
    pk: str

    def keys(self, order: _Order, place: Place | None, *, most: int) -> Iterable[_Key]:
        rows = self.rows.filter(order.beyond(place, self.pk)) if place else self.rows
        rows = rows.order_by(*order.columns(self.pk))
        if order.tab == Tab.DONE:  # their deadline orders nothing: without it the walk does not leave the index
            return [(_NO_DUE, pk) for pk in rows.values_list(self.pk, flat=True)[:most]]
        found: Iterable[_Key] = rows.values_list("resolve_by", self.pk)[:most]
        return found


def _walks(user: User, tab: Tab, filters: Filters, *, now: datetime) -> Iterable[_Walk]:
    if not user.is_active or tab == Tab.RETURNED:
        return
    is_open = tab != Tab.DONE
    if tab == Tab.MINE or user.reads_all:
        rows = Report.objects.for_staff(user).filter(_narrow(filters, ""), is_open=is_open)
        rows = rows.filter(assignee=user) if tab == Tab.MINE else rows
        yield _Walk(rows.filter(_of_reports(tab, now=now)), "id")
        return
    for unit in sorted(user.unit_ids):
        involved = Involvement.objects.filter(_narrow(filters, "report__"), unit=unit, is_open=is_open)
        yield _Walk(involved.filter(_of_involvements(tab, now=now)), "report_id")


def _of_reports(tab: Tab, *, now: datetime) -> Q:
    where = Q()
    for shelf in _SHELVES[tab]:
        where |= _ON_SHELF[shelf]
    return where & _late(tab, now=now)


def _of_involvements(tab: Tab, *, now: datetime) -> Q:
    shelves = _SHELVES[tab]
    return (Q(shelf__in=shelves) if shelves else Q()) & _late(tab, now=now)


def _late(tab: Tab, *, now: datetime) -> Q:
    return Q(resolve_by__lt=now) if tab == Tab.OVERDUE else Q()


def _narrow(filters: Filters, prefix: str) -> Q:
    """Return the filters' conditions on the report, found under ``prefix``."""
    wanted = {
        "category__code": filters.category,
        "group": filters.group,
        "ward__code": filters.ward,
        "unit__code": filters.unit,
        "status": filters.status,
    }
    where = Q(*((f"{prefix}{name}", value) for name, value in wanted.items() if value))
    if code := read_code(filters.q):
        return where & Q((f"{prefix}code", code))
    for term in terms(filters.q):
        where &= Q((f"{prefix}search__contains", term))
    return where


def _reports(ids: Sequence[int]) -> list[Report]:
    rows = Report.objects.select_related("assignee").only(*_COLUMNS)
    found = {report.pk: report for report in rows.filter(pk__in=ids).order_by("id")}
    shown = [found[pk] for pk in ids if pk in found]
    label(shown)
    return shown


def _thumbs(ids: Sequence[int]) -> dict[int, Photo]:
    photos = Photo.objects.filter(report__in=ids, order=0).only("report_id", "thumb_name", "order").order_by("id")
    return {photo.report_id: photo for photo in photos}
