"""What an event is called, in words that anyone may read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.reports import refusals
from backend.reports.content import is_content
from backend.reports.models import CallResult, Channel, Event, Kind, Rung, Status
from backend.reports.models.event import ActorKind
from backend.routing import book
from backend.routing.deadlines import spoken, spoken_date
from backend.routing.models import Level
from backend.routing.names import briefly, named


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


def _rerouted(event: Event) -> str:
    if "wards_on" not in event.data:
        return ""
    told = {"ward": event.data["ward_name"], "unit": _unit(str(event.data["to"]))}
    return _("Chuyển theo địa giới mới: phường %(ward)s, %(unit)s chủ trì") % told


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


def _sent_on(event: Event) -> str:
    return _("Đã gửi sang %(partner)s") % {"partner": event.data["partner"]}


def _partner_said(event: Event) -> str:
    data = {name: str(value) for name, value in event.data.items()}
    if data.get("failed"):
        return _("Không gửi được sang %(partner)s") % data
    if data.get("id"):
        return _("%(partner)s đã nhận, mã %(id)s") % data
    if says := data.get("says"):
        return _("%(partner)s báo: %(status)s") % {"partner": data["partner"], "status": Status(says).label}
    return _("%(partner)s báo tin") % data


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


def _erased(event: Event) -> str:
    if event.actor_kind != ActorKind.CLOCK:
        return ""
    return _("Hết thời hạn lưu giữ: đã xóa thông tin cá nhân")


def _called(event: Event) -> str:
    result = event.data.get("result", CallResult.TALKED)
    if result == CallResult.TALKED:
        return ""
    return _("Đã gọi lại: %(result)s") % {"result": CallResult(result).label}


def _closed(event: Event) -> str:
    if "satisfied" not in event.data:  # nobody said anything
        return ""
    if event.data["satisfied"] and is_content(event.data.get("rating")):
        return _("Người phản ánh thấy đã ổn, phản ánh kết thúc")
    return _("Người phản ánh đã cho ý kiến, phản ánh kết thúc")


# Kinds that say more than their name; with "" the name says enough.
_TITLES: Mapping[Kind, Callable[[Event], str]] = {
    Kind.RECEIVED: _received,
    Kind.REJECTED: _rejected,
    Kind.MERGED: _merged,
    Kind.UNDONE: _undone,
    Kind.CLOSED: _closed,
    Kind.ANSWERED: _answered,
    Kind.CALLED: _called,
    Kind.CONTACT_ERASED: _erased,
    Kind.DUTY_TOLD: _duty_told,
    Kind.TRANSFERRED: _to_unit(lazy("Chuyển đến %(unit)s")),
    Kind.TRANSFER_ACCEPTED: _taken_over,
    Kind.TRANSFER_RETURNED: _to_unit(lazy("Trả lại %(unit)s")),
    Kind.HANDED_OVER: _handed_over,
    Kind.REROUTED: _rerouted,
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
    Kind.SENT_ON: _sent_on,
    Kind.PARTNER_SAID: _partner_said,
}
