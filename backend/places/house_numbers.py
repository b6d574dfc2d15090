"""House numbers that landmarks carry in their names ("171-173 Ngọc Lâm"): what people say a place is near to."""

import re

from backend.core.edition import Kept
from backend.places.geometry import Point, haversine_m
from backend.places.models import Landmark, Street

_WITHIN_M = 60.0
_BEFORE = "Phố ", "Đường "  # a landmark is named "171 Ngọc Lâm", the street "Phố Ngọc Lâm"
# Not the number of a lane, and not of the house across: "Ngõ 293", "Đối diện 447".
_NUMBER = (
    r"(?<!\w)(?<!ngõ )(?<!ngách )(?<!đối diện )(?<!-)(?<!- )"
    r"(\d{1,4}[a-z]?)(?:\s*-\s*\d{1,4}[a-z]?)?\s+(?:phố |đường )?"
)

_kept = Kept(lambda: tuple((one.name.lower(), one.point) for one in Landmark.objects.order_by("id")))


def house_number_near(point: Point, street: Street) -> str:
    """Return the number of the house of ``street`` nearest to ``point`` (WGS 84 degrees), "" where none is within 60 m.

    Numbers are known where a bus stop or a health site is called by one.
    """
    name = street.name
    for word in _BEFORE:
        name = name.removeprefix(word)
    pattern = re.compile(_NUMBER + re.escape(name.lower()) + r"(?!\w)")
    near = ((haversine_m(point, place), words) for words, place in _kept())
    found = sorted((distance, match[1]) for distance, words in near if (match := _read(pattern, distance, words)))
    return found[0][1].upper() if found else ""


def _read(pattern: re.Pattern[str], distance_m: float, words: str) -> re.Match[str] | None:
    return pattern.search(words) if distance_m <= _WITHIN_M else None
