"""From a point to its ward: in process, the same answer every time, on every border and corner.

The tie rule: a point on a line between wards belongs to the ward with the lowest code. Boundaries are indicative; what
is within the ward's ``near_line_m`` of a line is *giáp ranh*, and a ward the resident names wins there, only there.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import fold
from backend.places.geometry import Point, flat
from backend.places.in_force import SET_OF_4, SET_OF_13, SET_OF_14
from backend.places.models import Ward
from backend.places.ward_sets import Hit, WardSet, kept_wards

GRACE_M = 300.0  # so far outside the outline a place still goes to the nearest ward, with a warning


class OutsideDistrict(Refused):
    """The place is more than 300 m outside the wards; ``distance_m`` says how far."""

    def __init__(self, distance_m: float) -> None:
        self.distance_m = distance_m
        super().__init__(
            _(
                "Vị trí này ở ngoài địa bàn Long Biên, cách ranh giới tham khảo khoảng %(distance)s. "
                "Ông/bà xem lại vị trí trên bản đồ; nếu đúng là nơi đó, xin gửi tới chính quyền nơi đó hoặc "
                "ứng dụng iHanoi của Thành phố."
            )
            % {"distance": in_words(distance_m)},
            field="lat",
            code="outside_district",
        )


class NoWardsThen(Refused):
    """No ward set is known for the day asked for."""

    def __init__(self, on: date) -> None:
        words = _("Không có dữ liệu phường của ngày %(day)s.") % {"day": f"{on.day}/{on.month}/{on.year}"}
        super().__init__(words, field="on", code="no_wards")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A ward on the other side of a line nearby, and how far the place is from it, in metres (to 0.1)."""

    ward: Ward
    distance_m: float


@dataclass(frozen=True, slots=True)
class Located:
    """The ward of a place and how sure that is.

    ``neighbours``: the nearest first, empty unless ``near_boundary``. ``outside_by_m``: metres outside the outline, 0
    inside. ``resident_chose``: the resident's own word decided for another ward than the one that holds the point.
    """

    ward: Ward
    near_boundary: bool
    neighbours: tuple[Neighbour, ...]
    outside_by_m: float
    resident_chose: bool


@dataclass(frozen=True, slots=True)
class InEachSet:
    """The ward of a place in each of the three sets; None where the place is more than 300 m outside that set."""

    of_14: Ward | None
    of_13: Ward | None
    of_4: Ward | None


def ward_at(point: Point, *, on: date) -> Ward:
    """Return the ward that holds ``point`` (WGS 84 degrees) on day ``on``, or the nearest within 300 m.

    On a line: the lowest code. Raises OutsideDistrict farther out, NoWardsThen for a day before all sets.
    """
    wards = _set_on(on)
    return wards.wards[_home(wards, point).place]


def locate(point: Point, *, on: date, own_word: str | None = None) -> Located:
    """Return the ward of ``point`` on day ``on`` with its doubts; ``own_word`` is a code, slug or name of that set.

    The resident's own word wins where it names one of the neighbours, else it is ignored. Raises OutsideDistrict,
    NoWardsThen.
    """
    wards = _set_on(on)
    home = _home(wards, point)
    ward = wards.wards[home.place]
    # A neighbour is near by how much farther it is than the nearest ward: inside, that is the distance to the line.
    around = wards.around(*flat(point.lat, point.lon), within_m=home.distance_m + ward.near_line_m)
    near = tuple(Neighbour(wards.wards[i], round(d, 1)) for d, i in around if i != home.place)
    located = Located(ward, bool(near), near, outside_by_m=round(home.distance_m, 1), resident_chose=False)
    return _heard(located, own_word) if own_word and near else located


def wards_of_all_sets(point: Point) -> InEachSet:
    """Return the ward of ``point`` in the sets of 14, 13 and 4, whichever is in force."""
    return InEachSet(*(_ward_or_none(point, on=day) for day in (SET_OF_14, SET_OF_13, SET_OF_4)))


def wards_in_force(on: date) -> tuple[Ward, ...]:
    """Return the wards in force on day ``on``, by code. Raises NoWardsThen."""
    return _set_on(on).wards


def ward_by_id(ward_id: int) -> Ward:
    """Return the ward with this primary key from memory; LookupError where there is none."""
    return kept_wards().by_id[ward_id]


def ward_sets() -> tuple[date, ...]:
    """Return the days on which a ward set came into force, the oldest first."""
    return kept_wards().began_on


def in_words(distance_m: float) -> str:
    """Return a distance as people read it: '450 m', '2,3 km' (in the language in use)."""
    if distance_m < 1000:
        return f"{max(1, round(distance_m))} m"
    return f"{number_format(distance_m / 1000, decimal_pos=1)} km"


def _set_on(on: date) -> WardSet:
    wards = kept_wards().on(on)
    if wards is None:
        raise NoWardsThen(on)
    return wards


def _home(wards: WardSet, point: Point) -> Hit:
    x, y = flat(point.lat, point.lon)
    home = wards.home(x, y, grace_m=GRACE_M)
    if home is None:
        raise OutsideDistrict(wards.distance_m(x, y))
    return home


def _heard(located: Located, own_word: str) -> Located:
    """Let the resident's word choose among the neighbours; the ward that was left becomes a neighbour itself."""
    chosen = next((n for n in located.neighbours if is_named(n.ward, own_word)), None)
    if chosen is None or is_named(located.ward, own_word):
        return located
    left = Neighbour(located.ward, located.outside_by_m)
    others = (n for n in located.neighbours if n is not chosen)
    return replace(located, ward=chosen.ward, neighbours=(left, *others), resident_chose=True)


def is_named(ward: Ward, words: str) -> bool:
    """Whether ``words`` is the ward's code, slug or name ('Phường' or 'P.' before it or not, accents optional)."""
    said = fold(words)
    name = fold(ward.name)
    return said in {ward.code, ward.slug.replace("-", " "), name, f"phuong {name}", f"p {name}"}


def wards_named(word: str, *, on: date) -> list[Ward]:
    """Return the rows of the ward called so: of the set in force on ``on``, else of any set, the oldest first.

    Raises Refused where none is.
    """
    in_force = [ward for ward in wards_in_force(on) if is_named(ward, word)]
    found = in_force or [ward for ward in kept_wards().by_id.values() if is_named(ward, word)]
    if not found:
        raise Refused(_("Không có phường này."), field="ward", code="unknown_ward")
    return found


def _ward_or_none(point: Point, *, on: date) -> Ward | None:
    try:
        return ward_at(point, on=on)
    except (OutsideDistrict, NoWardsThen):
        return None
