"""Ready sentences for who scans a poster: one tap says what is wrong, and of which kind it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.places.models import Poster, SiteKind
from backend.routing.book import categories

_SENTENCES: Mapping[str, tuple[Promise, ...]] = {
    "household_waste": (_("Rác chưa được thu gom."), _("Thùng rác đầy, tràn ra ngoài.")),
    "street_dust": (_("Đường bụi bẩn, cần quét dọn."),),
    "market_food": (_("Thực phẩm có dấu hiệu ôi, hỏng."), _("Thực phẩm không rõ nguồn gốc.")),
    "market_order": (_("Chợ mất vệ sinh."), _("Bày hàng lấn lối đi.")),
    "street_food": (_("Quầy hàng ăn mất vệ sinh."),),
    "restaurant_food": (_("Quán ăn mất vệ sinh."),),
    "school_canteen": (_("Bếp ăn có dấu hiệu mất vệ sinh."),),
    "pavement_occupied": (_("Vỉa hè bị lấn chiếm, không còn lối đi."),),
    "illegal_parking": (_("Xe đỗ sai chỗ, chắn lối đi."),),
    "congestion": (_("Đường ùn tắc."),),
    "construction_dust": (_("Công trình gây bụi, không che chắn."), _("Vật liệu rơi vãi ra đường.")),
    "public_nuisance": (_("Quá ồn."),),
    "air_noise_pollution": (_("Có khói, mùi khó chịu."),),
    "illegal_advert": (_("Dán quảng cáo, rao vặt sai chỗ."),),
    "road_damage": (_("Mặt đường, vỉa hè hỏng."),),
    "street_light": (_("Đèn không sáng."),),
    "garden_equipment": (_("Dụng cụ ngoài trời bị hỏng."),),
    "drain_flooding": (_("Ngập nước, cống tắc."),),
}
_GENERAL = ("household_waste", "pavement_occupied", "road_damage", "street_light")
_AT: Mapping[str, Sequence[str]] = {
    SiteKind.MARKET: ("household_waste", "market_food", "market_order", "illegal_parking"),
    SiteKind.SCHOOL: ("illegal_parking", "street_food", "congestion", "household_waste"),
    SiteKind.FOOD_STREET: ("street_food", "restaurant_food", "household_waste", "pavement_occupied"),
    SiteKind.FOOD_BUSINESS: ("restaurant_food", "household_waste"),
    SiteKind.BUILDING: ("construction_dust", "road_damage", "public_nuisance"),
    SiteKind.WASTE_POINT: ("household_waste", "air_noise_pollution"),
    SiteKind.PARKING: ("illegal_parking", "congestion"),
    SiteKind.STATION: ("household_waste", "illegal_parking", "congestion", "illegal_advert"),
}


@dataclass(frozen=True)
class Sentence:
    """``value`` stands in the form: the kind's code and the sentence's place among its kind's."""

    category: str
    value: str
    words: Promise

    def in_vietnamese(self) -> str:
        """Return the sentence as staff read it, whatever language it was tapped in."""
        with override("vi"):
            return str(self.words)


_BY_VALUE = {
    f"{category}.{place}": Sentence(category, f"{category}.{place}", words)
    for category, sentences in _SENTENCES.items()
    for place, words in enumerate(sentences)
}


def ready_for(poster: Poster) -> list[Sentence]:
    """Return the sentences that fit the poster: of its kind, else of what is usually wrong at such a place."""
    usual = _AT.get(poster.site.kind, _GENERAL) if poster.site else _GENERAL
    wanted = [poster.category] if poster.category else list(usual)
    in_use = {one.code for one in categories()}
    ordered = [one for code in wanted for one in _BY_VALUE.values() if one.category == code]
    return [one for one in ordered if one.category in in_use]


def sentence_of(value: str) -> Sentence | None:
    """Return the sentence of this value, None where there is none."""
    return _BY_VALUE.get(value)
