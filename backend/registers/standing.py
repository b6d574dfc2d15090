"""The kinds of registers, the states an entry may be in, and which state may follow which."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """The registers that the programme names: one place is an entry of one of them."""

    POLLUTING_ESTABLISHMENT = "polluting_establishment", _("cơ sở gây ô nhiễm")
    LIVESTOCK_KEEPER = "livestock_keeper", _("cơ sở, hộ chăn nuôi gia súc")
    BUILDING_SITE = "building_site", _("công trình xây dựng")
    MARKET = "market", _("chợ")
    MAKESHIFT_MARKET = "makeshift_market", _("chợ cóc, chợ tạm")
    FOOD_ESTABLISHMENT = "food_establishment", _("cơ sở sản xuất, kinh doanh thực phẩm")
    SCHOOL_CANTEEN = "school_canteen", _("bếp ăn trường học")
    FOOD_STREET = "food_street", _("tuyến phố ăn uống có kiểm soát")
    BANQUET = "banquet", _("bữa cỗ đông người")
    GARDEN = "garden", _("vườn hoa có dụng cụ thể thao")
    CIVILISED_STREET = "civilised_street", _("tuyến phố văn minh đô thị")
    RECOGNITION = "recognition", _("hồ sơ công nhận phường, tổ dân phố")
    POWER_LINE = "power_line", _("hành lang lưới điện")


class Subject(models.TextChoices):
    """What a dossier of recognition is about; other entries have none."""

    WARD = "ward", _("phường đạt chuẩn văn minh đô thị")
    GROUP = "group", _("tổ dân phố xanh - sạch - đẹp - văn minh")
    BANQUET_MODEL = "banquet_model", _("mô hình kiểm soát an toàn thực phẩm tại bữa cỗ đông người")
    ALERT_MODEL = "alert_model", _("mô hình cảnh báo nhanh về an toàn thực phẩm")


class State(models.TextChoices):
    WATCHED = "watched", _("đang theo dõi")
    REGISTERED = "registered", _("đã đăng ký")
    CONTROLLED = "controlled", _("được kiểm soát")
    RECOGNISED = "recognised", _("đã công nhận")
    VIOLATING = "violating", _("đang vi phạm")
    RELOCATED = "relocated", _("đã di dời")
    CLOSED = "closed", _("đã chấm dứt")


class Result(models.TextChoices):
    """What an inspection found."""

    PASSED = "passed", _("đạt")
    VIOLATIONS = "violations", _("có vi phạm")
    REMEDIED = "remedied", _("đã khắc phục")


class Marked(models.TextChoices):
    """How an entry stands with a criterion; one without a mark was not yet looked at."""

    MET = "met", _("đạt")
    NOT_MET = "not_met", _("chưa đạt")
    NOT_SEEN = "not_seen", _("chưa xem xét")


class Deed(models.TextChoices):
    ADDED = "added", _("đưa vào sổ")
    EDITED = "edited", _("sửa thông tin")
    STATE = "state", _("đổi trạng thái")
    INSPECTED = "inspected", _("kiểm tra")
    MARKED = "marked", _("đánh giá tiêu chí")
    DOCUMENT = "document", _("thêm văn bản")


GONE = frozenset({State.RELOCATED, State.CLOSED})  # no longer there: counts in no denominator
IN_ORDER = frozenset({State.CONTROLLED, State.RECOGNISED})  # what the programme calls controlled

_SITE = (State.WATCHED, State.CONTROLLED, State.VIOLATING, State.RELOCATED, State.CLOSED)
_PLACE = (State.WATCHED, State.CONTROLLED, State.VIOLATING, State.CLOSED)
_TITLE = (State.REGISTERED, State.RECOGNISED, State.VIOLATING, State.CLOSED)
STATES: Mapping[EntryKind, tuple[State, ...]] = {  # the first is where an entry usually begins
    EntryKind.POLLUTING_ESTABLISHMENT: _SITE,
    EntryKind.LIVESTOCK_KEEPER: _SITE,
    EntryKind.BUILDING_SITE: _PLACE,
    EntryKind.MARKET: (State.WATCHED, State.CONTROLLED, State.RECOGNISED, State.VIOLATING, State.CLOSED),
    EntryKind.MAKESHIFT_MARKET: (State.VIOLATING, State.WATCHED, State.CLOSED),
    EntryKind.FOOD_ESTABLISHMENT: _PLACE,
    EntryKind.SCHOOL_CANTEEN: _PLACE,
    EntryKind.FOOD_STREET: (State.REGISTERED, State.CONTROLLED, State.RECOGNISED, State.VIOLATING, State.CLOSED),
    EntryKind.BANQUET: (State.REGISTERED, State.CONTROLLED, State.VIOLATING, State.CLOSED),
    EntryKind.GARDEN: _PLACE,
    EntryKind.CIVILISED_STREET: _TITLE,
    EntryKind.RECOGNITION: _TITLE,
    EntryKind.POWER_LINE: _PLACE,
}


def next_states(kind: EntryKind, state: State) -> tuple[State, ...]:
    """Return the states that may follow: what is gone comes back only as watched, registered or violating."""
    others = tuple(one for one in STATES[kind] if one != state)
    return tuple(one for one in others if one not in GONE | IN_ORDER) if state in GONE else others
