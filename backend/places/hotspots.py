"""The programme's hot spots in memory: whether a point is in one."""

from collections.abc import Iterable

import shapely
from shapely.geometry import MultiLineString
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from backend.core.edition import Kept
from backend.places.geometry import Point, flat
from backend.places.models import Hotspot
from backend.places.ward_sets import flattened


class HotspotIndex:
    """All hot spots as lines or points in flat metres, by code."""

    def __init__(self, hotspots: Iterable[Hotspot]) -> None:
        self.hotspots = sorted(hotspots, key=lambda hotspot: hotspot.code)
        self._shapes = [_shape(hotspot) for hotspot in self.hotspots]
        shapely.prepare(self._shapes)

    def at(self, x: float, y: float) -> list[Hotspot]:
        """Return the hot spots that hold (x, y) in flat metres, the nearest first, at equal distance by code."""
        spot = Spot(x, y)
        hits = [
            (round(float(shapely.distance(self._shapes[index], spot)), 1), index)
            for index, hotspot in enumerate(self.hotspots)
            if shapely.dwithin(self._shapes[index], spot, hotspot.radius_m)
        ]
        return [self.hotspots[index] for _, index in sorted(hits)]


kept_hotspots = Kept(lambda: HotspotIndex(Hotspot.objects.all()))


def hotspots_at(point: Point) -> tuple[Hotspot, ...]:
    """Return the hot spots whose radius reaches ``point`` (WGS 84 degrees), the nearest first."""
    return tuple(kept_hotspots().at(*flat(point.lat, point.lon)))


def hotspot_at(point: Point) -> Hotspot | None:
    """Return the nearest hot spot whose radius reaches ``point``, or None."""
    return next(iter(hotspots_at(point)), None)


def _shape(hotspot: Hotspot) -> BaseGeometry:
    if hotspot.lines:
        return flattened(MultiLineString(hotspot.lines))
    return flattened(Spot(hotspot.lon, hotspot.lat))
