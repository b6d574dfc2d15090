"""Taking back what one has just done: everything as it was, and one event more that says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.reports import involvement
from backend.reports.act import Overtaken, hold, hold_many
from backend.reports.models import (
    Event,
    Involvement,
    Kind,
    Photo,
    Report,
    Transfer,
    TransferState,
    Undo,
)
from backend.reports.models.event import ActorKind
from backend.reports.record import COUNTED, Happened, record, record_many

CHUNK = 200
_BESIDE_CHANGES = (Kind.EXTENDED, Kind.LINKED, Kind.PROMISED, Kind.COOPERATION_ASKED, Kind.PHOTOS_ADDED)


class TooLate(Refused):
    """The ten seconds are over."""

    status = 409


def last_of(user_id: int, *, report: Report | None = None, now: datetime) -> Undo | None:
    """Return what this person may still take back: the newest act, of ``report`` where it is named."""
    rows = Undo.objects.filter(user=user_id, until__gt=now).select_related("event", "report")
    rows = rows.filter(report=report) if report else rows
    return rows.order_by("-event_id").first()


def undo(event: Event, *, by: Staff, now: datetime) -> Event:
    """Take ``event`` back and return the event that says so.

    Only its own person may, for ten seconds, and only while nothing else has happened to the report. Photos that came
    with it go, and so do the rows it made; letters it owes never leave. Raises TooLate, Overtaken, Refused.
    """
    found = Undo.objects.filter(event=event, user=by.user).select_related("event", "report").first()
    if found is None:
        raise Refused(_("Thao tác này không hoàn tác được."), code="no_undo")
    if now > found.until:
        raise TooLate(_("Đã quá 10 giây nên không hoàn tác được nữa."), code="too_late")
    with transaction.atomic():
        held = hold(found.report, version=found.version_after)
        if _touched([found]):
            raise Overtaken
        return _taken_back(held, found, by=by, now=now)


def was_undone(event: Event) -> bool:
    """Whether the event's person took it back. One statement, none where nobody could have."""
    if event.actor_kind != ActorKind.STAFF or event.report_id is None:
        return False
    undoings = Event.objects.filter(report=event.report_id, number__gt=event.number, kind=Kind.UNDONE)
    return undoings.filter(data__undoes=event.number).exists()


def undo_batch(batch: UUID, *, by: Staff, now: datetime) -> tuple[Sequence[Event], Sequence[str]]:
    """Take back what is still possible of a bulk call; return its events and the codes that had moved on.

    A fixed number of statements for each :data:`CHUNK` reports.
    """
    rows = Undo.objects.filter(batch=batch, user=by.user).select_related("event", "report").order_by("-event_id")
    wanted = list(rows)
    events: list[Event] = []
    left = [row.report.code for row in wanted if now > row.until]
    in_time = [row for row in wanted if now <= row.until]
    for start in range(0, len(in_time), CHUNK):
        back, moved_on = _chunk_back(in_time[start : start + CHUNK], by=by, now=now)
        events += back
        left += moved_on
    return events, left


@transaction.atomic
def _chunk_back(rows: Sequence[Undo], *, by: Staff, now: datetime) -> tuple[list[Event], list[str]]:
    """Take acts of one bulk call back, each of another report; return the events and the codes that had moved on."""
    held = {report.pk: report for report in hold_many([row.report for row in rows])}
    touched = _touched(rows)
    still = [row for row in rows if held[row.report_id].version == row.version_after and row.report_id not in touched]
    moved_on = [row.report.code for row in rows if row not in still]
    if not still:
        return [], moved_on
    names = set(still[0].before["columns"]) | {"version", *COUNTED}
    for row in still:
        report = held[row.report_id]
        for name, value in row.before["columns"].items():
            setattr(report, name, _typed(name, value))
        report.version += 1
    _forget([row.event_id for row in still])
    _photos_back_many(still)
    _units_back_many(still, held)
    Undo.objects.filter(event__in=[row.event_id for row in still]).delete()
    happened = [(held[row.report_id], _undoing(row.event)) for row in still]
    events = record_many(happened, by=by, now=now)
    Report.objects.bulk_update([report for report, _ in happened], sorted(names))
    return events, moved_on


