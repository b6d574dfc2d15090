"""The wards in memory: for each day the set in force, as prepared polygons with their boxes, in flat metres."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from backend.core.edition import Kept
from backend.places.geometry import flat
from backend.places.models import Ward


class Hit(NamedTuple):
    """How far a ward is, in metres (0 inside), and its place in its set. Sorts by distance, then by code."""

    distance_m: float
    place: int


class WardSet:
    """The wards in force together, by code. What it answers does not depend on the order in which they were loaded."""

    def __init__(self, wards: Iterable[Ward]) -> None:
        self.wards: tuple[Ward, ...] = tuple(sorted(wards, key=lambda ward: ward.code))
        self.polygons = [flattened(shapely.from_geojson(ward.boundary)) for ward in self.wards]
        shapely.prepare(self.polygons)
        self._boxes: list[tuple[int, float, float, float, float]] = [
            (place, *polygon.bounds) for place, polygon in enumerate(self.polygons)
        ]

    def home(self, x: float, y: float, *, grace_m: float) -> Hit | None:
        """Return the ward that holds (x, y), else the nearest within ``grace_m``, else None."""
        place = self._holder(x, y)
        if place is not None:
            return Hit(0.0, place)
        return next(iter(self.around(x, y, within_m=grace_m)), None)

    def around(self, x: float, y: float, *, within_m: float) -> list[Hit]:
        """Return the wards within ``within_m`` of (x, y), the nearest first, at equal distance the lowest code."""
        spot = Spot(x, y)
        near = (
            self._hit(spot, place)
            for place, west, south, east, north in self._boxes
            if west - within_m <= x <= east + within_m and south - within_m <= y <= north + within_m
        )
        return sorted(hit for hit in near if hit.distance_m <= within_m)

    def distance_m(self, x: float, y: float) -> float:
        """Return the metres from (x, y) to the nearest ward, 0 inside."""
        spot = Spot(x, y)
        return min(self._hit(spot, place) for place in range(len(self.polygons))).distance_m

    def _holder(self, x: float, y: float) -> int | None:
        """Return the first ward, by code, whose polygon holds (x, y), its border included."""
        for place, west, south, east, north in self._boxes:
            if west <= x <= east and south <= y <= north and shapely.intersects_xy(self.polygons[place], x, y):
                return place
        return None

    def _hit(self, spot: BaseGeometry, place: int) -> Hit:
        # To the millimetre: one corner must be equally far from each of its wards.
        return Hit(round(float(shapely.distance(self.polygons[place], spot)), 3), place)


class WardSets:
    """All wards that ever were, as the sets in force between the days on which anything changed."""

    def __init__(self, wards: Iterable[Ward]) -> None:
        every = sorted(wards, key=lambda ward: (ward.valid_from, ward.code))
        self.by_id = {ward.pk: ward for ward in every}
        self.began_on = tuple(sorted({ward.valid_from for ward in every}))
        ended = {ward.valid_to + timedelta(days=1) for ward in every if ward.valid_to}
        self._days = sorted(ended.union(self.began_on))
        self._sets = [_set_of(day, every) for day in self._days]

    def on(self, day: date) -> WardSet | None:
        """Return the set in force on ``day``, None where there is none."""
        begun = bisect_right(self._days, day)
        return self._sets[begun - 1] if begun else None


def flattened(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` (positions lon, lat in WGS 84 degrees) in flat metres."""

    def to_metres(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(flat(lat=positions[:, 1], lon=positions[:, 0]))

    flat_shape: BaseGeometry = shapely.transform(shape, to_metres)
    return flat_shape


def _set_of(day: date, wards: Iterable[Ward]) -> WardSet | None:
    held = [ward for ward in wards if ward.valid_from <= day and (ward.valid_to is None or day <= ward.valid_to)]
    return WardSet(held) if held else None


kept_wards = Kept(lambda: WardSets(Ward.objects.all()))
