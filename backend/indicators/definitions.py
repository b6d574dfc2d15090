"""What each figure means, in words that stand beside it: one place for pages, programs and the monthly report."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Definition:
    """A figure's code (as in the API), its name and what it counts, one or two sentences each."""

    code: str
    name: Promise
    words: Promise


COMMON = _(
    "Tính theo tháng dương lịch, giờ Hà Nội. Chỉ tính phản ánh đã xác minh, không tính tin rác. Phường, đơn vị và loại "
    "việc là của phản ánh vào lúc được tính. Thời gian chờ người phản ánh bổ sung không tính vào thời hạn. "
    "Không có gì để tính tỷ lệ thì ghi “không có”."
)
SMALL_WORDS = _(
    "Số dưới 3 ghi “< 3” để không ai bị nhận ra. Số khác có thể ghi “ẩn” để không tính ngược được số dưới 3 từ tổng. "
    "Bảng điều hành của lãnh đạo và trang này cùng một nguồn số liệu."
)

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "received",
        _("Phản ánh nhận được"),
        _(
            "Số phản ánh gửi đến trong tháng, tính theo giờ gửi, kể cả phản ánh sau đó bị từ chối hoặc gộp. Phản ánh "
            "được xác minh sau thì tính vào ngày đã gửi."
        ),
    ),
    Definition(
        "entered_by_staff",
        _("Cán bộ nhập giúp"),
        _("Trong số phản ánh nhận được, số do cán bộ nhập giúp người dân (gọi điện, đến trực tiếp, gửi thư)."),
    ),
    Definition(
        "accepted",
        _("Đã tiếp nhận"),
        _("Số phản ánh được tiếp nhận trong tháng, tính theo lần tiếp nhận đầu tiên."),
    ),
    Definition(
        "accepted_on_time",
        _("Tiếp nhận đúng hạn"),
        _(
            "Trong số phản ánh có hạn tiếp nhận đã rơi vào tháng, số được tiếp nhận, từ chối có lý do, gộp hoặc hỏi "
            "thêm không muộn hơn hạn."
        ),
    ),
    Definition(
        "resolved",
        _("Đã xử lý"),
        _("Số phản ánh được báo đã xử lý trong tháng, tính theo lần đầu tiên."),
    ),
    Definition(
        "resolved_on_time",
        _("Xử lý đúng hạn"),
        _(
            "Trong số phản ánh có hạn xử lý đã rơi vào tháng (trừ phản ánh bị từ chối hoặc gộp trước hạn), số được báo "
            "đã xử lý lần đầu không muộn hơn hạn và không bị mở lại trong 7 ngày."
        ),
    ),
    Definition(
        "late",
        _("Xử lý trễ hạn"),
        _("Phần còn lại của phép tính trên: hạn xử lý đã rơi vào tháng mà lúc đó chưa xử lý xong, dù sau này đã xong."),
    ),
    Definition(
        "open",
        _("Đang mở"),
        _("Số phản ánh chưa xử lý, chưa từ chối, chưa gộp vào lúc xem, gửi từ bất kỳ tháng nào."),
    ),
    Definition(
        "overdue",
        _("Quá hạn lúc này"),
        _("Số phản ánh đang mở đã qua hạn xử lý; phản ánh đang chờ người dân bổ sung không tính."),
    ),
    Definition(
        "reopened",
        _("Mở lại"),
        _(
            "Số lần người phản ánh hoặc lãnh đạo đơn vị mở lại phản ánh đã xử lý trong tháng; tỷ lệ tính trên số lần "
            "báo đã xử lý trong tháng."
        ),
    ),
    Definition(
        "refused",
        _("Từ chối"),
        _(
            "Số phản ánh bị từ chối trong tháng, chia theo lý do; từ chối rồi mở lại ngay trong tháng thì không tính. "
            "Lý do có dưới 3 phản ánh được gộp vào “lý do khác”."
        ),
    ),
    Definition(
        "duplicate",
        _("Trùng"),
        _("Số phản ánh được gộp vào phản ánh khác trong tháng; hoàn tác việc gộp thì trừ đi."),
    ),
    Definition(
        "hours_median",
        _("Một nửa số việc xong trong"),
        _(
            "Với phản ánh nhận trong tháng (trừ phản ánh bị từ chối hoặc gộp): một nửa được xử lý trong chừng ấy giờ "
            "làm việc, kể từ lúc gửi. Phản ánh còn mở tính là “lâu hơn đến nay”; chưa đủ một nửa "
            "thì ghi “trên … giờ”. Kết quả bị mở lại thì tính đến kết quả sau."
        ),
    ),
    Definition(
        "hours_p90",
        _("Thời gian xử lý của 9 trên 10 phản ánh"),
        _("Cách tính như mục “Một nửa số việc xong trong”, với chín trên mười phản ánh."),
    ),
    Definition(
        "satisfaction",
        _("Hài lòng"),
        _(
            "Số câu trả lời thấy đã ổn (mức 3 đến 5, hoặc không cho mức) trên số câu trả lời của người phản ánh trong "
            "tháng; mức 1, 2 và mở lại tính là chưa ổn. Dưới 10 câu trả lời thì chỉ ghi số, không ghi tỷ lệ; không "
            "trả lời không tính là hài lòng."
        ),
    ),
    Definition(
        "per_1000",
        _("Trên 1.000 dân"),
        _(
            "Số phản ánh nhận được chia cho dân số phường, nhân 1.000. Dân số của 14 phường là theo Tổng điều tra năm "
            "2019; của bốn phường từ 1/7/2025 là số của năm 2025. Phường có dưới 3 phản ánh thì không công khai."
        ),
    ),
)
# What the board and its lists show beside: for those who steer, not for the public.
BEYOND: tuple[Definition, ...] = (
    Definition(
        "accept_due",
        _("Đến hạn tiếp nhận"),
        _("Số phản ánh có hạn tiếp nhận đã rơi vào tháng, dù được tiếp nhận hay chưa."),
    ),
    Definition(
        "resolve_due",
        _("Đến hạn xử lý"),
        _("Số phản ánh có hạn xử lý đã rơi vào tháng, trừ phản ánh bị từ chối hoặc gộp trước hạn."),
    ),
    Definition(
        "resolutions",
        _("Số lần báo đã xử lý"),
        _("Số lần đơn vị báo đã xử lý trong tháng; một phản ánh bị mở lại rồi xử lý lại thì tính mỗi lần."),
    ),
    Definition(
        "answered",
        _("Người phản ánh đã trả lời"),
        _("Số câu trả lời của người phản ánh về kết quả trong tháng: “Đã ổn”, hoặc “Chưa ổn” và mở lại."),
    ),
    Definition(
        "satisfied",
        _("Trả lời “Đã ổn”"),
        _("Trong số câu trả lời của người phản ánh, số lần nói “Đã ổn”. Hệ thống tự đóng thì không tính."),
    ),
    Definition(
        "open_at_end",
        _("Còn mở cuối tháng"),
        _(
            "Số phản ánh chưa xử lý, chưa từ chối, chưa gộp vào lúc 24 giờ ngày cuối tháng, gửi từ bất kỳ tháng nào; "
            "tính cho phường, đơn vị, loại việc vào lúc ấy."
        ),
    ),
    Definition(
        "overdue_at_end",
        _("Quá hạn cuối tháng"),
        _(
            "Trong số phản ánh còn mở lúc 24 giờ ngày cuối tháng, số đã qua hạn xử lý; phản ánh đang chờ người dân bổ "
            "sung không tính. Gia hạn không làm hạn này lùi lại."
        ),
    ),
    Definition(
        "long_overdue",
        _("Quá hạn trên 14 ngày"),
        _("Số phản ánh đang mở đã qua hạn xử lý trên 14 ngày, không đang chờ người dân bổ sung."),
    ),
    Definition(
        "passed_often",
        _("Đã chuyển từ 3 lần"),
        _("Số phản ánh đang mở đã chuyển đơn vị từ 3 lần trở lên: lãnh đạo quyết định đơn vị chủ trì."),
    ),
    Definition(
        "urgent_open",
        _("Việc khẩn còn mở"),
        _("Số phản ánh mức khẩn chưa xử lý xong."),
    ),
    Definition(
        "transferred",
        _("Chuyển đơn vị"),
        _(
            "Số lần phản ánh được chuyển sang đơn vị khác trong tháng, tính cho đơn vị chuyển đi; bàn giao phường giáp "
            "ranh không tính, bị trả lại vẫn tính."
        ),
    ),
    Definition(
        "reclassified",
        _("Đổi loại việc hoặc phường"),
        _(
            "Số lần loại việc hoặc phường của phản ánh được sửa trong tháng, kể cả bàn giao phường giáp ranh; tính cho "
            "phường, đơn vị, loại việc trước khi sửa."
        ),
    ),
    Definition(
        "corrected_late",
        _("Sửa số liệu về sau"),
        _("Trong số lần đổi loại việc hoặc phường, số lần sửa khi hạn xử lý đã qua hoặc sau khi đã báo kết quả."),
    ),
    Definition(
        "without_photo",
        _("Báo xong không có ảnh"),
        _(
            "Số lần đơn vị báo đã xử lý trong tháng mà không gửi kèm ảnh sau xử lý; tỷ lệ tính trên số lần báo đã xử "
            "lý."
        ),
    ),
    Definition(
        "people",
        _("Người đứng sau phản ánh trùng"),
        _(
            "Số người gửi phản ánh trùng, gửi phản ánh chính hoặc xác nhận cùng gặp; mỗi phản ánh do một người gửi, "
            "phản ánh chính tính một lần, cùng phản ánh trùng đầu tiên của nó. Tháng đã chốt giữ số lúc chốt, tháng "
            "chưa chốt tính đến lúc xem."
        ),
    ),
    Definition(
        "first_action",
        _("Từ cảnh báo thực phẩm đến việc đầu tiên"),
        _(
            "Với cảnh báo an toàn thực phẩm hệ thống báo trong tháng: một nửa có người nhận tin, bắt đầu xử lý hoặc "
            "làm một việc trong danh sách trong chừng ấy phút, kể từ lúc báo; phần phút lẻ bỏ đi. Cảnh báo chưa ai làm "
            "gì tính là lâu hơn mọi cảnh báo khác; quá một nửa như vậy thì ghi “trên … phút”. Tính cho phường nơi có "
            "cảnh báo. Chốt cùng số liệu tháng."
        ),
    ),
)
BY_CODE = {one.code: one for one in (*DEFINITIONS, *BEYOND)}
