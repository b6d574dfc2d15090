"""GeoJSON for the map: the wards of a day, full or light, and the streets in a box. Positions are lon, lat."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, TypedDict

import numpy as np
import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from backend.core.edition import Kept
from backend.places.attribution import BOUNDARY_NOTE
from backend.places.geometry import EAST_M, Box
from backend.places.locate import wards_in_force
from backend.places.models import Street, Ward
from backend.places.streets import kept_streets

_LIGHT_DEGREES = 0.0002  # about 20 m, far below what the boundaries are good for; lines are simplified together
_WIDE_M = 3_000  # a box wider than this shows main streets only


class Feature(TypedDict):
    type: Literal["Feature"]
    properties: dict[str, Any]
    geometry: dict[str, Any]


class FeatureCollection(TypedDict):
    type: Literal["FeatureCollection"]
    features: list[Feature]


def wards_geojson(on: date, *, light: bool = False) -> FeatureCollection:
    """Return the wards in force on day ``on``; ``light``: simplified for a telephone's map. Raises NoWardsThen."""
    wards = wards_in_force(on)
    shapes = _light_shapes(wards) if light else [_written(shapely.from_geojson(ward.boundary)) for ward in wards]
    return _collection([_feature(_about(ward), shape) for ward, shape in zip(wards, shapes, strict=True)])


def streets_in_box(min_lon: float, min_lat: float, max_lon: float, max_lat: float) -> FeatureCollection:
    """Return the named streets that touch the box, the longest first; main streets only where it is wider than 3 km.

    ValueError for a box that is not on earth or upside down.
    """
    box = Box(min_lon, min_lat, max_lon, max_lat)
    is_wide = (box.max_lon - box.min_lon) * EAST_M > _WIDE_M
    return _collection([_street(street) for street in kept_streets().in_box(box, main_only=is_wide)])


def main_streets() -> FeatureCollection:
    """Return the main streets of the whole district, simplified for a telephone's map."""
    return _kept_main_streets()


def _collection(features: list[Feature]) -> FeatureCollection:
    return {"type": "FeatureCollection", "features": features}


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _about(ward: Ward) -> dict[str, Any]:
    return {
        "code": ward.code,
        "name": ward.name,
        "slug": ward.slug,
        "valid_from": ward.valid_from.isoformat(),
        "valid_to": ward.valid_to and ward.valid_to.isoformat(),
        "accuracy_m": ward.accuracy_m,
        "note": str(BOUNDARY_NOTE),
    }


def _light_shapes(wards: Sequence[Ward]) -> list[dict[str, Any]]:
    """Simplify the wards as one coverage, so that neighbours keep one line between them."""
    full = [shapely.from_geojson(ward.boundary) for ward in wards]
    return [_rounded(shape) for shape in shapely.coverage_simplify(full, _LIGHT_DEGREES)]


def _rounded(shape: BaseGeometry) -> dict[str, Any]:
    """Return the GeoJSON geometry with five decimals, about a metre."""
    return _written(shapely.transform(shape, lambda at: np.round(at, 5)))


def _written(shape: BaseGeometry) -> dict[str, Any]:
    """Return the GeoJSON geometry as RFC 7946 wants it: outer rings counterclockwise, holes clockwise."""
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(shape)))
    return geometry


def _street(street: Street) -> Feature:
    properties = {"name": street.name, "kind": street.kind, "is_main": street.is_main}
    return _feature(properties, {"type": "MultiLineString", "coordinates": street.lines})


def _light_main_streets() -> FeatureCollection:
    features = []
    for street in kept_streets().streets:
        if street.is_main:
            shape = shapely.simplify(MultiLineString(street.lines), _LIGHT_DEGREES / 2)
            features.append(_feature({"name": street.name, "kind": street.kind, "is_main": True}, _rounded(shape)))
    return _collection(features)


_kept_main_streets = Kept(_light_main_streets)
