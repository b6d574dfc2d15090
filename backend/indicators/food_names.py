"""Whom a food report names: the place, the host of a banquet, the supplier, written alike however people wrote them."""

from collections.abc import Mapping

from backend.core.text import fold
from backend.indicators.outbreak import SUPPLIER

PLACE = "place:"
_ASKED = {"establishment": PLACE, "host": PLACE, "site_name": PLACE, "supplier": SUPPLIER}  # by the question's code
# Folded words before a name that say what a thing or who somebody is. Taken off only while a name is left.
_BEFORE = (
    "nha hang", "quan an", "quan", "tiem an", "tiem", "cua hang", "cong ty", "cty", "bep an", "bep", "tiec cuoi",
    "dam cuoi", "tiec", "dam co", "co cuoi", "co so", "gia dinh", "nha van hoa", "nha", "truong", "hang", "lo",
    "dai ly",
)  # fmt: skip
_NOBODY = frozenset(
    {
        "", "khong", "khong ro", "khong biet", "khong nho", "chua ro", "chua biet", "khac", "an", "com", "cho",
        "cho coc", "sieu thi", "via he", "le duong", "o nha", "o cho", "ngoai cho", "ban ngoai", "hang rong",
        "tren mang", "toi",
    }
)  # fmt: skip
_SHORTEST = 4  # letters


def names_of(answers: Mapping[str, object]) -> frozenset[str]:
    """Return whom the answers name, as "place:" or "supplier:" with the folded name; what names nobody is left out."""
    found = ((kind, _bare(str(answers.get(code, "")))) for code, kind in _ASKED.items())
    return frozenset(f"{kind}{name}" for kind, name in found if _is_a_name(name))


def ill_of(answers: Mapping[str, object]) -> int:
    """Return how many people are said to be ill, 0 where nobody said a number."""
    said = answers.get("people_ill")
    return said if isinstance(said, int) and said > 0 else 0


def _bare(words: str) -> str:
    name = fold(words)
    while start := next((one for one in _BEFORE if name.startswith(f"{one} ")), ""):
        name = name.removeprefix(start).strip()
    return name


def _is_a_name(name: str) -> bool:
    return name not in _NOBODY and len(name.replace(" ", "")) >= _SHORTEST
