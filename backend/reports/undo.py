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
from backend.reports.act import Overtaken, hold
from backend.reports.models import (
    Cooperation,
    Event,
    Extension,
    ExtensionState,
    Involvement,
    Kind,
    Mention,
    Photo,
    Report,
    Transfer,
    TransferState,
    Undo,
)
from backend.reports.models.event import ActorKind
from backend.reports.record import record


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
        return _taken_back(held, found, by=by, now=now)


def was_undone(event: Event) -> bool:
    """Whether the event's person took it back. One statement, none where nobody could have."""
    if event.actor_kind != ActorKind.STAFF or event.report_id is None:
        return False
    undoings = Event.objects.filter(report=event.report_id, number__gt=event.number, kind=Kind.UNDONE)
    return undoings.filter(data__undoes=event.number).exists()


def undo_batch(batch: UUID, *, by: Staff, now: datetime) -> tuple[Sequence[Event], Sequence[str]]:
    """Take back what is still possible of a bulk call; return its events and the codes that had moved on."""
    rows = Undo.objects.filter(batch=batch, user=by.user).select_related("event", "report").order_by("-event_id")
    events, left = [], []
    for row in rows:
        try:
            events.append(undo(row.event, by=by, now=now))
        except (Overtaken, TooLate):
            left.append(row.report.code)
    return events, left


def _taken_back(report: Report, found: Undo, *, by: Staff, now: datetime) -> Event:
    event, before = found.event, found.before
    columns = {name: _typed(name, value) for name, value in before["columns"].items()}
    version = report.version + 1
    if not Report.objects.filter(pk=report.pk, version=report.version).update(**columns, version=version):
        raise Overtaken
    for name, value in {**columns, "version": version}.items():
        setattr(report, name, value)
    _forget(event)
    _photos_back(report, event, before)
    _units_back(report, before)
    found.delete()
    data = {"undoes": event.number, "kind": event.kind}
    return record(report, Kind.UNDONE, by=by, now=now, data=data, is_public=event.is_public)


def _forget(event: Event) -> None:
    """Remove the rows the event made, and open again what it decided."""
    for made in (Transfer, Cooperation, Extension, Mention):
        made.objects.filter(event=event).delete()
    Transfer.objects.filter(decided_by=event).update(decided_by=None, state=TransferState.PENDING)
    Extension.objects.filter(decided_by=event).update(decided_by=None, state=ExtensionState.ASKED)
    Cooperation.objects.filter(answered_by=event).update(answered_by=None)


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
