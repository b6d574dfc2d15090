"""The files of a folder of places, read and checked before anything is written."""

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import shapely
from shapely.lib import GEOSException

from backend.core.text import clean_line
from backend.places.geometry import Point
from backend.places.models import HotspotKind, LandmarkKind, StreetKind

WARDS, STREETS, LANDMARKS, HOTSPOTS = "wards.geojson", "streets.geojson", "landmarks.csv", "hotspots.json"
Line = list[list[float]]  # positions lon, lat in WGS 84 degrees
Row = TypeVar("Row")


class WrongData(ValueError):
    """A file of the folder does not say what it should; the message names the file and the row."""


@dataclass(frozen=True)
class WardRow:
    code: str
    name: str
    slug: str
    valid_from: date
    valid_to: date | None
    population: int | None
    boundary: str
    legal_basis: str
    accuracy_m: int
    near_line_m: int


@dataclass(frozen=True)
class StreetRow:
    name: str
    kind: StreetKind
    is_main: bool
    length_m: int
    label_lat: float
    label_lon: float
    lines: list[Line]


@dataclass(frozen=True)
class LandmarkRow:
    name: str
    kind: LandmarkKind
    lat: float
    lon: float
    source: str


@dataclass(frozen=True)
class HotspotRow:
    """``streets`` names the streets whose lines it is made of; empty for a point with ``lat`` and ``lon``."""

    code: str
    name: str
    kind: HotspotKind
    radius_m: int
    streets: tuple[str, ...]
    lat: float | None
    lon: float | None
    note: str


@dataclass(frozen=True)
class Folder:
    """What a folder holds; a file that is not there is an empty tuple."""

    wards: tuple[WardRow, ...]
    streets: tuple[StreetRow, ...]
    landmarks: tuple[LandmarkRow, ...]
    hotspots: tuple[HotspotRow, ...]


def read(folder: Path) -> Folder:
    """Return what ``folder`` holds of wards, streets, landmarks and hot spots. Raises WrongData."""
    found = Folder(
        wards=tuple(_rows(folder / WARDS, _features, _ward)),
        streets=tuple(_rows(folder / STREETS, _features, _street)),
        landmarks=tuple(_rows(folder / LANDMARKS, _table, _landmark)),
        hotspots=tuple(_rows(folder / HOTSPOTS, _objects, _hotspot)),
    )
    if not any((found.wards, found.streets, found.landmarks, found.hotspots)):
        raise WrongData(f"{folder}: none of {WARDS}, {STREETS}, {LANDMARKS}, {HOTSPOTS}")
    _check_coverage(found.wards)
    return found


def _rows(path: Path, parts: Callable[[str], Iterable[Any]], row: Callable[[Any], Row]) -> Iterator[Row]:
    if not path.exists():
        return
    number = 0
    try:
        for number, part in enumerate(parts(path.read_text(encoding="utf-8")), 1):  # noqa: B007  # named in the error
            yield row(part)
    except (ValueError, KeyError, TypeError, AttributeError, GEOSException) as wrong:
        raise WrongData(f"{path.name}, {number}: {type(wrong).__name__} {wrong}") from wrong


def _features(text: str) -> Iterable[Any]:
    return list(json.loads(text)["features"])


def _objects(text: str) -> Iterable[Any]:
    return list(json.loads(text))


def _table(text: str) -> Iterable[Any]:
    return csv.DictReader(text.splitlines())


def _ward(feature: Any) -> WardRow:  # JSON, checked here
    of, shape = feature["properties"], json.dumps(feature["geometry"], separators=(",", ":"))
    polygon = shapely.from_geojson(shape)
    if polygon.geom_type not in {"Polygon", "MultiPolygon"} or not polygon.is_valid or polygon.is_empty:
        raise ValueError("not a valid polygon")
    began, ended = date.fromisoformat(of["valid_from"]), of["valid_to"] and date.fromisoformat(of["valid_to"])
    if ended and ended < began:
        raise ValueError("ends before it began")
    return WardRow(
        code=str(of["code"]),
        name=clean_line(of["name"]),
        slug=str(of["slug"]),
        valid_from=began,
        valid_to=ended,
        population=of["population"],
        boundary=shape,
        legal_basis=clean_line(of["legal_basis"]),
        accuracy_m=int(of["accuracy_m"]),
        near_line_m=int(of["near_line_m"]),
    )


def _street(feature: Any) -> StreetRow:  # JSON, checked here
    of, lines = feature["properties"], feature["geometry"]["coordinates"]
    label = Point(float(of["label_lat"]), float(of["label_lon"]))
    if not lines or not all(len(line) > 1 and all(map(_is_position, line)) for line in lines):
        raise ValueError("not lines of [lon, lat]")
    return StreetRow(
        name=clean_line(of["name"]),
        kind=StreetKind(of["kind"]),
        is_main=bool(of["is_main"]),
        length_m=int(of["length_m"]),
        label_lat=label.lat,
        label_lon=label.lon,
        lines=lines,
    )


def _landmark(row: Any) -> LandmarkRow:  # CSV, checked here
    point = Point(float(row["lat"]), float(row["lon"]))
    return LandmarkRow(clean_line(row["name"]), LandmarkKind(row["kind"]), point.lat, point.lon, row["source"].strip())


def _hotspot(of: Any) -> HotspotRow:  # JSON, checked here
    streets = tuple(of.get("streets", ()))
    point = None if streets else Point(float(of["lat"]), float(of["lon"]))
    return HotspotRow(
        code=of["code"],
        name=clean_line(of["name"]),
        kind=HotspotKind(of["kind"]),
        radius_m=int(of["radius_m"]),
        streets=streets,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        note=clean_line(of.get("note", "")),
    )


def _is_position(position: list[float]) -> bool:
    lon, lat = position
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def _check_coverage(wards: tuple[WardRow, ...]) -> None:
    """Refuse wards of one set that overlap or do not share their lines."""
    for began in sorted({ward.valid_from for ward in wards}):
        polygons = [shapely.from_geojson(ward.boundary) for ward in wards if ward.valid_from == began]
        if not shapely.coverage_is_valid(polygons):
            raise WrongData(f"{WARDS}: the wards of {began} overlap")
