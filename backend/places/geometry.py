"""Points on the earth, distances between them, and the district's own flat metres."""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from geopy.distance import geodesic
from numpy.typing import NDArray

# Middle of the district. Within 8 km of it the flat metres below differ from the geodesic by less than 0.1 %.
_LAT_0, _LON_0 = 21.04, 105.89
_A, _F = 6_378_137.0, 1 / 298.257223563  # WGS 84: half the great axis in metres, flattening
_E2 = _F * (2 - _F)
_W = 1 - _E2 * math.sin(math.radians(_LAT_0)) ** 2
NORTH_M = math.radians(1) * _A * (1 - _E2) / _W**1.5  # metres in a degree of latitude here
EAST_M = math.radians(1) * _A / math.sqrt(_W) * math.cos(math.radians(_LAT_0))  # metres in a degree of longitude here
_RADIUS_M = _A * math.sqrt(1 - _E2) / _W  # of the sphere that fits the ellipsoid best here (Gauss)

Degrees = TypeVar("Degrees", float, NDArray[np.float64])  # one number, or a column of them


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth: ``lat``, ``lon`` in WGS 84 degrees. ValueError for NaN and what is not on earth."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        # NaN fails every comparison, so this also refuses it.
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"not a place on earth: {self.lat}, {self.lon}")


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box in WGS 84 degrees. ValueError where an edge is not on earth or south is above north."""

    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float

    def __post_init__(self) -> None:
        south_west, north_east = Point(self.min_lat, self.min_lon), Point(self.max_lat, self.max_lon)
        if south_west.lat > north_east.lat or south_west.lon > north_east.lon:
            raise ValueError("the box is upside down")


def distance_m(a: Point, b: Point) -> float:
    """Return the geodesic distance in metres, for what is shown to people. About 200 us: not for loops."""
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).m)


def haversine_m(a: Point, b: Point) -> float:
    """Return the distance in metres on a round earth, within 0.3 % of the geodesic and a hundred times faster."""
    south, north = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (north - south) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(south) * math.cos(north) * math.sin(half_lon) ** 2
    return 2 * _RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def box_around(middle: Point, radius_m: float) -> Box:
    """Return the box that holds the circle, cut off where the earth ends."""
    high, wide = radius_m / NORTH_M, radius_m / EAST_M
    return Box(
        max(-180.0, middle.lon - wide),
        max(-90.0, middle.lat - high),
        min(180.0, middle.lon + wide),
        min(90.0, middle.lat + high),
    )


def flat(lat: Degrees, lon: Degrees) -> tuple[Degrees, Degrees]:
    """Return (x, y): metres east and north of the middle of the district."""
    return (lon - _LON_0) * EAST_M, (lat - _LAT_0) * NORTH_M


def round_earth(x: float, y: float) -> Point:
    """Return the point whose flat metres are (x, y); the inverse of :func:`flat`."""
    return Point(lat=_LAT_0 + y / NORTH_M, lon=_LON_0 + x / EAST_M)
