"""What texts say of a report, in the active language: by letters and ready answers alike. Nothing personal."""

from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from backend.core import worktime
from backend.reports.lifecycle import ANSWER_WITHIN_HOURS
from backend.reports.models import Report
from backend.routing.deadlines import spoken, spoken_day
from backend.routing.models import Unit
from backend.routing.names import named, reads_english

# The fields a ready answer may have, with what they stand for.
READY: dict[str, Promise] = {
    "code": lazy("mã phản ánh"),
    "category": lazy("loại việc"),
    "place": lazy("tên đường và phường"),
    "unit": lazy("đơn vị chủ trì"),
    "accept_by": lazy("hạn tiếp nhận"),
    "resolve_by": lazy("hạn xử lý"),
    "answer_by": lazy("hạn trả lời, nếu hỏi bây giờ"),
    "today": lazy("hôm nay"),
    "emergency": lazy("số khẩn cấp của loại việc, nếu có"),
    "hotline": lazy("đường dây nóng"),
}


def of_report(
    report: Report, *, unit: Unit | None, accept_by: datetime | None, resolve_by: datetime | None
) -> dict[str, str]:
    """Return code, kind, place, unit and deadlines as they are said; empty where there is none."""
    return {
        "code": report.code,
        "category": named(report.category),
        "place": place_of(report),
        "unit": named(unit) if unit else "",
        "accept_by": said(accept_by),
        "resolve_by": said(resolve_by),
    }


def for_ready_answer(report: Report, *, now: datetime) -> dict[str, str]:
    """Return the values of :data:`READY` as the report stands."""
    answer_by = worktime.add_hours(now, ANSWER_WITHIN_HOURS, clock=worktime.Clock.OFFICE)
    return of_report(report, unit=report.unit, accept_by=report.accept_by, resolve_by=report.resolve_by) | {
        "answer_by": said(answer_by),
        "today": spoken_day(now),
        "emergency": report.category.emergency,
        "hotline": settings.HOTLINE,
    }


def place_of(report: Report) -> str:
    """Return street and ward, never the house number somebody typed."""
    ward = f"{report.ward.name} Ward" if reads_english() else f"phường {report.ward.name}"
    return f"{report.street.name}, {ward}" if report.street else ward


def place_line(report: Report) -> str:
    """Return :func:`place_of` as it begins a line."""
    place = place_of(report)
    return place[:1].upper() + place[1:]


def said(moment: datetime | None) -> str:
    """Return a moment in words, empty for none."""
    return spoken(moment) if moment else ""
