"""One act of a person or of the clock on a report: held, compared with what was seen, changed, open to undo.

Every deed that changes a report goes this way, inside the deed's own transaction::

    held = hold(report, version=move.version)          # row locked; Overtaken where somebody was faster
    act = begin(held, by=by)                           # remembers how things stood, for undo
    ... deeds check, and change other rows ...
    event = finish(act, {"level": level}, Kind.LEVEL_SET, now=now, words=why)   # row, inboxes, event, undo
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from backend.accounts.actor import Actor, Staff
from backend.core.errors import Refused
from backend.reports import involvement
from backend.reports.models import Event, Involvement, Kind, Photo, Report, Undo
from backend.reports.models.event import BESIDE
from backend.reports.record import COUNTED, Happened, record, record_many
from backend.routing.models import Unit

UNDO_WITHIN = timedelta(seconds=10)  # letters wait as long (notifications.hours.HESITATION)
# What an act may change of a report, and undo puts back.
COLUMNS = (
    "lat", "lon", "address", "ward_id", "ward_of_14_id", "ward_of_13_id", "ward_of_4_id", "near_boundary", "street_id",
    "site_id", "hotspot_id", "category_id", "group", "level", "unit_id", "assignee_id", "status", "status_before",
    "screening", "is_open", "merged_into_id", "reason", "accept_by", "resolve_by", "extended_to", "promised_on",
    "answer_by", "asked_at", "accepted_at", "resolved_at", "closed_at", "published_at", "public_text", "public_search",
    "search", "photo_count", "transfer_count", "returned_at", "satisfied", "rating",
)  # fmt: skip


class Overtaken(Refused):
    """Somebody else changed the report between the look and the click."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Đồng nghiệp vừa thay đổi phản ánh này. Xin xem lại rồi thực hiện tiếp."), code="overtaken")


class NotOpen(Refused):
    """The report is over, or not for everybody's eyes."""

    status = 409


# What these leave behind, other reports and files others have fetched, is not taken back with the report.
NO_WAY_BACK = frozenset({Kind.SPLIT, Kind.REDACTED})


@dataclass(frozen=True)
class Act:
    """An act under way: the held report, who acts, how things stood before, and the bulk call it is part of."""

    report: Report
    by: Actor
    before: Mapping[str, Any]
    batch: UUID | None = None

    @property
    def columns(self) -> Mapping[str, Any]:
        """The report's columns before the act, as plain as JSON takes them."""
        return self.before["columns"]  # type: ignore[no-any-return]  # see _standing


@dataclass(frozen=True)
class Outcome:
    """What an act comes to, in words of :func:`finish`."""

    changes: Mapping[str, Any]
    kind: Kind
    words: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    is_public: bool = True
    with_units: Sequence[Unit] | None = None


def hold(report: Report, *, version: int | None = None, status: str = "") -> Report:
    """Return the report anew, locked until the transaction ends, with its labels.

    ``version`` is the one the person saw, ``status`` the one the step starts from: Overtaken where they are others.
    """
    [held] = _locked([report.pk])
    check_seen(held, version=version, status=status)
    return held


def check_seen(held: Report, *, version: int | None, status: str = "") -> None:
    """Raise Overtaken where a held report is not in the version and the status the person saw."""
    if (version is not None and version != held.version) or (status and status != held.status):
        raise Overtaken


def hold_many(reports: Iterable[Report]) -> list[Report]:
    """Return the reports anew, locked until the transaction ends, with their labels, by number. One statement."""
    return _locked({report.pk for report in reports})


def _locked(numbers: Collection[int]) -> list[Report]:
    """Return the reports of these numbers, locked, with their labels, by number. One statement, seldom two.

    Where PostgreSQL waited for a row whose unit, kind, place somebody changed meanwhile, it holds the row, and leaves
    it out: joined with what it was joined with before the wait, it fits no more. A second look has it as it is.
    No key: whoever is committing rows that point to a report looks at its key, and must not wait for its holder.
    """
    rows = Report.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "category", "ward", "unit", "street"
    )
    wanted = rows.defer("ward__boundary", "street__lines").filter(pk__in=numbers).order_by("pk")
    held = list(wanted)
    return held if len(held) == len(numbers) else list(wanted.all())


def begin(held: Report, *, by: Actor, batch: UUID | None = None) -> Act:
    """Remember how a held report stands: two statements at most for a person; nobody else can undo."""
    before = how_it_stands(held) if isinstance(by, Staff) else {}
    return Act(held, by, before, batch)


