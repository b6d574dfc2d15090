"""What each column of the open data holds, in the reader's language: of figures, and of reports."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.indicators.definitions import BY_CODE
from backend.indicators.facts import PUBLIC

_SHARE = _("tỷ lệ, 0 đến 1")
_COUNT = _("số phản ánh")
_HOURS = _("giờ làm việc")
_PLACES = _("số nơi hoặc số phường")


@dataclass(frozen=True)
class Column:
    """A column: its name, the type of its values, their unit, what it means."""

    name: str
    type: str
    unit: Promise | str
    words: Promise | str


_OWN_MEASURES = {
    "accept_due": _("Số phản ánh có hạn tiếp nhận rơi vào tháng: mẫu số của tiếp nhận đúng hạn."),
    "resolutions": _("Số lần báo đã xử lý trong tháng: mẫu số của mở lại."),
    "answered": _("Số người phản ánh trả lời về kết quả trong tháng: mẫu số của hài lòng."),
    "satisfied": _("Số người phản ánh trả lời “Đã ổn” trong tháng."),
    "resolve_due": _("Số phản ánh có hạn xử lý rơi vào tháng: xử lý đúng hạn cộng trễ hạn."),
}
_SHARES = {
    "accepted_on_time_share": _("Tiếp nhận đúng hạn trên số đến hạn tiếp nhận."),
    "resolved_on_time_share": _("Xử lý đúng hạn trên số đến hạn xử lý."),
    "reopened_share": _("Mở lại trên số lần báo đã xử lý."),
    "satisfied_share": _("Hài lòng trên số người trả lời; dưới 10 người trả lời thì trống."),
}


def register_columns() -> tuple[Column, ...]:
    """Return every column of what registers said, in the order of the files."""
    return (
        Column("month", "string", "", _("Tháng dương lịch, giờ Hà Nội, ví dụ 2026-10.")),
        Column("indicator", "string", "", _("Mã chỉ tiêu của Chương trình, ví dụ 2.5.4.")),
        Column("target", "integer", "", _("Thứ tự của mục tiêu trong chỉ tiêu.")),
        Column("what", "string", "", _("Mục tiêu nói về việc gì, bằng tiếng Việt.")),
        Column("register", "string", "", _("Mã sổ quản lý được hỏi.")),
        Column("reading", "string", "", _("Mã cách đếm; lời giải thích ở trang của chỉ tiêu.")),
        Column("how", "string", "", _("direct: đúng đơn vị của mục tiêu; partial: sổ chỉ có một phần.")),
        Column("by", "string", "", _("Dòng của gì: total (toàn quận) hoặc ward.")),
        Column("code", "string", "", _("Mã phường; trống ở dòng toàn quận.")),
        Column("name", "string", "", _("Tên bằng tiếng Việt.")),
        Column("part", "integer", _PLACES, _("Số nơi, hoặc số phường, được tính; trống là chưa có số liệu.")),
        Column("whole", "integer", _PLACES, _("Trong tổng số này; trống là chưa có số liệu.")),
        Column("revision", "integer", "", _("Bản chốt: 1 là lần đầu, sau đó là bản điều chỉnh.")),
        Column("head", "string", "", _("Mã băm SHA-256 của bản chốt trong chuỗi các tháng.")),
    )


def columns() -> tuple[Column, ...]:
    """Return every column in the order of the files."""
    counts = ((name, _OWN_MEASURES.get(name) or BY_CODE[name].words) for name in (*PUBLIC, "resolve_due"))
    return (
        Column("month", "string", "", _("Tháng dương lịch, giờ Hà Nội, ví dụ 2026-10.")),
        Column("by", "string", "", _("Dòng của gì: total, group (lĩnh vực), category (loại việc), ward, unit.")),
        Column("code", "string", "", _("Mã không đổi của lĩnh vực, loại việc, phường hoặc đơn vị; trống ở dòng tổng.")),
        Column("name", "string", "", _("Tên bằng tiếng Việt.")),
        *(Column(name, "integer", _COUNT, words) for name, words in counts),
        *(Column(name, "number", _SHARE, words) for name, words in _SHARES.items()),
        Column("per_1000", "number", _("phản ánh trên 1.000 dân"), BY_CODE["per_1000"].words),
        Column("hours_median", "integer", _HOURS, BY_CODE["hours_median"].words),
        Column("hours_p90", "integer", _HOURS, BY_CODE["hours_p90"].words),
        Column("hours_median_over", "boolean", "", _("Đúng: chưa đủ một nửa được xử lý, phải chờ lâu hơn số giờ ghi.")),
        Column(
            "hours_p90_over", "boolean", "", _("Đúng: chưa đủ chín trên mười được xử lý, phải chờ lâu hơn số giờ ghi.")
        ),
        Column("revision", "integer", "", _("Bản chốt: 1 là lần đầu, sau đó là bản điều chỉnh.")),
        Column("head", "string", "", _("Mã băm SHA-256 của bản chốt trong chuỗi các tháng.")),
    )


REPORTS_RULE = _(
    "Thời điểm ghi đến giờ; nơi có dưới 3 phản ánh cùng phường, cùng loại việc, cùng ngày thì ghi đến ngày và vị trí "
    "làm tròn đến khoảng 110 m. Chỉ gồm phản ánh đã công khai; không có ảnh và thông tin cá nhân."
)
_MOMENT = _("thời điểm RFC 3339 hoặc ngày, giờ Hà Nội")
_DEGREES = _("độ WGS 84, đã làm tròn")


def report_columns() -> tuple[Column, ...]:
    """Return every column of the files of reports, in their order."""
    return (
        Column("code", "string", "", _("Mã phản ánh, cũng là mã trên trang công khai.")),
        Column("created_at", "string", _MOMENT, _("Lúc nhận phản ánh.")),
        Column("status", "string", "", _("Trạng thái, như ở /api/v1/reports.")),
        Column("category", "string", "", _("Mã loại việc, như ở /api/v1/categories.")),
        Column("group", "string", "", _("Lĩnh vực: environment, food, order, traffic.")),
        Column("ward_code", "string", "", _("Mã phường.")),
        Column("ward", "string", "", _("Tên phường.")),
        Column("unit_code", "string", "", _("Mã đơn vị chủ trì.")),
        Column("unit", "string", "", _("Tên đơn vị chủ trì.")),
        Column("lat", "number", _DEGREES, _("Vĩ độ.")),
        Column("lon", "number", _DEGREES, _("Kinh độ.")),
        Column("street", "string", "", _("Tên đường, phố; trống khi không rõ.")),
        Column("text", "string", "", _("Nội dung đã công khai.")),
        Column("accept_by", "string", _MOMENT, _("Hạn tiếp nhận.")),
        Column("resolve_by", "string", _MOMENT, _("Hạn xử lý.")),
        Column("resolved_at", "string", _MOMENT, _("Lúc báo đã xử lý; trống khi chưa.")),
        Column("supporters", "integer", _("người"), _("Số người cùng quan tâm.")),
        Column("time_to", "string", "", _("Thời điểm được ghi đến hour (giờ) hay day (ngày).")),
    )
