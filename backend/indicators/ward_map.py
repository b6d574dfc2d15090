"""A map of the wards as shapes for an SVG, with how dense the reports of a month lie: no tiles, no script."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import shapely
from django.db.models import Count, F
from django.db.models.functions import Floor
from shapely.geometry.base import BaseGeometry

from backend.core.month import Month
from backend.places.geometry import EAST_M, NORTH_M, flat
from backend.places.models import Ward
from backend.places.ward_sets import flattened
from backend.reports.models import Report, Screening
from backend.routing.models import Group

WIDTH = 460  # of the drawing, in its own units
_CELL_M = 300.0  # reports in one square of this side make one dot
_LIGHT_M = 25.0  # lines are simplified by as much: boundaries are good for less
_MARGIN = 4
_STEPS = 4


@dataclass(frozen=True)
class Shape:
    """A ward as a path, with the place of its name; lengths in units of the drawing."""

    ward: Ward
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """A ward with its figure; ``step`` 1 to 4: how it lies between none and the most, told by the number as well."""

    shape: Shape
    number: int
    per_1000: float | None
    step: int


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class WardMap:
    wards: tuple[Drawn, ...]
    dots: tuple[Dot, ...]
    width: int
    height: int


def ward_map(wards: tuple[Ward, ...], received: Mapping[int, int], *, month: Month) -> WardMap:
    """Return the map of ``wards`` with how many reports each ``received`` (by pk). One statement: where they lie."""
    frame = _frame(tuple((ward.pk, ward.valid_from) for ward in wards), wards)
    most = max(received.values(), default=0) or 1
    drawn = tuple(
        Drawn(shape, number := received.get(shape.ward.pk, 0), _rate(number, shape.ward), _step(number, most))
        for shape in frame.shapes
    )
    return WardMap(drawn, _dots(frame, month), WIDTH, frame.height)


@dataclass(frozen=True)
class _Frame:
    """The shapes, and how flat metres become units of the drawing."""

    shapes: tuple[Shape, ...]
    west: float
    north: float
    scale: float
    height: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.west) * self.scale + _MARGIN, 1), round((self.north - y) * self.scale + _MARGIN, 1)


_kept: dict[tuple[tuple[int, date], ...], _Frame] = {}


def _frame(key: tuple[tuple[int, date], ...], wards: tuple[Ward, ...]) -> _Frame:
    """Return the shapes of a set of wards, worked out once: boundaries of a set do not change."""
    if key not in _kept:
        _kept[key] = _framed(wards)
    return _kept[key]


def _framed(wards: tuple[Ward, ...]) -> _Frame:
    full = [flattened(shapely.from_geojson(ward.boundary)) for ward in wards]
    light = list(shapely.coverage_simplify(full, _LIGHT_M))
    west, south, east, north = shapely.total_bounds(light)
    scale = (WIDTH - 2 * _MARGIN) / (east - west)
    frame = _Frame((), west, north, scale, round((north - south) * scale) + 2 * _MARGIN)
    shapes = tuple(_shape(ward, one, frame) for ward, one in zip(wards, light, strict=True))
    return _Frame(shapes, west, north, scale, frame.height)


def _shape(ward: Ward, shape: BaseGeometry, frame: _Frame) -> Shape:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    path = "".join(f"M{'L'.join('{} {}'.format(*frame.place(x, y)) for x, y in ring.coords)}Z" for ring in rings)
    x, y = shapely.maximum_inscribed_circle(shape).coords[0]  # where there is most room for the name
    return Shape(ward, path, *frame.place(x, y))


def _dots(frame: _Frame, month: Month) -> tuple[Dot, ...]:
    rows = Report.objects.filter(
        group__in=Group.values,
        created_at__gte=month.starts_at,
        created_at__lt=month.next.starts_at,
        screening=Screening.CLEAR,
    )
    rows_lat, columns_lon = NORTH_M / _CELL_M, EAST_M / _CELL_M
    cells = rows.annotate(row=Floor(F("lat") * rows_lat), column=Floor(F("lon") * columns_lon))
    counted = list(cells.values_list("row", "column").annotate(number=Count("pk")).order_by("row", "column"))
    most = max((number for _row, _column, number in counted), default=1)
    dots = []
    for row, column, number in counted:
        x, y = frame.place(*flat(lat=(row + 0.5) / rows_lat, lon=(column + 0.5) / columns_lon))
        dots.append(Dot(x, y, round(1 + 7 * (number / most) ** 0.5, 1)))
    return tuple(dots)


def _rate(number: int, ward: Ward) -> float | None:
    return number * 1000 / ward.population if ward.population else None


def _step(number: int, most: int) -> int:
    return min(_STEPS, 1 + number * _STEPS // (most + 1))
