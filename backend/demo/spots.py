"""Places of sample reports: on real streets, a few metres off their middle, more where more happens."""

import math
import random
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import accumulate, pairwise

from django.utils import timezone

from backend.core.text import fold
from backend.demo.ground import Around
from backend.demo.texts import without_marks
from backend.places.geometry import Point, flat, round_earth
from backend.places.hotspots import kept_hotspots
from backend.places.locate import OutsideDistrict
from backend.places.models import Hotspot, Street, StreetKind
from backend.places.streets import kept_streets
from backend.reports.place import Placed, place

# How much more or less is reported than the streets of the ward would tell: an invention, for uneven samples.
_WARD_FACTOR = {
    "ngoc-lam": 1.0, "bo-de": 0.95, "duc-giang": 0.95, "ngoc-thuy": 0.85, "gia-thuy": 0.85, "viet-hung": 0.7,
    "sai-dong": 0.7, "phuc-dong": 0.6, "thuong-thanh": 0.65, "thach-ban": 0.6, "long-bien": 0.5, "phuc-loi": 0.45,
    "giang-bien": 0.35, "cu-khoi": 0.25,
}  # fmt: skip
_KIND_FACTOR = {StreetKind.STREET: 1.6, StreetKind.ALLEY: 0.9, StreetKind.ESTATE: 0.7, StreetKind.BRIDGE: 0.08}
_AT_HOTSPOT = 0.14  # share of places taken at the programme's hot spots
_TWIN_WITHIN_M = 12.0
_ALL_WITH_TWINS = 2_000  # of more places only every third gets a twin
_ALLEY = re.compile(r"^(?:ngõ|ngách|hẻm)\s+(\S*\d\S*)\s+(.+)$", re.IGNORECASE)
_GENERIC = re.compile(r"^(?:đường|phố|ngõ|ngách|hẻm|cầu|quốc lộ|đê|khu|hầm)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with all that follows from it. ``arounds`` are places in the list of Around, one for each era."""

    lat: float
    lon: float
    of_14: int | None
    of_13: int | None
    of_4: int | None
    street_id: int | None
    street_folded: str
    street: str  # as it stands in a sentence, without the alley's number
    street_bare: str
    alley: str  # the alley's number, "" off alleys
    hotspot_id: int | None
    ward_ids: tuple[int, ...]
    wards_folded: tuple[str, ...]
    arounds: tuple[int, ...]
    is_main: bool


@dataclass(frozen=True, slots=True)
class Places:
    """The spots; ``twins`` names for some a spot some steps away, where a second report of the same may come from."""

    spots: tuple[Spot, ...]
    twins: dict[int, int]
    arounds: tuple[Around, ...]
    weights: tuple[float, ...]  # cumulative, over the spots that are nobody's twin: they come first


def find_places(number: int, *, eras: Sequence[date], rng: random.Random) -> Places:
    """Return ``number`` places, and twins of them or of a part, with their wards on each of the days ``eras``."""
    finder = _Finder(eras)
    points = _points(rng)
    spots: list[Spot] = []
    while len(spots) < number:
        spot = finder.spot(next(points))
        if spot and (spot.hotspot_id or rng.random() < finder.ward_factor(spot)):
            spots.append(spot)
    twins: dict[int, int] = {}
    for index in range(0, number, 1 if number <= _ALL_WITH_TWINS else 3):
        twin = finder.spot(_beside(spots[index], rng))
        if twin:
            twins[index] = len(spots)
            spots.append(twin)
    weights = accumulate(min(rng.paretovariate(1.4), 12.0) for _ in range(number))
    return Places(tuple(spots), twins, tuple(finder.arounds), tuple(weights))


class _Finder:
    """Asks ``reports.place`` about points, on a moment of each era, and numbers the different surroundings."""

    def __init__(self, eras: Sequence[date]) -> None:
        self._moments = [_noon(day) for day in eras]
        self._numbers: dict[Around, int] = {}
        self._factors: dict[int, float] = {}

    @property
    def arounds(self) -> Iterable[Around]:
        return self._numbers

    def spot(self, point: Point) -> Spot | None:
        """Return the spot, None where it is outside the wards of an era or off every street."""
        try:
            placed = [place(point, own_word="", now=moment) for moment in self._moments]
        except OutsideDistrict:
            return None
        street = placed[0].street
        if street is None or any(one.located.outside_by_m for one in placed):
            return None
        alley, said = _said(street)
        sets, hotspot = placed[0].sets, placed[0].hotspot
        wards = [one.located.ward for one in placed]
        self._factors |= {ward.pk: _WARD_FACTOR.get(ward.slug, 0.6) for ward in wards}
        return Spot(
            lat=point.lat,
            lon=point.lon,
            of_14=sets.of_14.pk if sets.of_14 else None,
            of_13=sets.of_13.pk if sets.of_13 else None,
            of_4=sets.of_4.pk if sets.of_4 else None,
            street_id=street.pk,
            street_folded=fold(street.name),
            street=said,
            street_bare=without_marks(said),
            alley=alley,
            hotspot_id=hotspot.pk if hotspot else None,
            ward_ids=tuple(ward.pk for ward in wards),
            wards_folded=tuple(fold(ward.name) for ward in wards),
            arounds=tuple(self._around(one) for one in placed),
            is_main=street.is_main or street.kind == StreetKind.STREET,
        )

    def ward_factor(self, spot: Spot) -> float:
        return self._factors[spot.ward_ids[0]]

    def _around(self, placed: Placed) -> int:
        located = placed.located
        around = Around(
            day=placed.day,
            ward_id=located.ward.pk,
            hotspot_id=placed.hotspot.pk if placed.hotspot else None,
            near_boundary=located.near_boundary,
            neighbours=tuple(neighbour.ward.name for neighbour in located.neighbours),
        )
        return self._numbers.setdefault(around, len(self._numbers))


def _points(rng: random.Random) -> Iterator[Point]:
    """Yield points without end: along streets by length and kind, and at the hot spots."""
    streets = kept_streets().streets
    weights = list(accumulate(street.length_m**0.7 * _KIND_FACTOR[StreetKind(street.kind)] for street in streets))
    hotspots = kept_hotspots().hotspots
    while True:
        if hotspots and rng.random() < _AT_HOTSPOT:
            yield _at_hotspot(rng.choice(hotspots), rng)
        else:
            yield _along(streets[bisect(weights, rng.random() * weights[-1])].lines, rng)


def _at_hotspot(hotspot: Hotspot, rng: random.Random) -> Point:
    if hotspot.lines:
        return _along(hotspot.lines, rng)
    return _moved(flat(hotspot.lat, hotspot.lon), hotspot.radius_m * math.sqrt(rng.random()) * 0.95, rng)


def _along(lines: Sequence[Sequence[Sequence[float]]], rng: random.Random) -> Point:
    """Return a point on one of the lines (of [lon, lat]), 2 to 9 m beside its middle."""
    line = [flat(lat, lon) for lon, lat in rng.choice(lines)]
    (x1, y1), (x2, y2) = _piece(line, rng)
    part = rng.random()
    return _moved((x1 + (x2 - x1) * part, y1 + (y2 - y1) * part), rng.uniform(2.0, 9.0), rng)


def _piece(line: Sequence[tuple[float, float]], rng: random.Random) -> tuple[tuple[float, float], tuple[float, float]]:
    pieces = list(pairwise(line))
    lengths = list(accumulate(math.dist(a, b) for a, b in pieces))
    return pieces[min(bisect(lengths, rng.random() * lengths[-1]), len(pieces) - 1)]


def _beside(spot: Spot, rng: random.Random) -> Point:
    return _moved(flat(spot.lat, spot.lon), rng.uniform(3.0, _TWIN_WITHIN_M), rng)


def _moved(position: tuple[float, float], by_m: float, rng: random.Random) -> Point:
    """Return the point ``by_m`` metres from the flat ``position`` in some direction, to a decimetre as phones give."""
    angle = rng.uniform(0, 2 * math.pi)
    point = round_earth(position[0] + by_m * math.cos(angle), position[1] + by_m * math.sin(angle))
    return Point(round(point.lat, 6), round(point.lon, 6))


def _said(street: Street) -> tuple[str, str]:
    """Return (alley's number, street) as a sentence says them: "Ngõ 71 Phố Hồng Tiến" is 71, "phố Hồng Tiến"."""
    found = _ALLEY.match(street.name)
    alley, name = (found[1], found[2]) if found else ("", street.name)
    return alley, f"{name[0].lower()}{name[1:]}" if _GENERIC.match(name) else f"đường {name}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