def _touched(rows: Sequence[Undo]) -> frozenset[int]:
    """Return the reports to which somebody did, after the act, what raises no version and undo would take along."""
    since = {row.report_id: row.event.number for row in rows}
    later = Event.objects.filter(report__in=since, seq__gt=min(row.event_id for row in rows), kind__in=_BESIDE_CHANGES)
    return frozenset(report for report, number in later.values_list("report", "number") if number > since[report])


def _undoing(event: Event) -> Happened:
    return Happened(Kind.UNDONE, data={"undoes": event.number, "kind": event.kind}, is_public=event.is_public)


def _photos_back_many(rows: Sequence[Undo]) -> None:
    Photo.objects.filter(event__in=[row.event_id for row in rows]).delete()
    public = Photo.objects.filter(report__in=[row.report_id for row in rows]).exclude(public_name="")
    public.update(public_name="", public_thumb_name="", published_at=None)
    released = [photo for row in rows for photo in row.before["public_photos"]]
    photos = Photo.objects.in_bulk([pk for pk, _name, _thumb, _at in released])
    for pk, name, thumb, at in released:
        if photo := photos.get(pk):
            photo.public_name, photo.public_thumb_name = name, thumb
            photo.published_at = datetime.fromisoformat(at) if at else None
    Photo.objects.bulk_update(photos.values(), ["public_name", "public_thumb_name", "published_at"])


def _units_back_many(rows: Sequence[Undo], held: Mapping[int, Report]) -> None:
    Involvement.objects.filter(report__in=[row.report_id for row in rows]).delete()
    Involvement.objects.bulk_create(
        involvement.row(held[row.report_id], unit_id, part) for row in rows for unit_id, part in row.before["units"]
    )


def _taken_back(report: Report, found: Undo, *, by: Staff, now: datetime) -> Event:
    event, before = found.event, found.before
    columns = {name: _typed(name, value) for name, value in before["columns"].items()}
    version = report.version + 1
    if not Report.objects.filter(pk=report.pk, version=report.version).update(**columns, version=version):
        raise Overtaken
    for name, value in {**columns, "version": version}.items():
        setattr(report, name, value)
    _forget([event.pk])
    _photos_back(report, event, before)
    _units_back(report, before)
    found.delete()
    data = {"undoes": event.number, "kind": event.kind}
    return record(report, Kind.UNDONE, by=by, now=now, data=data, is_public=event.is_public)


def _forget(events: Sequence[int]) -> None:
    """Remove the transfers the events made, and open again those they decided."""
    Transfer.objects.filter(event__in=events).delete()
    Transfer.objects.filter(decided_by__in=events).update(decided_by=None, state=TransferState.PENDING)


def _photos_back(report: Report, event: Event, before: Mapping[str, Any]) -> None:
    Photo.objects.filter(report=report, event=event).delete()
    report.photos.exclude(public_name="").update(public_name="", public_thumb_name="", published_at=None)
    for pk, name, thumb, at in before["public_photos"]:
        Photo.objects.filter(pk=pk).update(public_name=name, public_thumb_name=thumb, published_at=at)


def _units_back(report: Report, before: Mapping[str, Any]) -> None:
    Involvement.objects.filter(report=report).delete()
    Involvement.objects.bulk_create(involvement.row(report, unit_id, part) for unit_id, part in before["units"])


def _typed(name: str, value: object) -> object:
    """Return the column's value as it was before JSON."""
    field = Report._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001  # Django's documented way to a field
    return field.to_python(value) if isinstance(field, Field) and not field.is_relation else value
