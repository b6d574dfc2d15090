"""The streets in memory: the nearest one to a point, and those in a box of the map."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiLineString
from shapely.geometry import Point as Spot

from backend.core.edition import Kept
from backend.places.geometry import Box, Point, flat
from backend.places.models import Street
from backend.places.ward_sets import flattened


@dataclass(frozen=True, slots=True)
class Near:
    """A street and how far its middle line is, in metres (to 0.1)."""

    street: Street
    distance_m: float


class StreetIndex:
    """All streets as lines in flat metres, in a tree; the longest first, so that a tie goes to the longer street."""

    def __init__(self, streets: Iterable[Street]) -> None:
        self.streets = sorted(streets, key=lambda street: (-street.length_m, street.name))
        self.by_id = {street.pk: street for street in self.streets}
        self._shapes = [flattened(MultiLineString(street.lines)) for street in self.streets]
        self._tree = shapely.STRtree(self._shapes)

    def near(self, x: float, y: float, *, within_m: float) -> Near | None:
        """Return the nearest street within ``within_m`` of (x, y) in flat metres."""
        spot = Spot(x, y)
        indices = np.sort(self._tree.query(spot, predicate="dwithin", distance=within_m))
        hits = [(round(float(self._shapes[i].distance(spot)), 1), int(i)) for i in indices]
        if not hits:
            return None
        distance_m, index = min(hits)
        return Near(self.streets[index], distance_m)

    def in_box(self, box: Box, *, main_only: bool) -> list[Street]:
        """Return the streets that touch ``box``, the longest first."""
        west, south = flat(box.min_lat, box.min_lon)
        east, north = flat(box.max_lat, box.max_lon)
        indices = np.sort(self._tree.query(shapely.box(west, south, east, north), predicate="intersects"))
        touched = (self.streets[i] for i in indices)
        return [street for street in touched if street.is_main or not main_only]


kept_streets = Kept(lambda: StreetIndex(Street.objects.all()))


def street_near(point: Point, within_m: float = 60) -> Near | None:
    """Return the nearest named street within ``within_m`` metres of ``point`` (WGS 84 degrees), or None.

    At equal distance (to 0.1 m) the longer street.
    """
    return kept_streets().near(*flat(point.lat, point.lon), within_m=within_m)
