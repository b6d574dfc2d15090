"""Who issues a report, and with it the form of its head and foot: the state's or the Party committee's.

A committee (UBND) writes by Decree 30/2020/NĐ-CP; what the Party committee issues has a form of its own. The wards in
force at the period's end decide which committee: until 30/6/2025 the district's, from then on the ward's.
"""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.indicators.documents.body import Foot, Head
from backend.indicators.documents.period import Period
from backend.indicators.models import Form
from backend.places.in_force import SET_OF_4
from backend.places.locate import wards_in_force
from backend.places.models import Ward

SAMPLE, PROVISIONAL = "SỐ LIỆU MẪU", "SỐ TẠM TÍNH"
_NUMBER = "          "  # room for the number: the clerk's office gives it, never the program
_STATE_RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_PARTY_RIGHT = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
_DISTRICT_RECIPIENTS = (
    "Thường trực Quận ủy;", "TT HĐND, UBND quận;", "BCN Chương trình 02;", "Các phòng, ban;", "UBND các phường;",
    "Lưu: VT.",
)  # fmt: skip
_WARD_RECIPIENTS = ("Thường trực Đảng ủy phường;", "TT HĐND, UBND phường;", "Các phòng, trung tâm;", "Lưu: VT.")
_PARTY_RECIPIENTS = (
    "Ban Thường vụ Quận ủy;", "BCN Chương trình 02;", "Các chi, đảng bộ trực thuộc;", "UBND quận;", "Lưu: VPQU.",
)  # fmt: skip


def issuing_day(period: Period) -> date:
    """Return the day whose wards and district count for a report of ``period``: its last, or the setting's."""
    fixed: date | None = settings.WARDS_ON
    return fixed or period.last.last_day


def is_of_wards(period: Period) -> bool:
    """Whether a ward issues the report of ``period``: there is no district at its end."""
    return issuing_day(period) >= SET_OF_4


def issuing_wards(*, on: date) -> tuple[Ward, ...]:
    """Return the wards that issue reports themselves on the day; none while there is a district."""
    fixed: date | None = settings.WARDS_ON
    day = fixed or on
    return tuple(wards_in_force(day)) if day >= SET_OF_4 else ()


def is_sample(period: Period) -> bool:
    """Whether the figures are samples: months after 30/6/2025 counted on the wards of the old district."""
    return period.last.last_day >= SET_OF_4 and not is_of_wards(period)


def check_issuer(period: Period, form: Form, ward: Ward | None) -> None:
    """Raise Refused where nobody could issue such a report: a ward's before there were any, or none's since."""
    if form == Form.STATE and is_of_wards(period) and ward is None:
        raise Refused(_("Từ 1/7/2025 báo cáo do phường ban hành: xin chọn phường."), field="ward", code="required")
    if ward is not None and (form == Form.PARTY or not is_of_wards(period)):
        raise Refused(_("Báo cáo này do cấp quận ban hành: xin bỏ chọn phường."), field="ward", code="not_a_wards")


def issuer_name(form: str, ward: Ward | None) -> str:
    """Return who reports, in a sentence."""
    if form == Form.PARTY:
        return "Quận ủy Long Biên"
    return f"Ủy ban nhân dân phường {ward.name}" if ward else "Ủy ban nhân dân quận Long Biên"


def head(form: str, period: Period, *, ward: Ward | None, on: date, marks: tuple[str, ...]) -> Head:
    """Return the head of the first page."""
    subject = f"Kết quả tiếp nhận, xử lý phản ánh của người dân phục vụ Chương\u00a0trình\u00a002 {period.name}"
    if form == Form.PARTY:
        left = ("THÀNH ỦY HÀ NỘI", "QUẬN ỦY LONG BIÊN")
        return Head(left, _PARTY_RIGHT, f"Số {_NUMBER}-BC/QU", place_and_day(on), "BÁO CÁO", subject, marks)
    body = f"PHƯỜNG {ward.name.upper()}" if ward else "QUẬN LONG BIÊN"
    left = ("ỦY BAN NHÂN DÂN", body)
    return Head(left, _STATE_RIGHT, f"Số: {_NUMBER}/BC-UBND", place_and_day(on), "BÁO CÁO", subject, marks)


def foot(form: str, *, ward: Ward | None) -> Foot:
    """Return who gets it and who signs; the name is put below when somebody has signed."""
    if form == Form.PARTY:
        return Foot(_PARTY_RECIPIENTS, ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"))
    recipients = _WARD_RECIPIENTS if ward else _DISTRICT_RECIPIENTS
    return Foot(recipients, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"))


def place_and_day(on: date) -> str:
    """Return the place and the day; days and the months 1 and 2 with a leading zero, as the decree has it."""
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)  # January and February
    return f"Long Biên, ngày {on.day:02d} tháng {month} năm {on.year}"