def begin_many(held: Sequence[Report], *, by: Staff, batch: UUID | None = None) -> list[Act]:
    """Remember how held reports stand. Two statements."""
    units: dict[int, list[tuple[int, str]]] = {report.pk: [] for report in held}
    rows = Involvement.objects.filter(report__in=units).order_by("id")
    for report_id, unit_id, part in rows.values_list("report_id", "unit_id", "part"):
        units[report_id].append((unit_id, part))
    public: dict[int, list[Photo]] = {report.pk: [] for report in held}
    for photo in Photo.objects.filter(report__in=units).exclude(public_name="").order_by("id"):
        public[photo.report_id].append(photo)
    return [Act(one, by, _standing(one, units[one.pk], public[one.pk]), batch) for one in held]


def finish(
    act: Act,
    changes: Mapping[str, Any],
    kind: Kind,
    *,
    now: datetime,
    words: str = "",
    data: Mapping[str, object] | None = None,
    is_public: bool = True,
    with_units: Iterable[Unit] | None = None,
) -> Event:
    """Write the act down: the report's ``changes``, its inboxes, its event, and what undo needs.

    ``changes`` are fields or columns of the report. ``with_units`` replaces the units on it (the one in charge is the
    report's own ``unit`` after the changes); None leaves them. Any act but one beside the report's way raises the
    version, and ends that the report counts as returned. Raises Overtaken. Call it after every statement that may
    wait for somebody else's lock; rows that name the event follow.
    """
    report = act.report
    if kind not in BESIDE:
        _compare_and_set(report, _all_changes(report, changes))
    elif changes:
        _set(report, changes)
        Report.objects.filter(pk=report.pk).update(**changes)
    if with_units is not None:
        involvement.replace(report, with_units=with_units)
    elif kind not in BESIDE or changes:
        involvement.follow(report)
    event = record(report, kind, by=act.by, now=now, words=words, data=data, is_public=is_public)
    if isinstance(act.by, Staff) and kind not in BESIDE | NO_WAY_BACK:
        _undo_row(act, event, now=now).save(force_insert=True)
    return event


def finish_many(outcomes: Sequence[tuple[Act, Outcome]], *, by: Staff, now: datetime) -> list[Event]:
    """Write many acts of one person down, as :func:`finish` does one; a fixed number of statements.

    All reports are held, each is there once, none of the kinds stands beside the reports' way.
    """
    if not outcomes:
        return []
    columns = {"version", *COUNTED}
    for act, outcome in outcomes:
        changes = _all_changes(act.report, outcome.changes)
        _set(act.report, changes)
        act.report.version += 1
        columns |= changes.keys()
    happened = [(act.report, Happened(o.kind, o.words, o.data, is_public=o.is_public)) for act, o in outcomes]
    involvement.follow_many([(act.report, None if o.with_units is None else list(o.with_units)) for act, o in outcomes])
    events = record_many(happened, by=by, now=now)
    Report.objects.bulk_update([act.report for act, _ in outcomes], sorted(columns))
    Undo.objects.bulk_create(_undo_row(act, event, now=now) for (act, _), event in zip(outcomes, events, strict=True))
    return events


def how_it_stands(report: Report) -> dict[str, object]:
    """Return, for JSON, the columns an act may change, the units on the report, and what of its photos is public."""
    released = report.photos.exclude(public_name="").order_by("id") if report.photo_count else ()
    return _standing(report, involvement.units_on(report), released)


def _standing(report: Report, units: Sequence[tuple[int, str]], released: Iterable[Photo]) -> dict[str, object]:
    columns = {name: _plain(getattr(report, name)) for name in COLUMNS}
    photos = [[one.pk, one.public_name, one.public_thumb_name, _plain(one.published_at)] for one in released]
    return {"columns": columns, "units": units, "public_photos": photos}


def _undo_row(act: Act, event: Event, *, now: datetime) -> Undo:
    """Return the row, not yet saved, that lets the person of ``act`` take it back."""
    if not isinstance(act.by, Staff):
        raise TypeError(act.by)
    return Undo(
        event=event,
        report=act.report,
        user=act.by.user,
        before=act.before,
        version_after=act.report.version,
        until=now + UNDO_WITHIN,
        batch=act.batch,
    )


def _all_changes(report: Report, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``changes``, and what follows: no longer returned unless they say so, no extension it has reached."""
    every = {"returned_at": None, **changes} if report.returned_at else dict(changes)
    until = every.get("extended_to", report.extended_to)
    if until is not None and until <= every.get("resolve_by", report.resolve_by):
        every["extended_to"] = None
    return every


def _compare_and_set(report: Report, changes: Mapping[str, Any]) -> None:
    seen = Report.objects.filter(pk=report.pk, status=report.status, version=report.version)
    if not seen.update(**changes, version=report.version + 1):
        raise Overtaken
    _set(report, changes)
    report.version += 1


def _set(report: Report, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(report, name, value.pk if isinstance(value, Model) and name.endswith("_id") else value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
