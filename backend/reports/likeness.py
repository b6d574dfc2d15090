"""How likely two reports are of one and the same thing: from distance, time, kind, words and photos, with its reasons.

No database, no clock: two frozen descriptions go in, a number from 0 to 1 with its parts comes out. The number is a
logistic sum of parts, each from -1 (speaks against) over 0 (says nothing: no photo, too few words) to 1 (speaks for).
The weights were fitted by ``tests/likeness/tune.py`` to 3,000 made pairs whose seeds no test uses, and rounded.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from backend.photos.likeness import difference
from backend.places.geometry import Point, haversine_m
from backend.reports.telling_words import Compared, Told, compare, told

STRONG = 0.7  # from here on two reports are called very much alike: of tuning pairs 90 % rightly so, and 76 % found
UNSURE_M = 12.0  # a place is off by so much where nobody says how far

_BEGINS = -1.65
_DISTANCE, _TIME, _WORDS, _NUMBERS, _PHOTO = 3.2, 1.0, 0.6, 2.1, 3.6
_KIND = 1.5  # not fitted: all pairs there are of one kind, as are all that the lists compare
_SPREAD = 3.0  # people point at one thing from within a third of its kind's radius
_TELLING_M = 40.0  # a place known less well than so says less, from there or not from there
_EVEN_WORDS, _WORDS_SPAN = 0.22, 0.5  # two texts that share so much of their weight speak neither way
_EVEN_BITS, _SAME_BITS = 27, 12  # of 64: as often between two photos of one thing as of two; the same photo again
_LEAST_PHOTO = -0.33  # one thing from two sides looks like two things: other photos are a weak witness
_WORKING_DAY_H = 8


@dataclass(frozen=True)
class Sort:
    """What a kind of report says beforehand: ``radius_m`` of its duplicates, working hours to mend it, its usual words.

    ``usual``: folded syllables that stand in every report of the kind.
    """

    code: str
    group: str
    radius_m: float
    resolve_hours: float
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Description:
    """What is known of one report. ``error_m``: how far ``point`` may be off; ``photos``: 64-bit perceptual hashes."""

    sort: Sort
    point: Point
    at: datetime
    words: str = ""
    photos: tuple[int, ...] = ()
    error_m: float | None = None

    @cached_property
    def told(self) -> Told:
        """The words taken apart, once however many they are compared with."""
        return told(self.words, usual=self.sort.usual)


@dataclass(frozen=True)
class Parts:
    """What speaks for (up to 1) and against (to -1) one thing; 0 says nothing. ``shared``: telling words of both."""

    distance: float
    time: float
    kind: float
    words: float
    numbers: float
    photo: float
    shared: Sequence[str] = ()


@dataclass(frozen=True)
class Likeness:
    """``score``: 0 to 1."""

    score: float
    parts: Parts

    @property
    def is_strong(self) -> bool:
        return self.score >= STRONG


def likeness_of(one: Description, other: Description) -> Likeness:
    """Return how likely both are of one and the same thing, whichever comes first."""
    compared = compare(one.told, other.told)
    parts = Parts(
        distance=_distance(one, other),
        time=_time(one, other),
        kind=_kind(one.sort, other.sort),
        words=_words(compared),
        numbers=compared.numbers,
        photo=_photo(one.photos, other.photos),
        shared=compared.words,
    )
    return Likeness(_score(parts), parts)


def _score(parts: Parts) -> float:
    said = (
        _BEGINS
        + _DISTANCE * parts.distance
        + _TIME * parts.time
        + _KIND * parts.kind
        + _WORDS * parts.words
        + _NUMBERS * parts.numbers
        + _PHOTO * parts.photo
    )
    return 1 / (1 + math.exp(-said))


def _distance(one: Description, other: Description) -> float:
    """Return 1 on the same spot, -1 from about twice as far as the spread of the kind and both errors explain."""
    errors = [UNSURE_M if told.error_m is None else told.error_m for told in (one, other)]
    reach_m = math.hypot(max(one.sort.radius_m, other.sort.radius_m) / _SPREAD, *errors)
    said = max(-1.0, 1 - (haversine_m(one.point, other.point) / reach_m) ** 2 / 2)
    return said * min(1.0, _TELLING_M / reach_m)


def _time(one: Description, other: Description) -> float:
    """Return 1 at the same moment, 0 as long after it as such things take to be mended, less from then on."""
    hours = abs(one.at - other.at) / timedelta(hours=1)
    lasts_hours = 24 * max(one.sort.resolve_hours, other.sort.resolve_hours, 1) / _WORKING_DAY_H
    return max(-1.0, 1 - math.log1p(hours) / math.log1p(lasts_hours))


def _kind(one: Sort, other: Sort) -> float:
    if one.code == other.code:
        return 0
    return -0.5 if one.group == other.group else -1


def _words(compared: Compared) -> float:
    if compared.shared is None:
        return 0
    return min(1.0, (compared.shared - _EVEN_WORDS) / _WORDS_SPAN)


def _photo(one: Sequence[int], other: Sequence[int]) -> float:
    """Return what the two most alike photos say."""
    bits = min((difference(a, b) for a in one for b in other), default=_EVEN_BITS)
    return min(1.0, max(_LEAST_PHOTO, (_EVEN_BITS - bits) / (_EVEN_BITS - _SAME_BITS)))
