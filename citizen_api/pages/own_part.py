"""What only the reporter's own page has: more photos, their personal data and who looked at them, publicity."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refused
from backend.reports import consent
from backend.reports.history import Line
from backend.reports.looks import looks_at
from backend.reports.models import Kind, Report
from backend.reports.more_photos import photos_left
from backend.reports.new_report import NewContact
from backend.reports.own_contact import contact_of
from backend.reports.phone import dialled

# What is said once after an act, by the word in the address.
DONE: Mapping[str, Promise] = {
    "reply": _("Đã gửi câu trả lời. Cảm ơn ông/bà."),
    "verdict": _("Đã ghi nhận ý kiến. Cảm ơn ông/bà."),
    "photos": _("Đã gửi ảnh cho đơn vị xử lý. Cảm ơn ông/bà."),
    "contact": _("Đã lưu thông tin liên hệ."),
    "erased": _("Đã xóa thông tin liên hệ của ông/bà."),
    "withheld": _("Lời và ảnh của ông/bà không còn công khai."),
}


def own_part(
    report: Report, lines: Sequence[Line], *, fault: Refused | None, contact: NewContact | None
) -> dict[str, Any]:
    """Return what that part shows, in two queries at most; ``contact`` is what was typed and has to be mended."""
    added = sum(len(line.photos) for line in lines if line.kind == Kind.PHOTOS_ADDED)
    left = contact_of(report)
    kept = left if left and not left.erased_at else None
    return {
        "photos_left": photos_left(report, added=added),
        "contact": kept,
        "given": kept
        and {
            "version": kept.consent_version,
            "at": kept.consent_at,
            "text": consent.text(kept.consent_version),
        },
        "erased_at": left.erased_at if left else None,
        "draft": contact or kept,
        "consents": bool(contact and contact.consent_version),
        "errors": {one.field: one.message for one in fault.refusals} if fault and contact else {},
        "consent": consent.text(),
        "looks": looks_at(report),
        "hotline": settings.HOTLINE,
        "hotline_dialled": dialled(settings.HOTLINE),
    }
