"""A change of an entry in words: which field, what it was, what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.registers.models import Change
from backend.registers.standing import Marked, Result, State

_NAMES: Mapping[str, Promise] = {
    "name": gettext_lazy("Tên"),
    "place": gettext_lazy("Vị trí"),
    "ward": gettext_lazy("Phường"),
    "address": gettext_lazy("Địa chỉ"),
    "note": gettext_lazy("Ghi chú"),
    "is_residential": gettext_lazy("Trong khu dân cư"),
    "held_at": gettext_lazy("Thời gian tổ chức"),
    "guests": gettext_lazy("Số khách"),
    "supplier": gettext_lazy("Đơn vị nấu, cung cấp"),
    "state": gettext_lazy("Trạng thái"),
    "on": gettext_lazy("Ngày"),
    "since": gettext_lazy("Từ ngày"),
    "inspectors": gettext_lazy("Đơn vị kiểm tra"),
    "result": gettext_lazy("Kết quả"),
    "criterion": gettext_lazy("Tiêu chí"),
    "marked": gettext_lazy("Đánh giá"),
    "number": gettext_lazy("Số, ký hiệu"),
    "link": gettext_lazy("Nơi lưu, đường dẫn"),
}
_CHOICES = {"state": State, "result": Result, "marked": Marked}


@dataclass(frozen=True)
class Said:
    """One field of a change; ``was`` is "" where it was nothing before."""

    name: str
    was: str
    now: str


def told(change: Change) -> list[Said]:
    """Return what the change changed, in the reader's language; what was and is empty is left out."""
    rows = [
        Said(str(name), _words(key, change.before.get(key)), _words(key, change.after.get(key)))
        for key, name in _NAMES.items()  # in this order: databases do not keep that of what was written
    ]
    return [one for one in rows if one.was or one.now]


def _words(key: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return _spoken(key, str(value))


def _spoken(key: str, words: str) -> str:
    if key in _CHOICES and words in _CHOICES[key].values:
        return str(_CHOICES[key](words).label)
    if key in {"on", "since"}:
        return date_format(date.fromisoformat(words))
    if key == "held_at":
        at = timezone.localtime(datetime.fromisoformat(words), timezone.get_default_timezone())
        return f"{at:%H:%M} {date_format(at)}"
    return words
