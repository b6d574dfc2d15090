"""Search by name in what the district itself knows: streets, wards old and new, sites, hot spots, landmarks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

import shapely
from django.utils.translation import gettext as _

from backend.core.edition import Kept
from backend.core.errors import Refused
from backend.places.geometry import Point, haversine_m
from backend.places.locate import ward_at, wards_in_force
from backend.places.models import Hotspot, Landmark, Site, Street, Ward
from backend.places.spelling import Spelling, attempts, spelling

_SAME_PLACE_M = 300  # two entries of one name nearer than this are one answer


class FoundKind(StrEnum):
    STREET = "street"
    WARD = "ward"
    SITE = "site"
    HOTSPOT = "hotspot"
    LANDMARK = "landmark"
    ADDRESS = "address"  # from the online geocoder


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to a search. ``point`` in WGS 84 degrees; ``ward`` holds it on the day asked for."""

    name: str
    kind: FoundKind
    point: Point
    ward: Ward


class _Rank(IntEnum):
    EXACT = 0
    EXACT_CORE = 1
    INITIALS = 2
    PREFIX = 3
    WORD = 4
    CONTAINS = 5
    ALL_WORDS = 6


_ORDER = {kind: place for place, kind in enumerate(FoundKind)}


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: FoundKind
    point: Point
    spelled: Spelling
    length_m: int = 0
    ward: Ward | None = None  # the ward itself, where the entry is one


def search(query: str, *, on: date, limit: int = 10) -> list[Found]:
    """Return what is called like ``query``, the best first: exact, initials, beginning, word's beginning, anywhere.

    Accents, đ, old and new placement of tone marks, words for street and ward and a house number may be there or not.
    Longer streets come first. Wards of other days are found and say until when they were. What lies outside the wards
    of day ``on`` is left out. Never raises.
    """
    found: dict[_Entry, Found] = {}
    for wanted in attempts(query):
        for entry in _ranked(wanted):
            if len(found) >= limit:
                return list(found.values())
            if not any(_is_same(entry, one) for one in found) and (answer := _answer(entry, on=on)):
                found[entry] = answer
    return list(found.values())


def _ranked(wanted: Spelling) -> list[_Entry]:
    ranks = ((_rank(entry.spelled, wanted), entry) for entry in _kept_entries())
    hits = [(rank, entry) for rank, entry in ranks if rank is not None]
    hits.sort(key=lambda hit: (hit[0], _ORDER[hit[1].kind], -hit[1].length_m, hit[1].name))
    return [entry for _rank, entry in hits]


def _rank(name: Spelling, wanted: Spelling) -> _Rank | None:
    """Return how well ``name`` answers ``wanted``, None for not at all."""
    tests = (
        (_Rank.EXACT, name.full == wanted.full),
        (_Rank.EXACT_CORE, name.core == wanted.core),
        (_Rank.INITIALS, name.initials == wanted.full),
        (_Rank.PREFIX, name.core.startswith(wanted.core) or name.joined.startswith(wanted.joined)),
        (_Rank.WORD, f" {wanted.core}" in name.core or name.bare.startswith(wanted.bare)),
        (_Rank.CONTAINS, wanted.core in name.full and not wanted.core[0].isdigit()),  # 9 is not in 449,
    )
    for rank, holds in tests:
        if holds:
            return rank
    return _Rank.ALL_WORDS if _has_all(name, wanted) else None


def _has_all(name: Spelling, wanted: Spelling) -> bool:
    """Whether each word asked for begins a word of the name, in any order; numbers must be whole."""
    words = name.full.split()
    return all(
        any(word == part if part.isdigit() else word.startswith(part) for word in words) for part in wanted.core.split()
    )


def _is_same(one: _Entry, other: _Entry) -> bool:
    """Whether two entries are one answer: the same name, and near each other or both the ward of that name."""
    if one.spelled.core != other.spelled.core:
        return False
    if one.ward or other.ward:
        return one.kind == other.kind
    return haversine_m(one.point, other.point) < _SAME_PLACE_M


def _answer(entry: _Entry, *, on: date) -> Found | None:
    """Return the entry as an answer on day ``on``; None outside the wards, or for a ward superseded under its name."""
    try:
        wards = wards_in_force(on)
        ward = ward_at(entry.point, on=on)
    except Refused:
        return None
    if entry.ward is None:
        return Found(entry.name, entry.kind, entry.point, ward)
    if entry.ward in wards:
        return Found(entry.ward.title, entry.kind, entry.point, entry.ward)
    if any(other.name == entry.ward.name for other in wards) or entry.ward not in _kept_last_wards():
        return None
    return Found(_dated(entry.ward, on), entry.kind, entry.point, ward)


def _dated(ward: Ward, on: date) -> str:
    if ward.valid_to is None or ward.valid_from > on:
        return _("%(ward)s (từ %(day)s)") % {"ward": ward.title, "day": _day(ward.valid_from)}
    return _("%(ward)s (đến %(day)s)") % {"ward": ward.title, "day": _day(ward.valid_to)}


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _entries() -> Iterator[_Entry]:
    for street in Street.objects.defer("lines"):
        spelled = spelling(street.name)
        yield _Entry(street.name, FoundKind.STREET, street.label_point, spelled, length_m=street.length_m)
    for ward in Ward.objects.all():
        middle = shapely.from_geojson(ward.boundary).representative_point()
        point = Point(round(middle.y, 5), round(middle.x, 5))
        name = f"Phường {ward.name}"  # the entries are kept: not in the language of whoever asked first
        yield _Entry(name, FoundKind.WARD, point, spelling(name), ward=ward)
    yield from _plain(FoundKind.SITE, Site.objects.filter(is_public=True))
    yield from _plain(FoundKind.HOTSPOT, Hotspot.objects.defer("lines"))
    yield from _plain(FoundKind.LANDMARK, Landmark.objects.all())


def _plain(kind: FoundKind, rows: Iterable[Site | Hotspot | Landmark]) -> Iterator[_Entry]:
    for row in rows:
        yield _Entry(str(row), kind, row.point, spelling(row.name))


def _last_wards() -> frozenset[Ward]:
    """Return, for each name a ward ever had, the last ward that had it."""
    return frozenset({ward.name: ward for ward in Ward.objects.order_by("valid_from", "id")}.values())


_kept_entries = Kept(lambda: tuple(_entries()))
_kept_last_wards = Kept(_last_wards)
