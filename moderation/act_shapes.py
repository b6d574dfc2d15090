"""What each act asks for: one shape for the forms of the page and for the staff API."""

from typing import Any

from backend.http.fields import Choice, Day, Listed, Number, Strict, Text, Whole
from backend.reports.models import Screening
from backend.reports.redaction import MOST_BOXES
from backend.reports.split import MOST as MOST_PARTS
from backend.routing.models import Level

MOST_PHOTOS = 20


class Versioned(Strict):
    """``version`` là phiên bản đang xem; phiên bản cũ thì nhận 409 kèm những gì đã thay đổi."""

    version = Whole(min_value=1, required=False)


class AssignAct(Versioned):
    user = Text(required=False, allow_blank=True, help_text="Tên đăng nhập; trống: không giao cho ai")


class TransferAct(Versioned):
    unit = Text(help_text="Mã đơn vị nhận")
    reason = Text(help_text="Người phản ánh đọc được")


class AnswerAct(Versioned):
    """Không cần gì thêm."""


class ReasonAct(Versioned):
    reason = Text()


class HandOverAct(Versioned):
    ward = Text(help_text="Mã phường giáp ranh")


class SendOnAct(Versioned):
    partner = Text(help_text="Số của hệ thống nhận chuyển")
    note = Text(help_text="Lời gửi kèm; ai cũng đọc được")


class CooperateAct(Versioned):
    unit = Text(help_text="Mã đơn vị được mời")
    note = Text(help_text="Phần việc")
    answer_on = Day(help_text="Ngày phải trả lời, trước 17 giờ")


class SaidAct(Versioned):
    note = Text()


class ExtendAct(Versioned):
    until = Day(help_text="Hạn mới, 17 giờ ngày này")
    reason = Text(help_text="Người phản ánh đọc được khi đã duyệt")


class PromiseAct(Versioned):
    until = Day(help_text="Ngày hẹn xong")
    note = Text(help_text="Tiến độ; người phản ánh đọc được")


class CategoryAct(Versioned):
    category = Text()
    reason = Text()


class PlaceAct(Versioned):
    lat = Number(min_value=-90, max_value=90)
    lon = Number(min_value=-180, max_value=180)
    reason = Text()


class LevelAct(Versioned):
    level = Choice(choices=Level.choices)
    reason = Text()


class PartOfSplit(Strict):
    """Một phần tách ra thành phản ánh mới."""

    category = Text()
    text = Text()
    photos = Listed(child=Whole(min_value=1), required=False, max_length=MOST_PHOTOS)


class SplitAct(Versioned):
    parts = Listed(child=PartOfSplit(), min_length=1, max_length=MOST_PARTS)


class MergeAct(Versioned):
    into = Text(help_text="Mã phản ánh chính")


class LinkAct(Versioned):
    site = Text(required=False, allow_blank=True, help_text="Mã địa điểm; trống: thôi gắn")


class PublishAct(Versioned):
    text = Text(required=False, allow_blank=True)
    photos = Listed(child=Whole(min_value=1), required=False, max_length=MOST_PHOTOS)


class BoxField(Listed):
    """Four shares of a picture: left, top, right, bottom, 0 to 1."""

    def __init__(self, **more: Any) -> None:
        share = Number(min_value=0, max_value=1)
        said = "[trái, trên, phải, dưới], 0 đến 1"
        super().__init__(child=share, min_length=4, max_length=4, help_text=said, **more)


class RedactAct(Versioned):
    """Che, xoay, cắt bản ảnh công khai; bản gốc giữ cho cán bộ. Mỗi lần thay cả lần trước."""

    photo = Whole(min_value=1)
    boxes = Listed(child=BoxField(), required=False, max_length=MOST_BOXES)
    turn = Whole(required=False, help_text="0, 90, 180, 270 độ theo chiều kim đồng hồ")
    crop = BoxField(required=False, allow_null=True)


class ScreenAct(Versioned):
    to = Choice(choices=[Screening.CLEAR.value, Screening.SPAM.value])
    note = Text(required=False, allow_blank=True)


class NoteAct(Strict):
    """Một ghi chú nội bộ; @tên đăng nhập thì người đó được báo."""

    text = Text()


Wish = dict[str, Any]
