"""The shape of a new report: every field checked and cleaned once, and all that is wrong said together."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils.translation import gettext as _

from backend.core.errors import Refused, SeveralRefused
from backend.core.text import clean, clean_line
from backend.places.geometry import Point
from backend.reports import consent, uploads
from backend.reports import outside_links as links
from backend.reports.mail_address import mail_address
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.new_report import NewContact, NewReport
from backend.reports.phone import PHONE, bare
from backend.routing.answers import Answer, check_answers
from backend.routing.book import category
from backend.routing.models import Category, PhotoWish

LONGEST_TEXT = 4000
LONGEST_ADDRESS = 300
LONGEST_NAME = 120
_CLOCKS_DIFFER = timedelta(hours=26)  # a telephone whose clock or zone is wrong is no reason to lose a report
T = TypeVar("T")


@dataclass(frozen=True)
class Shaped:
    """A new report whose every field can be kept as it is."""

    category: Category
    text: str
    point: Point
    accuracy_m: float | None
    address: str
    answers: Mapping[str, Answer]
    contact: NewContact | None
    captured_at: datetime | None


def shaped(new: NewReport, *, now: datetime) -> Shaped:
    """Return ``new`` checked and cleaned; SeveralRefused names every field that is wrong."""
    faults: list[Refused] = []
    kind = _or_fault(faults, lambda: category(new.category) if new.category else _missing_category())
    text = _or_fault(faults, lambda: _text(new))
    point = _or_fault(faults, lambda: _point(new))
    accuracy = _or_fault(faults, lambda: _accuracy(new.accuracy_m))
    address = _or_fault(faults, lambda: _line(new.address, "address", LONGEST_ADDRESS))
    answers = _or_fault(faults, lambda: _answers(kind, new) if kind else {})
    contact = _or_fault(faults, lambda: checked_contact(new.contact))
    _or_fault(faults, lambda: _check_photos(new, kind))
    _or_fault(faults, lambda: links.check(new.outside_links))
    captured_at = _or_fault(faults, lambda: _captured_at(new, now=now))
    if faults or kind is None or text is None or point is None:
        raise SeveralRefused(faults)
    return Shaped(kind, text, point, accuracy, address or "", answers or {}, contact, captured_at)


def checked_contact(contact: NewContact | None) -> NewContact | None:
    """Return a contact checked and cleaned, None where nothing was written. Raises Refused, by the form's fields."""
    if contact is None or contact.is_empty:
        return None
    name = _line(contact.name, "contact_name", LONGEST_NAME)
    phone, email = _phone(contact.phone), mail_address(contact.email)
    if not phone and not email:
        raise Refused(
            _("Xin ông/bà ghi số điện thoại hoặc thư điện tử, hoặc để trống cả phần liên hệ."),
            field="contact_phone",
            code="required",
        )
    return replace(contact, name=name, phone=phone, email=email, consent_version=consent.check(contact.consent_version))


def _or_fault(faults: list[Refused], check: Callable[[], T]) -> T | None:
    try:
        return check()
    except Refused as fault:
        faults.append(fault)
        return None


def _answers(kind: Category, new: NewReport) -> Mapping[str, Answer]:
    return check_answers(kind, new.answers, form=new.is_form or new.asks_all)


def _missing_category() -> Category:
    raise Refused(_("Xin ông/bà chọn loại việc."), field="category", code="required")


def _text(new: NewReport) -> str:
    text = clean(new.text)
    reason = clean(new.no_photo_reason)
    if not text:
        raise Refused(_("Xin ông/bà ghi một câu về sự việc."), field="text", code="required")
    if reason:
        text = "\n\n".join((text, _("Không có ảnh vì: %(reason)s") % {"reason": reason}))
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("Nội dung dài quá %(most)s ký tự. Xin ông/bà viết ngắn lại.") % {"most": LONGEST_TEXT},
            field="text",
            code="too_long",
        )
    return text


def _point(new: NewReport) -> Point:
    if new.lat is None or new.lon is None:
        raise Refused(
            _("Xin ông/bà chọn vị trí: bật định vị, chạm vào bản đồ hoặc tìm tên đường."),
            field="lat" if new.lat is None else "lon",
            code="required",
        )
    try:
        return Point(new.lat, new.lon)
    except ValueError:
        raise Refused(_("Tọa độ này không có trên Trái Đất."), field="lat", code="invalid") from None


def _accuracy(accuracy_m: float | None) -> float | None:
    if accuracy_m is None:
        return None
    if not math.isfinite(accuracy_m) or accuracy_m < 0:
        raise Refused(_("Sai số định vị phải là số mét từ 0 trở lên."), field="accuracy_m")
    return min(accuracy_m, 100_000.0)


def _line(words: str, field: str, most: int) -> str:
    line = clean_line(words)
    if len(line) > most:
        raise Refused(_("Xin ông/bà viết không quá %(most)s ký tự.") % {"most": most}, field=field, code="too_long")
    return line


def _phone(written: str) -> str:
    digits = bare(written)
    if digits and not PHONE.fullmatch(digits):
        raise Refused(
            _("Số điện thoại này không đúng. Ví dụ: 0912 345 678."), field="contact_phone", code="invalid_phone"
        )
    return digits


def _check_photos(new: NewReport, kind: Category | None) -> None:
    number = len(new.photos) + len(new.photo_tokens)
    uploads.check_number(number)
    is_required = new.is_form and kind is not None and kind.photo == PhotoWish.REQUIRED
    if is_required and not number and not clean(new.no_photo_reason):
        raise Refused(
            _("Loại việc này cần có ảnh. Nếu không chụp được, xin ông/bà cho biết vì sao."),
            field="photos",
            code="required",
        )


def _captured_at(new: NewReport, *, now: datetime) -> datetime | None:
    moment = new.captured_at
    if moment is None:
        return None
    if new.channel in TAKEN_DOWN and moment > now:  # typed by a person beside a clock that is right
        raise Refused(_("Thời điểm này ở trong tương lai."), field="captured_at")
    if moment > now + _CLOCKS_DIFFER:
        raise Refused(_("Thời điểm chụp ở trong tương lai."), field="captured_at")
    return moment
