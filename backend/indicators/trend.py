"""Trends over 24 months as numbers for SVGs: lines of months, with the line of a target where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from backend.core.month import Month
from backend.indicators.definitions import BY_CODE

WIDTH, HEIGHT = 360, 130  # of a drawing, in its own units
MONTHS = 24
_TOP, _BOTTOM, _SIDE = 14, 20, 6


@dataclass(frozen=True)
class Point:
    """A month with its value (None: no data); x and y in units of the drawing, to 0.1."""

    month: Month
    value: float | None
    x: float
    y: float

    @property
    def label(self) -> str:
        return f"{self.month.number}/{self.month.year % 100:02d}"


@dataclass(frozen=True)
class Trend:
    """``paths`` are the pieces of the line between months without data; ``target_y`` None: no target.

    ``code`` is a figure of the lists behind, or of an indicator; ``top`` the value at the upper edge.
    """

    code: str
    points: tuple[Point, ...]
    paths: tuple[str, ...]
    top: float
    target: float | None = None
    target_y: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - _BOTTOM

    @property
    def name(self) -> Promise | None:
        """Return the figure's name; None for an indicator."""
        return BY_CODE[self.code].name if self.code in BY_CODE else None

    @property
    def last(self) -> Point:
        return self.points[-1]


def trend(
    code: str, values: Sequence[tuple[Month, float | None]], *, top: float = 0, target: float | None = None
) -> Trend:
    """Return the drawing of ``values``, month by month; ``top`` 0: the highest of them and of the target."""
    told = [value for _month, value in values if value is not None]
    top = top or max([*told, target or 0, 1])
    step = (WIDTH - 2 * _SIDE) / max(1, len(values) - 1)
    points = tuple(
        Point(month, value, round(_SIDE + place * step, 1), _y(value or 0, top))
        for place, (month, value) in enumerate(values)
    )
    return Trend(code, points, tuple(_paths(points)), top, target, None if target is None else _y(target, top))


def _paths(points: Sequence[Point]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point.x},{point.y}")
    return [" ".join(piece) for piece in pieces if piece]


def _y(value: float, top: float) -> float:
    room = HEIGHT - _TOP - _BOTTOM
    return round(HEIGHT - _BOTTOM - room * min(1.0, value / top), 1)
