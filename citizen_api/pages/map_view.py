"""What the map draws of the reports in its box: single ones where there is room, else numbers in a grid's cells."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, ExpressionWrapper, FloatField, Max, Min, Q, QuerySet
from django.db.models.functions import Floor
from django.urls import reverse

from backend.places.geometry import EAST_M, NORTH_M
from backend.reports.labels import label
from backend.reports.models import Report
from backend.reports.public_place import FINE, is_coarse, public_place
from backend.reports.said_fields import place_line
from backend.routing.deadlines import spoken_day
from backend.routing.names import named
from citizen_api.api.grid import steps
from citizen_api.pages.map_asked import OPEN, SOLVED

MOST_POINTS = 300  # in one view; more of them are counted, not drawn
ZOOMS = range(10, 21)
_POINTS_FROM = 19  # zoomed in so far, neighbouring places of the public grid lie apart on the screen
_CELL_PX = 72  # a cell on the screen, at least
_WORLD_PX = 256  # the whole world at zoom 0
_MOST_ACROSS = 40  # cells from one side of the box to the other, whatever zoom is said
_EDGE = 0.34  # of a cell: so far inside it the number stands, so that two never lie on each other


@dataclass(frozen=True)
class _Cell:
    """The size of a cell of the grid in whole steps of 1/FINE degree."""

    high: int
    wide: int


def map_view(reports: QuerySet[Report], box: Sequence[float], zoom: int) -> dict[str, Any]:
    """Return ``clusters``, ``points`` and the ``total`` of both for ``box`` (west, south, east, north, in degrees).

    ``reports`` are those of the box. Three statements at most.
    """
    if zoom >= _POINTS_FROM:
        rows = list(_light(reports).order_by("-created_at", "-id")[: MOST_POINTS + 1])
        if len(rows) <= MOST_POINTS:
            return {"clusters": [], "points": _points(rows), "total": len(rows)}
    cell = _cell_of(box, zoom)
    cells = list(_counted(reports, cell))
    alone = [row["one"] for row in cells if row["count"] == 1]
    return {
        "clusters": [_cluster(row, cell) for row in cells if row["count"] > 1],
        "points": _points(_light(Report.objects.filter(pk__in=alone)).order_by("-created_at", "-id")),
        "total": sum(row["count"] for row in cells),
    }


def _cell_of(box: Sequence[float], zoom: int) -> _Cell:
    """Return cells of the same width and height on the screen, not more than forty across."""
    west, south, east, north = box
    wide = max(_CELL_PX * 360 / (_WORLD_PX * 2**zoom), (east - west) / _MOST_ACROSS)
    high = max(wide * EAST_M / NORTH_M, (north - south) / _MOST_ACROSS)
    return _Cell(high=math.ceil(high * FINE), wide=math.ceil(wide * FINE))


def _counted(reports: QuerySet[Report], cell: _Cell) -> Iterable[Mapping[str, Any]]:
    """Return what is in each cell: one statement, as many rows as cells, whatever there is."""
    lat, lon = steps("lat"), steps("lon")
    cells = reports.annotate(row=_floor(lat, cell.high), column=_floor(lon, cell.wide)).values("row", "column")
    return cells.annotate(
        count=Count("id"),
        open=Count("id", filter=Q(is_open=True)),
        one=Min("id"),
        middle_lat=Avg(lat),
        middle_lon=Avg(lon),
        south=Min(lat),
        north=Max(lat),
        west=Min(lon),
        east=Max(lon),
    ).order_by("row", "column")


def _floor(column: Any, size: int) -> Floor:
    return Floor(ExpressionWrapper(column / float(size), FloatField()))


def _cluster(row: Mapping[str, Any], cell: _Cell) -> dict[str, Any]:
    """Return the number in a cell; ``box`` holds all it counts: what a tap zooms to."""
    return {
        "lat": _stands(row["middle_lat"], row["row"], cell.high),
        "lon": _stands(row["middle_lon"], row["column"], cell.wide),
        "count": row["count"],
        "open": row["open"],
        "box": [_degrees(row[edge]) for edge in ("west", "south", "east", "north")],
    }


def _stands(middle: float, number: float, size: int) -> float:
    """Return, in degrees, the middle of the reports, moved away from the cell's edges."""
    return _degrees(min(max(middle, (number + _EDGE) * size), (number + 1 - _EDGE) * size))


def _degrees(in_steps: float) -> float:
    return round(in_steps / FINE, 5)


def _light(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.only("code", "lat", "lon", "category", "ward", "street", "unit", "status", "is_open", "created_at")


def _points(reports: Iterable[Report]) -> list[dict[str, Any]]:
    rows = list(reports)
    label(rows)
    return [_point(report) for report in rows]


def _point(report: Report) -> dict[str, Any]:
    """Return what the map says of one report: nothing that its public page does not say."""
    lat, lon = public_place(report)
    return {
        "code": report.code,
        "lat": lat,
        "lon": lon,
        "rough": is_coarse(report.category),
        "state": OPEN if report.is_open else SOLVED,
        "kind": named(report.category),
        "status": report.get_status_display(),
        "place": place_line(report),
        "on": spoken_day(report.created_at),
        "url": reverse("report-page", args=[report.code]),
    }
