"""The order in which places are walked: the nearest next, then every crossing of the way undone (2-opt). Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.places.geometry import Point, flat

MOST_STOPS = 60
_GAIN_M = 0.01  # less than this is rounding, and turning for it could go on for ever
_Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Leg:
    """One piece of a walk: which of the places it leads to, and how far that is from the one before, in metres."""

    place: int
    leg_m: float


def walk(places: Sequence[Point], *, start: Point | None = None) -> tuple[Leg, ...]:
    """Return the order to visit ``places`` in (WGS 84 degrees), each once, beginning at ``start`` and ending anywhere.

    Without ``start`` the walk begins at the first place. Distances are straight lines in the district's flat metres.
    The same places give the same walk. At most :data:`MOST_STOPS` places: ValueError for more.
    """
    if len(places) > MOST_STOPS:
        raise ValueError(f"more than {MOST_STOPS} places")
    if not places:
        return ()
    spots = [start, *places] if start else list(places)
    apart = _distances(spots)
    order = _untangled(_nearest_next(apart), apart)
    skipped = 1 if start else 0  # the start is no stop
    legs = [Leg(0, 0.0)] if not start else []
    return (*legs, *(Leg(to - skipped, apart[frm][to]) for frm, to in pairwise(order)))


def length_m(legs: Sequence[Leg]) -> float:
    """Return how long the whole walk is, in metres."""
    return sum(leg.leg_m for leg in legs)


def _distances(spots: Sequence[Point]) -> _Matrix:
    plane = [flat(spot.lat, spot.lon) for spot in spots]
    return [[math.hypot(x - u, y - v) for u, v in plane] for x, y in plane]


def _nearest_next(apart: _Matrix) -> list[int]:
    order, left = [0], set(range(1, len(apart)))
    while left:
        here = apart[order[-1]]
        nearest = min(left, key=lambda place: (here[place], place))
        order.append(nearest)
        left.remove(nearest)
    return order


def _untangled(order: list[int], apart: _Matrix) -> list[int]:
    """Turn pieces of the way round while that makes it shorter; the beginning stays, the end is free."""
    last = len(order) - 1
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for low in range(1, last):
            for high in range(low + 1, last + 1):
                if _gain_m(order, low, high, apart) > _GAIN_M:
                    order[low : high + 1] = reversed(order[low : high + 1])
                    is_shorter = True
    return order


def _gain_m(order: Sequence[int], low: int, high: int, apart: _Matrix) -> float:
    """Return by how much the way gets shorter if the piece from ``low`` to ``high`` is walked the other way round."""
    before, first, end = order[low - 1], order[low], order[high]
    gain = apart[before][first] - apart[before][end]
    if high + 1 < len(order):
        after = order[high + 1]
        gain += apart[end][after] - apart[first][after]
    return gain
