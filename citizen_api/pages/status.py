"""How the service is doing, in words for everybody: no names of machines, no reasons for strangers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.core import vitals
from backend.indicators.models import Drill
from backend.reports.storage import storage
from notifications.unsent import LETTERS_WAIT_AT_MOST, waiting_since

_HOUR, _DAY = 60, 24 * 60  # in minutes


@dataclass(frozen=True)
class Part:
    """A part of the service; ``is_well`` None: there is nothing to say yet."""

    name: str
    is_well: bool | None
    words: str


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Say how each part is doing at this moment."""
    now = timezone.now()
    parts = [_part(_("Nhận và lưu phản ánh"), vitals.database()), _part(_("Lưu ảnh"), storage())]
    try:
        parts += [_letters(now), _drill()]
    except (DatabaseError, InterfaceError):
        parts.append(Part(_("Gửi tin báo"), is_well=False, words=_("Đang gặp sự cố, chúng tôi đang khắc phục.")))
    is_well = all(part.is_well is not False for part in parts)
    return render(request, "citizen/status.html", {"parts": parts, "now": now, "is_well": is_well})


def _part(name: str, failure: str) -> Part:
    if failure:
        return Part(name, is_well=False, words=_("Đang gặp sự cố, chúng tôi đang khắc phục."))
    return Part(name, is_well=True, words=_("Hoạt động bình thường."))


def _letters(now: datetime) -> Part:
    """Say how long the oldest notice waits that should have left."""
    name, since = _("Gửi tin báo"), waiting_since(now)
    if since is None:
        return Part(name, is_well=True, words=_("Không có tin nào phải chờ."))
    words = _("Tin chờ lâu nhất đã chờ %(time)s.") % {"time": _long(now - since)}
    return Part(name, is_well=now - since <= LETTERS_WAIT_AT_MOST, words=words)


def _long(waited: timedelta) -> str:
    """Return how long that is, in minutes, hours or days."""
    minutes = int(waited / timedelta(minutes=1))
    if minutes < 1:
        return _("chưa đến một phút")
    if minutes < _HOUR:
        return _("%(number)s phút") % {"number": minutes}
    if minutes < _DAY:
        return _("%(number)s giờ") % {"number": minutes // _HOUR}
    return _("%(number)s ngày") % {"number": minutes // _DAY}


def _drill() -> Part:
    """Say when a backup was last brought back to life."""
    name, last = _("Thử lấy lại dữ liệu từ bản dự phòng"), Drill.objects.order_by("-at", "-id").first()
    if last is None:
        return Part(name, is_well=None, words=_("Chưa có."))
    day = timezone.localtime(last.at)
    said = {"day": f"{day.day}/{day.month}/{day.year}"}
    if not last.is_ok:
        return Part(name, is_well=False, words=_("Lần gần nhất ngày %(day)s, chưa đạt.") % said)
    return Part(name, is_well=True, words=_("Lần gần nhất ngày %(day)s, đạt.") % said)
