"""Why a report may be refused, and what the resident can do next. Proposals of the district: editable."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.core.errors import Refused

OUT_OF_SCOPE = "out_of_scope"  # complaints and denunciations in public


@dataclass(frozen=True)
class Refusal:
    """A reason from the list: what it is called, what to do next, whether the public page names it."""

    code: str
    name: Promise
    next_step: Promise
    named_in_public: bool = True
    needs_photo: bool = False


REFUSALS: dict[str, Refusal] = {
    r.code: r
    for r in (
        Refusal(
            "outside_district",
            lazy("Ngoài địa bàn quận Long Biên"),
            lazy("Ông/bà gửi tới chính quyền nơi đó hoặc ứng dụng iHanoi của Thành phố."),
        ),
        Refusal(
            "not_enough",
            lazy("Không đủ thông tin, đã hỏi mà chưa có trả lời"),
            lazy("Ông/bà gửi lại phản ánh mới kèm vị trí và ảnh; mã cũ vẫn xem được."),
        ),
        Refusal(
            "not_found",
            lazy("Đã kiểm tra tại chỗ, không thấy sự việc"),
            lazy("Nếu việc xảy ra theo giờ, ông/bà ghi rõ giờ và gửi ảnh, hoặc đề nghị xem lại trong 7 ngày."),
            needs_photo=True,
        ),
        Refusal(
            "fixed_before",
            lazy("Sự việc đã hết trước khi tiếp nhận"),
            lazy("Không cần làm gì thêm. Nếu tái diễn, ông/bà gửi phản ánh mới."),
        ),
        Refusal(
            "lawful",
            lazy("Sự việc được phép (có giấy phép, đúng quy định)"),
            lazy("Xem giấy tờ, thời hạn cho phép trong câu trả lời."),
        ),
        Refusal(
            "private_dispute",
            lazy("Tranh chấp dân sự giữa các bên"),
            lazy("Ông/bà đề nghị tổ hòa giải ở tổ dân phố hoặc tòa án; phường sẽ hướng dẫn."),
        ),
        Refusal(
            "complaint",
            lazy("Nội dung khiếu nại"),
            lazy("Gửi đơn khiếu nại đến người đã ra quyết định."),
            named_in_public=False,
        ),
        Refusal(
            "denunciation",
            lazy("Nội dung tố cáo"),
            lazy("Gửi đơn hoặc đến trực tiếp nơi tiếp công dân; nội dung ở đây không được công khai."),
            named_in_public=False,
        ),
        Refusal("crime", lazy("Tin báo tội phạm"), lazy("Gọi 113 hoặc đến Công an phường gần nhất.")),
        Refusal(
            "procedure",
            lazy("Hỏi về thủ tục, hồ sơ hành chính"),
            lazy("Hỏi bộ phận một cửa của phường; từ 1/7/2025 là Trung tâm Phục vụ hành chính công."),
        ),
        Refusal(
            "regulation",
            lazy("Góp ý về chính sách, quy định"),
            lazy("Gửi kiến nghị bằng văn bản đến cơ quan ban hành; phản ánh hiện trường không thay được."),
        ),
        Refusal(
            "reused_photo",
            lazy("Ảnh cũ, ảnh lấy trên mạng hoặc đã chỉnh sửa"),
            lazy("Ông/bà gửi lại với ảnh chụp tại chỗ; không có ảnh cũng được, chỉ cần nói rõ vị trí."),
        ),
        Refusal(
            "disrespectful", lazy("Lời lẽ xúc phạm"), lazy("Ông/bà viết lại sự việc; sự việc đúng vẫn được xử lý.")
        ),
        Refusal("withdrawn", lazy("Người phản ánh xin rút"), lazy("Không cần làm gì thêm.")),
        Refusal("test", lazy("Gửi thử, gửi nhầm"), lazy("Không cần làm gì thêm.")),
    )
}


def check(code: str, *, note: str, has_photo: bool) -> Refusal:
    """Return the reason of that code; Refused where it is unknown, or lacks its sentence or its photo."""
    refusal = REFUSALS.get(code)
    if refusal is None:
        raise Refused(_("Xin chọn lý do từ chối trong danh sách."), field="reason", code="unknown_reason")
    if not note:
        raise Refused(_("Xin ghi một câu giải thích để người phản ánh đọc."), field="note", code="required")
    if refusal.needs_photo and not has_photo:
        raise Refused(_("Lý do này cần ảnh chụp tại chỗ khi kiểm tra."), field="photos", code="required")
    return refusal


def public_code(code: str) -> str:
    """Return the reason's code in public: one for all that are not told apart there."""
    refusal = REFUSALS.get(code)
    return code if refusal is not None and refusal.named_in_public else OUT_OF_SCOPE


def public_name(code: str) -> str:
    """Return how the public page names the reason: complaints and denunciations are not told apart there."""
    if code == OUT_OF_SCOPE:
        return _("Không thuộc phạm vi tiếp nhận")
    refusal = REFUSALS.get(code)
    if refusal is None:
        return ""
    return str(refusal.name) if refusal.named_in_public else _("Không thuộc phạm vi tiếp nhận")
