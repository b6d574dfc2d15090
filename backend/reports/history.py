"""The history of a report in words: for the public, for its reporter, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.reports import refusals
from backend.reports.models import Event, Kind, Photo, Report, Status
from backend.reports.models.event import ActorKind
from backend.reports.titles import title_of
from backend.routing.names import briefly

# Steps that speak to the reporter: their words reach the reporter even where the public does not read them.
_TO_THE_REPORTER = frozenset({Kind.ASKED, Kind.REJECTED, Kind.RESOLVED, Kind.REOPENED, Kind.MERGED})
_BY_THE_REPORTER = frozenset({Kind.RECEIVED, Kind.ANSWERED, Kind.CLOSED, Kind.PHOTOS_ADDED})
_FOR_THE_PUBLIC = frozenset(
    {
        Kind.ACCEPTED, Kind.STARTED, Kind.RESOLVED, Kind.REJECTED, Kind.REOPENED, Kind.SENT_ON, Kind.PARTNER_SAID,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One entry. ``who`` is a unit to residents and a person to staff; ``words`` are free; ``status`` is a code.

    ``number`` is that of its event in the report.
    """

    at: datetime
    kind: Kind
    title: str
    status: str
    status_label: str
    who: str = ""
    words: str = ""
    is_public: bool = True
    photos: Sequence[Photo] = field(default=())
    number: int = 0


def public_history(report: Report, *, for_reporter: bool = False) -> list[Line]:
    """Return what anyone may read of the report's history, or its reporter, the oldest first. Two queries.

    Of a report that is not released the public reads the steps alone, without words and photos.
    """
    events = list(_events(report).filter(is_public=True))
    photos = _photos_by_event(report)
    gone = never_was(events)
    return [
        _resident_line(event, report, photos.get(event.seq, ()), for_reporter=for_reporter)
        for event in events
        if event.number not in gone
    ]


def words_for_public(event: Event, report: Report) -> str:
    """Return the words of a public event that anyone may read, "" for none; its ``words`` are fetched with it."""
    return _resident_words(event, report, for_reporter=False)


def may_public_read(event: Event, report: Report) -> bool:
    """Whether anyone may read the words of ``event``, unless it was taken back (see :func:`never_was`)."""
    is_private = bool(event.data.get("private_words"))
    return event.is_public and bool(report.published_at) and event.kind in _FOR_THE_PUBLIC and not is_private


def never_was(events: Sequence[Event]) -> set[int]:
    """Return the numbers of acts that were taken back, of their undoings, and of releases that came along with them."""
    numbers: set[int] = set()
    for undoing in (event for event in events if event.kind == Kind.UNDONE):
        first = int(undoing.data["undoes"])
        along = {one.number for one in events if first < one.number < undoing.number and one.kind == Kind.PUBLISHED}
        numbers |= {first, undoing.number, *along}
    return numbers


def staff_history(report: Report, *, reader: User) -> list[Line]:
    """Return the whole history for ``reader``, who may see the report; internal entries have ``is_public`` False."""
    if not Report.objects.for_staff(reader).filter(pk=report.pk).exists():
        return []
    photos = _photos_by_event(report)
    return [
        _staff_line(event, photos.get(event.seq, ())) for event in _events(report).select_related("actor", "assignee")
    ]


def _events(report: Report) -> "QuerySet[Event]":
    return report.events.select_related("words", "acting_unit").order_by("number")


def _photos_by_event(report: Report) -> dict[int, list[Photo]]:
    found: dict[int, list[Photo]] = {}
    for photo in report.photos.filter(event__isnull=False).order_by("order", "id"):
        found.setdefault(photo.event_id or 0, []).append(photo)
    return found


def _resident_line(event: Event, report: Report, photos: Sequence[Photo], *, for_reporter: bool) -> Line:
    shown = photos if for_reporter else [photo for photo in photos if photo.public_name and report.published_at]
    return Line(
        at=event.at,
        kind=Kind(event.kind),
        title=title_of(event),
        status=event.status,
        status_label=str(Status(event.status).label),
        who=_public_actor(event),
        words=_resident_words(event, report, for_reporter=for_reporter),
        photos=shown,
        number=event.number,
    )


def _resident_words(event: Event, report: Report, *, for_reporter: bool) -> str:
    if for_reporter:
        kinds = _TO_THE_REPORTER | _BY_THE_REPORTER
        may_read = event.kind in kinds or not event.data.get("private_words")
    else:
        may_read = may_public_read(event, report)
    return _body(event) if may_read else ""


def _staff_line(event: Event, photos: Sequence[Photo]) -> Line:
    is_step = event.is_public and not event.data.get("private_words")
    title = title_of(event)
    if event.kind == Kind.REJECTED and (refusal := refusals.REFUSALS.get(str(event.data.get("reason", "")))):
        title = _("Đã từ chối. Lý do: %(reason)s") % {"reason": refusal.name}
    if event.data.get("on_behalf"):
        title = _("%(what)s, báo hộ") % {"what": title}
    return Line(
        at=event.at,
        kind=Kind(event.kind),
        title=title,
        status=event.status,
        status_label=str(Status(event.status).label),
        who=_staff_actor(event),
        words=_body(event),
        is_public=is_step,
        photos=photos,
        number=event.number,
    )


def _body(event: Event) -> str:
    words = getattr(event, "words", None)
    if words is None:
        return ""
    return _("(Nội dung đã xóa.)") if words.erased_at else str(words.body)


def _public_actor(event: Event) -> str:
    match event.actor_kind:
        case ActorKind.STAFF:
            return briefly(event.acting_unit) if event.acting_unit else ""
        case ActorKind.REPORTER:
            return _("Người phản ánh")
        case ActorKind.PROGRAM:
            return _("Hệ thống khác")
        case _:
            return _("Hệ thống")


def _staff_actor(event: Event) -> str:
    if event.actor_kind == ActorKind.STAFF and event.actor:
        return f"{event.actor} ({briefly(event.acting_unit)})" if event.acting_unit else str(event.actor)
    return event.actor_name or _public_actor(event)
