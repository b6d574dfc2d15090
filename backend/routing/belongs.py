"""Where a complaint, a denunciation or a crime belongs, in the words shown to the resident. Never a wall."""

from django.conf import settings
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.routing.complaints import ReadsLike, reads_like


class Held(Refused):
    """The text reads like a complaint or a denunciation, and who wrote it has not read yet where that belongs."""

    def __init__(self, kind: ReadsLike) -> None:
        super().__init__(f"{words_for(kind)} {split_tip()}", field="text", code="held")
        self.kind = kind


def check_read(text: str, *, is_insisted: bool) -> None:
    """Raise Held for a text that belongs elsewhere, unless its author has read so and sends it all the same."""
    if not is_insisted and (kind := reads_like(text)):
        raise Held(kind)


def words_for(kind: ReadsLike) -> str:
    """Return what the resident reads about a text of this kind, with the district's place of citizen reception."""
    if kind is ReadsLike.TO_CAO:
        words = _(
            "Nội dung này có vẻ là tố cáo một người. Để được bảo vệ và giữ bí mật danh tính theo Luật Tố cáo, ông/bà "
            "gửi đơn hoặc đến trực tiếp nơi tiếp công dân: %(reception)s. Xin đừng ghi tên người bị tố cáo ở đây: "
            "chúng tôi sẽ không công khai và chỉ cán bộ có trách nhiệm được xem."
        )
    else:
        words = _(
            "Nội dung này có vẻ là khiếu nại về một quyết định hoặc việc làm của cơ quan nhà nước đối với ông/bà. Việc "
            "này được giải quyết theo Luật Khiếu nại, không phải trên hệ thống phản ánh. Ông/bà gửi đơn đến chính cơ "
            "quan hoặc người đã ra quyết định, hoặc nộp tại nơi tiếp công dân: %(reception)s. Đơn nên ghi rõ quyết "
            "định nào, vì sao không đồng ý, kèm giấy tờ; luật có quy định thời hạn, ông/bà nên gửi sớm. Nội dung này "
            "chưa được công khai."
        )
    return words % {"reception": settings.CITIZEN_RECEPTION}


def crime_words(*, ward_name: str, duty_phone: str = "") -> str:
    """Return what the resident reads about a crime; without a phone of the ward police its clause is left out."""
    if duty_phone:
        words = _(
            "Nếu việc đang xảy ra, xin gọi 113. Nếu không, ông/bà báo Công an phường %(ward)s tại trụ sở hoặc số "
            "%(phone)s. Hệ thống này không thay được tin báo tội phạm."
        )
    else:
        words = _(
            "Nếu việc đang xảy ra, xin gọi 113. Nếu không, ông/bà báo Công an phường %(ward)s tại trụ sở. Hệ thống này "
            "không thay được tin báo tội phạm."
        )
    return words % {"ward": ward_name, "phone": duty_phone}


def split_tip() -> str:
    """Return the advice for a real nuisance inside an accusation."""
    return _("Ông/bà có thể tách phần hiện trường (ví dụ vỉa hè, rác) để gửi ngay.")


def send_anyway() -> str:
    """Return the label of the button that files the text as an ordinary report after all."""
    return _("Gửi phản ánh hiện trường như bình thường")
