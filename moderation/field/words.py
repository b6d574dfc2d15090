"""What the programs of the page say: the page carries it, in the person's language, also without a network."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def words() -> Mapping[str, str]:
    """Return the texts by name; ``%n`` is a number, ``%d`` a distance, ``%s`` a word filled in on the telephone."""
    return _of_the_list() | _of_a_report() | _of_what_waits()


def _of_the_list() -> dict[str, str]:
    return {
        "metres": _("%n m"),
        "kilometres": _("%n km"),
        "leg": _("đi %d"),
        "away": _("cách đây %d"),
        "as_of": _("Dữ liệu lúc %s."),
        "walk": _("%n điểm, đi bộ khoảng %d."),
        "capped": _("Hiện %n điểm gần nhất trong %s phản ánh đang mở."),
        "from": _("Xuất phát từ %s."),
        "mine": _("Việc giao cho tôi."),
        "unit": _("Việc đơn vị tôi chủ trì."),
        "nothing": _("Không có phản ánh nào đang mở."),
        "not_kept": _("Chưa có dữ liệu trong máy. Xin mở trang này một lần khi có mạng."),
        "no_position": _("Không lấy được vị trí. Xin chọn nơi xuất phát bằng tên đường, phố."),
        "locating": _("Đang lấy vị trí..."),
        "late": _("quá hạn"),
        "waits": _("chờ gửi"),
        "stuck": _("cần xem lại"),
    }


def _of_a_report() -> dict[str, str]:
    return {
        "accepted": _("Tiếp nhận"),
        "started": _("Bắt đầu xử lý"),
        "resolved": _("Báo đã xử lý"),
        "noted": _("Ghi chú"),
        "before": _("Ảnh trước %n"),
        "sent_due": _("Gửi lúc %s; hạn xử lý %d."),
        "photo_goes": _("Bước này không kèm được ảnh. Bỏ ảnh này và chỉ gửi lời ghi?"),
        "after": _("Ảnh sau xử lý"),
        "need_result": _("Xin chụp ảnh sau xử lý, hoặc ghi một câu về kết quả."),
        "need_note": _("Xin ghi nội dung."),
        "far": _("Nơi chụp cách vị trí phản ánh khoảng %d. Ảnh này có đúng chỗ không?"),
        "near": _("Chụp cách vị trí phản ánh %d."),
        "where_unknown": _("Không rõ nơi chụp."),
        "no_template": _("Chọn câu trả lời mẫu"),
        "kept": _("Đã giữ trong máy, đang chờ gửi."),
        "sent": _("Đã gửi."),
        "status_accepted": _("Đã tiếp nhận"),
        "status_in_progress": _("Đang xử lý"),
        "status_resolved": _("Đã xử lý"),
        "no_room": _("Máy hết chỗ chứa nên chưa giữ được việc này. Xin xóa bớt tệp trong máy rồi thử lại."),
    }


def _of_what_waits() -> dict[str, str]:
    return {
        "one_waits": _("1 việc chờ gửi"),
        "some_wait": _("%n việc chờ gửi"),
        "one_stuck": _("1 việc cần xem lại"),
        "some_stuck": _("%n việc cần xem lại"),
        "waiting": _("Chờ mạng để gửi."),
        "behind": _("Chờ việc trước của phản ánh này được xem lại."),
        "overtaken": _("Đồng nghiệp đã thay đổi phản ánh này:"),
        "not_ours_any_more": _("Phản ánh không còn thuộc đơn vị mình, nên việc này chưa gửi được."),
        "signed_out": _("Phiên làm việc đã hết. Xin đăng nhập lại để gửi; không có gì bị mất."),
        "sign_in": _("Đăng nhập"),
        "drop_sure": _("Bỏ việc này? Lời ghi và ảnh chưa gửi sẽ bị xóa khỏi máy."),
    }
