"""The history of a report in words: for the public, for its reporter, for staff."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.accounts.models import User
from backend.reports import refusals
from backend.reports.models import CallResult, Channel, Event, Kind, Photo, Report, Rung, Status
from backend.reports.models.event import ActorKind
from backend.routing import book
from backend.routing.deadlines import spoken, spoken_date
from backend.routing.models import Level
from backend.routing.names import briefly, named

# Steps that speak to the reporter: their words reach the reporter even where the public does not read them.
_TO_THE_REPORTER = frozenset({Kind.ASKED, Kind.REJECTED, Kind.RESOLVED, Kind.REOPENED, Kind.MERGED})
_BY_THE_REPORTER = frozenset({Kind.RECEIVED, Kind.ANSWERED, Kind.CLOSED, Kind.PHOTOS_ADDED})
_FOR_THE_PUBLIC = frozenset({Kind.ACCEPTED, Kind.STARTED, Kind.RESOLVED, Kind.REJECTED, Kind.REOPENED})


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


def title_of(event: Event) -> str:
    """Return what happened, in words that anyone may read."""
    kind = Kind(event.kind)
    label = str(kind.label)
    own_words = _TITLES.get(kind)
    return (own_words(event) if own_words else "") or label[:1].upper() + label[1:]


def _received(event: Event) -> str:
    if event.actor_kind != ActorKind.STAFF:
        return ""
    return _("Đã nhận phản ánh (%(channel)s)") % {"channel": Channel(event.channel).label}


def _rejected(event: Event) -> str:
    name = refusals.public_name(str(event.data.get("reason", "")))
    return _("Đã từ chối. Lý do: %(reason)s") % {"reason": name}


def _merged(event: Event) -> str:
    return _("Gộp vào phản ánh %(code)s") % {"code": event.data.get("main", "")}


def _to_unit(words: Promise) -> Callable[[Event], str]:
    """Return a title that names the unit the event's data points to."""

    def title(event: Event) -> str:
        unit = _unit(str(event.data.get("to") or event.data.get("unit") or ""))
        return str(words) % {"unit": unit} if unit else ""

    return title


def _taken_over(event: Event) -> str:
    return _("Đã nhận từ %(unit)s") % {"unit": _unit(str(event.data.get("from", "")))}


def _handed_over(event: Event) -> str:
    return _("Bàn giao cho phường %(ward)s") % {"ward": event.data["ward_name"]}


def _assigned(event: Event) -> str:
    return _("Giao cho %(person)s") % {"person": event.assignee} if event.assignee else _("Thôi giao cho một người")


def _extended(event: Event) -> str:
    return _("Gia hạn đến %(moment)s") % {"moment": spoken(datetime.fromisoformat(event.data["until"]))}


def _promised(event: Event) -> str:
    return _("Hẹn xong ngày %(day)s") % {"day": spoken_date(date.fromisoformat(event.data["on"]))}


def _recategorised(event: Event) -> str:
    return _("Đổi loại việc thành %(category)s") % {"category": named(book.categories_by_id()[event.category_id or 0])}


def _level_set(event: Event) -> str:
    return _("Đổi mức độ: %(level)s") % {"level": Level(event.level).label}


def _split(event: Event) -> str:
    return _("Tách thành %(codes)s") % {"codes": ", ".join(event.data.get("codes", ()))}


def _reminded(event: Event) -> str:
    return _("Đã đôn đốc: %(why)s") % {"why": Rung(event.data["rung"]).label}


def _duty_told(event: Event) -> str:
    return _("Đã báo cán bộ trực: %(person)s") % {"person": event.data["name"]}


def _redacted(event: Event) -> str:
    return _("Đã che, sửa ảnh %(number)s: %(boxes)s khung che") % {
        "number": event.data["photo"],
        "boxes": event.data["boxes"],
    }


def _program_said(event: Event) -> str:
    says = event.data.get("says")
    return _("Hệ thống khác báo: %(status)s") % {"status": Status(says).label} if says else ""


def _linked(event: Event) -> str:
    return _("Gắn với %(site)s") % {"site": event.data["name"]} if event.data.get("name") else _("Thôi gắn địa điểm")


def _unit(code: str) -> str:
    """Return the short name of the unit ``code``, in the active language; the code where it is gone."""
    found = next((one for one in book.units_by_id().values() if one.code == code), None)
    return briefly(found) if found else code


def _undone(event: Event) -> str:
    return _("Đã hoàn tác: %(what)s") % {"what": Kind(event.data["kind"]).label}


def _answered(event: Event) -> str:
    return _("Người phản ánh đã trả lời, sau hạn") if event.data.get("late") else ""


def _called(event: Event) -> str:
    result = event.data.get("result", CallResult.TALKED)
    if result == CallResult.TALKED:
        return ""
    return _("Đã gọi lại: %(result)s") % {"result": CallResult(result).label}


def _closed(event: Event) -> str:
    return _("Người phản ánh thấy đã ổn, phản ánh kết thúc") if event.data.get("satisfied") else ""


# Kinds that say more than their name; with "" the name says enough.
_TITLES: Mapping[Kind, Callable[[Event], str]] = {
    Kind.RECEIVED: _received,
    Kind.REJECTED: _rejected,
    Kind.MERGED: _merged,
    Kind.UNDONE: _undone,
    Kind.CLOSED: _closed,
    Kind.ANSWERED: _answered,
    Kind.CALLED: _called,
    Kind.DUTY_TOLD: _duty_told,
    Kind.TRANSFERRED: _to_unit(lazy("Chuyển đến %(unit)s")),
    Kind.TRANSFER_ACCEPTED: _taken_over,
    Kind.TRANSFER_RETURNED: _to_unit(lazy("Trả lại %(unit)s")),
    Kind.HANDED_OVER: _handed_over,
    Kind.ASSIGNED: _assigned,
    Kind.COOPERATION_ASKED: _to_unit(lazy("Mời %(unit)s phối hợp")),
    Kind.COOPERATION_ANSWERED: _to_unit(lazy("%(unit)s đã trả lời phối hợp")),
    Kind.EXTENDED: _extended,
    Kind.PROMISED: _promised,
    Kind.RECATEGORISED: _recategorised,
    Kind.LEVEL_SET: _level_set,
    Kind.SPLIT: _split,
    Kind.LINKED: _linked,
    Kind.REDACTED: _redacted,
    Kind.REMINDED: _reminded,
    Kind.PROGRAM_SAID: _program_said,
}


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
    kind, is_private = Kind(event.kind), bool(event.data.get("private_words"))
    if for_reporter:
        may_read = kind in _TO_THE_REPORTER | _BY_THE_REPORTER or not is_private
    else:
        may_read = bool(report.published_at) and kind in _FOR_THE_PUBLIC and not is_private
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
