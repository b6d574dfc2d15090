"""What a resident agrees to who leaves a contact, or follows something: the texts, and the version kept with a contact.

Basis: Personal Data Protection Law 91/2025/QH15, in force since 1 January 2026 (purpose, consent, access, correction,
erasure). Whoever changes the text gives it a new version and keeps the old one here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from backend.core.errors import Refused

VERSION = "2026-1"
FOLLOWING = "follow-2026-1"


# Every version that was ever shown: what somebody agreed to is read here as long as their contact says which it was.
TEXTS: Mapping[str, Promise] = {
    VERSION: lazy(
        "Tôi đồng ý để quận Long Biên lưu tên, số điện thoại và thư điện tử tôi ghi ở đây, chỉ để báo tin và hỏi thêm "
        "về phản ánh này. Chỉ cán bộ xử lý được xem. Thông tin được xóa 12 tháng sau khi phản ánh kết thúc, hoặc sớm "
        "hơn khi tôi yêu cầu."
    ),
    FOLLOWING: lazy(
        "Thư điện tử hoặc địa chỉ báo tin của máy này được lưu chỉ để báo tin về điều ông/bà theo dõi, không công khai."
        " Ông/bà thôi theo dõi thì địa chỉ được xóa."
    ),
}


def text(version: str = VERSION) -> str:
    """Return the text of ``version`` in the active language; "" for one that was never shown."""
    return str(TEXTS.get(version, ""))


def following_text() -> str:
    """Return the text of :data:`FOLLOWING` in the active language: shown where somebody begins to follow."""
    return text(FOLLOWING)


def check(version: str) -> str:
    """Return ``version`` if it is the text in force; Refused (field ``consent``) otherwise."""
    if version != VERSION:
        raise Refused(
            _("Xin ông/bà đánh dấu đồng ý để chúng tôi được lưu cách liên hệ."), field="consent", code="required"
        )
    return version
