"""The inbox of a person: tabs, filters, pages by deadline, counts. A page costs the same however full it is.

People of units walk the indexes of Involvement, one per unit; who reads all walks those of Report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from backend.accounts.models import User
from backend.reports import inbox_counts
from backend.reports.constants import with_constants
from backend.reports.inbox_filters import Filters, narrow
from backend.reports.labels import label
from backend.reports.models import Involvement, Report, Screening, Shelf, Status

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
_ALL_WORK = (Shelf.NEW, Shelf.WORK, Shelf.WAITING)
_SHELVES: Mapping[Tab, tuple[Shelf, ...]] = {
    Tab.DONE: (),
    Tab.NEW: (Shelf.NEW,),
    Tab.MINE: _ALL_WORK,
    Tab.OPEN: _ALL_WORK,
    Tab.OVERDUE: (Shelf.NEW, Shelf.WORK),  # while a report waits for its reporter, its deadline waits too
    Tab.WAITING: (Shelf.WAITING,),
    Tab.RETURNED: _ALL_WORK,
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
_SHOWN = frozenset({  # what a row shows
    "id", "code", "address", "near_boundary", "hotspot_id", "group", "level", "channel", "status", "screening",
    "is_open", "created_at", "accept_by", "resolve_by", "extended_to", "answer_by", "resolved_at", "closed_at",
    "photo_count", "version", "category_id", "ward_id", "unit_id", "street_id", "assignee_id", "held_as", "lat", "lon",
})  # fmt: skip
_COLUMNS = tuple(one.attname for one in Report._meta.concrete_fields if one.attname in _SHOWN)  # noqa: SLF001  # Django's documented way; its own order, as from_db wants it
# What a row shows, for the keys of a page: written out, as to have thirty columns of four tables written anew for each
# page took longer than to answer the question.
_LINES = f"""
SELECT {", ".join(f"report.{connection.ops.quote_name(name)}" for name in _COLUMNS)}, photo.id AS thumb,
  assignee.username AS assignee_username, assignee.display_name AS assignee_name
FROM ({{keys}}) found
JOIN reports_report report ON report.id = found.{{pk}}
LEFT JOIN reports_photo photo ON photo.report_id = report.id AND photo."order" = 0
LEFT JOIN accounts_user assignee ON assignee.id = report.assignee_id
"""  # noqa: S608  # names are our own


@dataclass(frozen=True)
class Place:
    """Between which rows a page lies: after the row with this deadline and id, or before it (``backwards``)."""

    resolve_by: datetime
    pk: int
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """Reports of one page in order, ids of their first photos by report id, and the places of the pages beside it."""

    reports: Sequence[Report]
    next: Place | None = None
    previous: Place | None = None
    thumbs: Mapping[int, int] = field(default_factory=dict)


def page(
    user: User, tab: Tab, filters: Filters, *, now: datetime, place: Place | None = None, size: int = PAGE
) -> Page:
    """Return the page of ``user``'s ``tab`` at ``place`` (None: the first): open reports the most pressing first.

    Done ones come the newest first. One statement for each of the person's units, one for who reads all.
    """
    order = _Order(tab, backwards=place is not None and place.backwards)
    found: dict[_Key, _Found] = {}
    for walk in _walks(user, tab, filters, now=now):
        found |= walk.found(order, place, most=size + 1)
    ordered = sorted(found, key=order.of, reverse=order.goes_down)
    has_more, shown = len(ordered) > size, ordered[:size]
    if not shown:
        return Page(())
    if order.backwards:
        shown.reverse()
    has_next, has_previous = (True, has_more) if order.backwards else (has_more, place is not None)
    rows = [found[key] for key in shown]
    label(row.report for row in rows)
    for row in rows:
        _name_assignee(row.report)
    return Page(
        reports=[row.report for row in rows],
        thumbs={row.report.pk: row.thumb for row in rows if row.thumb},
        next=Place(*shown[-1]) if has_next else None,
        previous=Place(*shown[0], backwards=True) if has_previous else None,
    )


def matching(user: User, tab: Tab, filters: Filters, *, now: datetime, most: int) -> Sequence[Report]:
    """Return every report of ``user``'s ``tab`` that the filters leave, ``most`` at most, the most pressing first."""
    order = _Order(tab, backwards=False)
    found: dict[_Key, _Found] = {}
    for walk in _walks(user, tab, filters, now=now):
        found |= walk.found(order, None, most=most)
    return [found[key].report for key in sorted(found, key=order.of, reverse=order.goes_down)[:most]]


