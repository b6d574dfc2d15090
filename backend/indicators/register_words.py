"""What each reading of a register means, in words that stand beside it, and the numbers in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.indicators.registered import RegisterMonth
from backend.indicators.words import number, percent
from backend.registers.readings import COUNTS, OF_WARDS, Reading

COMMON = gettext_lazy(
    "Tính theo trạng thái ghi trong sổ vào hết ngày cuối tháng (tháng đang chạy: đến hôm nay). Nơi đã di dời hoặc đã "
    "chấm dứt không còn trong mẫu số. Sổ chưa có nơi nào thì ghi “chưa có số liệu”, không ghi 0 và không ghi 100%. "
    "Chốt cùng số liệu tháng; số đã chốt không đổi, sửa sổ về sau thì làm bản điều chỉnh."
)
DEFINITIONS: Mapping[Reading, Promise] = {
    Reading.LEFT: gettext_lazy(
        "Số nơi trong sổ chưa di dời, chưa chấm dứt, trên tổng số nơi đã từng đưa vào sổ. Hướng tới 0."
    ),
    Reading.LEFT_AMONG_HOMES: gettext_lazy(
        "Số nơi trong khu dân cư chưa di dời, chưa chấm dứt, trên tổng số nơi trong khu dân cư đã từng đưa vào sổ. "
        "Chưa nơi nào được ghi là trong khu dân cư thì chưa có số liệu. Hướng tới 0."
    ),
    Reading.CONTROLLED: gettext_lazy(
        "Số nơi được kiểm soát hoặc đã công nhận, trên số nơi đang có trong sổ. Nơi đang theo dõi, đã đăng ký hoặc "
        "đang vi phạm chưa được tính là kiểm soát."
    ),
    Reading.RECOGNISED: gettext_lazy("Số nơi đã công nhận, trên số nơi đang có trong sổ."),
    Reading.KEPT: gettext_lazy(
        "Trong số nơi được kiểm soát hoặc đã công nhận vào ngày đầu của Chương trình, số nơi nay vẫn vậy."
    ),
    Reading.ADDED: gettext_lazy(
        "Số nơi nay được kiểm soát hoặc đã công nhận mà vào ngày đầu của Chương trình thì chưa, trên số nơi như vậy "
        "trong sổ."
    ),
    Reading.WARDS_ENTERED: gettext_lazy("Số phường có ít nhất một hồ sơ chưa chấm dứt trong sổ, trên tổng số phường."),
    Reading.WARDS_IN_ORDER: gettext_lazy(
        "Số phường có hồ sơ của mô hình đã công nhận và chưa bị ghi vi phạm, trên tổng số phường."
    ),
    Reading.EVERY_WARD: gettext_lazy("Số phường có ít nhất một nơi đã công nhận, trên tổng số phường."),
}


def register_words(value: RegisterMonth) -> str:
    """Return what the register says: "3/5 (60%)", "2 nơi", "13/14 phường"; without data in words, for it is no zero."""
    share = value.share
    if share is None or share.percent is None:
        return _("chưa có số liệu")
    numbers = {"part": number(share.part), "whole": number(share.whole)}
    if value.reading in OF_WARDS:
        return _("%(part)s/%(whole)s phường") % numbers
    if value.reading in COUNTS:
        return ngettext("%(part)s nơi, trong %(whole)s nơi", "%(part)s nơi, trong %(whole)s nơi", share.part) % numbers
    return f"{numbers['part']}/{numbers['whole']} ({percent(share.part / share.whole)})"
