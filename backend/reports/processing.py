"""The register of processing: which data of people are kept, why, on what basis, how long, and who sees them.

Basis: Personal Data Protection Law 91/2025/QH15. Whoever changes what is kept changes it here as well; the times are
those that :mod:`backend.reports.retention`, :mod:`backend.reports.asking` and :mod:`backend.reports.arrivals` keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"
_CONSENT = _("Sự đồng ý của người để lại")
_DUTY = _("Nhiệm vụ tiếp nhận, xử lý phản ánh của cơ quan nhà nước")
_SAFETY = _("Bảo đảm an toàn của hệ thống")
_TWELVE_MONTHS = _("12 tháng sau khi phản ánh kết thúc, rồi tự động xóa")


@dataclass(frozen=True)
class Processing:
    """One kind of data: what it is, what for, on what basis, how long it is kept, who sees it."""

    code: str
    what: Promise
    why: Promise
    basis: Promise
    kept: Promise
    seen_by: Promise


CONTACT = Processing(
    "contact",
    _("Họ tên, số điện thoại, thư điện tử người phản ánh để lại, kèm bản văn đã đồng ý và lúc đồng ý"),
    _("Báo tin và hỏi thêm về chính phản ánh đó"),
    _CONSENT,
    _("12 tháng sau khi phản ánh kết thúc, hoặc đến khi người phản ánh xóa"),
    _("Cán bộ của đơn vị chủ trì; mỗi lần xem phải ghi lý do, và người phản ánh thấy lần xem ấy"),
)

REGISTER: Sequence[Processing] = (
    CONTACT,
    Processing(
        "words",
        _("Lời phản ánh, câu trả lời, địa chỉ người dân tự ghi, ghi chú của cán bộ"),
        _("Xử lý phản ánh"),
        _DUTY,
        _TWELVE_MONTHS,
        _("Các đơn vị xử lý phản ánh, Tổ giúp việc Chương trình, lãnh đạo quận, bộ phận kiểm tra"),
    ),
    Processing(
        "photos",
        _("Ảnh đã bỏ vị trí và thông tin máy; ảnh gốc không được lưu"),
        _("Xử lý phản ánh"),
        _DUTY,
        _TWELVE_MONTHS,
        _("Các đơn vị xử lý phản ánh, Tổ giúp việc Chương trình, lãnh đạo quận, bộ phận kiểm tra"),
    ),
    Processing(
        "public",
        _("Phần đã công khai: loại việc, vị trí, trạng thái, lời và ảnh đã che thông tin cá nhân"),
        _("Công khai kết quả xử lý, lập số liệu"),
        _DUTY,
        _("Lâu dài; người phản ánh có thể xin ngừng công khai lời và ảnh"),
        _("Mọi người"),
    ),
    Processing(
        "followers",
        _("Thư điện tử hoặc địa chỉ báo tin trên trình duyệt của người theo dõi"),
        _("Báo tin về phản ánh hoặc nơi được theo dõi"),
        _CONSENT,
        _("Đến khi thôi theo dõi; 3 ngày nếu không xác nhận; 12 tháng sau khi phản ánh được theo dõi kết thúc"),
        _("Không ai xem; chỉ máy gửi tin dùng"),
    ),
    Processing(
        "arrivals",
        _("Địa chỉ mạng và thiết bị gửi, dưới dạng mã băm có khóa, không gắn với phản ánh"),
        _("Phát hiện gửi hàng loạt"),
        _SAFETY,
        _("25 giờ"),
        _("Không ai xem"),
    ),
    Processing(
        "visitor",
        _("Tên ngẫu nhiên của trình duyệt (cookie) và mã băm của lượt “tôi cũng gặp”"),
        _("Mỗi người chỉ được tính một lần"),
        _SAFETY,
        _("Cookie: một năm; mã băm: 12 tháng sau khi phản ánh kết thúc"),
        _("Không ai xem"),
    ),
    Processing(
        "staff",
        _("Họ tên, tài khoản, vị trí công tác của cán bộ, việc cán bộ đã làm và đã xem"),
        _("Phân công, kiểm tra trách nhiệm"),
        _("Nhiệm vụ công vụ"),
        _("Tài khoản: trong thời gian công tác; nhật ký: lâu dài"),
        _("Lãnh đạo đơn vị, Tổ giúp việc Chương trình, bộ phận kiểm tra, người quản trị"),
    ),
)

RIGHTS: Sequence[Promise] = (
    _("Xem và tải về dữ liệu của mình: mở đường dẫn riêng của phản ánh, chọn “Dữ liệu của tôi”."),
    _("Sửa hoặc xóa cách liên hệ: ngay trên trang đó, có hiệu lực lập tức."),
    _("Ngừng công khai lời và ảnh: ngay trên trang đó."),
    _("Rút lại sự đồng ý: xóa cách liên hệ. Phản ánh vẫn được xử lý."),
)