@dataclass(frozen=True)
class Counts:
    """How many reports lie under each tab but ``done``, and the ``seq`` of the newest event counted."""

    tabs: Mapping[Tab, int]
    seq: int


def counts(user: User, *, now: datetime) -> Counts:
    """Return the counts of ``user``'s inbox; for who reads all, 1,000 at most. One statement."""
    if not user.is_active:
        return Counts(dict.fromkeys(COUNTED, 0), 0)
    counted = inbox_counts.of(user.eyes, now=now)
    found = {tab: sum(counted.shelves.get(shelf, 0) for shelf in _SHELVES.get(tab, ())) for tab in COUNTED}
    late = {Tab.OVERDUE: counted.late, Tab.MINE: counted.mine, Tab.RETURNED: counted.returned}
    return Counts(found | late, counted.seq)


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

    def key(self, report: Report, *, is_of_units: bool) -> _Key:
        """Return the key of a report: its deadline, for its units the extended one, and its id."""
        due = report.extended_to or report.resolve_by if is_of_units else report.resolve_by
        return (_NO_DUE if self.tab == Tab.DONE else due, report.pk)

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
class _Found:
    """A report with what its row shows, and the id of its first photo."""

    report: Report
    thumb: int | None


@dataclass(frozen=True)
class _Walk:
    """Rows to walk through, of Report or of Involvement; the report's columns are found under ``prefix`` in them."""

    rows: "QuerySet[Any, Any]"
    prefix: str = ""

    def found(self, order: _Order, place: Place | None, *, most: int) -> dict[_Key, _Found]:
        """Return the first ``most`` reports by their keys. One statement."""
        pk = f"{self.prefix[:-2]}_id" if self.prefix else "id"
        rows = self.rows.filter(order.beyond(place, pk)) if place else self.rows
        keys = rows.order_by(*order.columns(pk)).values_list(pk)[:most]
        question, parameters = with_constants(*keys.query.sql_with_params())
        found = Report.objects.raw(_LINES.format(keys=question, pk=pk), parameters)
        return {
            order.key(report, is_of_units=bool(self.prefix)): _Found(report, vars(report)["thumb"]) for report in found
        }


def _name_assignee(report: Report) -> None:
    if report.assignee_id:
        names = vars(report)
        username, display_name = names["assignee_username"], names["assignee_name"]
        report.assignee = User(pk=report.assignee_id, username=username, display_name=display_name)


def _walks(user: User, tab: Tab, filters: Filters, *, now: datetime) -> Iterable[_Walk]:
    if not user.is_active:
        return
    is_open = tab != Tab.DONE
    if tab == Tab.MINE or user.reads_all:
        rows = Report.objects.for_staff(user).filter(narrow(filters, ""), is_open=is_open)
        rows = rows.filter(assignee=user) if tab == Tab.MINE else rows
        yield _Walk(rows.filter(_of_reports(tab, now=now)))
        return
    for unit in sorted(user.unit_ids):
        involved = Involvement.objects.filter(narrow(filters, "report__"), unit=unit, is_open=is_open)
        yield _Walk(involved.filter(_of_involvements(tab, now=now)), "report__")


def _of_reports(tab: Tab, *, now: datetime) -> Q:
    where = Q()
    for shelf in _SHELVES[tab]:
        where |= _ON_SHELF[shelf]
    if _SHELVES[tab] == _ALL_WORK:
        where = _CLEAR  # the same of what is open, and planned in half the time
    return where & _late(tab, now=now) & (Q(returned_at__isnull=False) if tab == Tab.RETURNED else Q())


def _of_involvements(tab: Tab, *, now: datetime) -> Q:
    shelves = _SHELVES[tab]
    where = (Q(shelf__in=shelves) if shelves else Q()) & _late(tab, now=now)
    return where & Q(is_returned=True) if tab == Tab.RETURNED else where


def _late(tab: Tab, *, now: datetime) -> Q:
    return Q(resolve_by__lt=now) if tab == Tab.OVERDUE else Q()
