"""Trends over 24 months as numbers for SVGs: lines of months, with the line of a target where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from backend.core.month import Month
from backend.indicators.chart import Mark
from backend.indicators.definitions import BY_CODE
from backend.indicators.restated import Break

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

    ``code`` is a figure of the lists behind, or of an indicator; ``top`` the value at the upper edge; ``marks`` stand
    where wards changed.
    """

    code: str
    points: tuple[Point, ...]
    paths: tuple[str, ...]
    top: float
    target: float | None = None
    target_y: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    marks: tuple[Mark, ...] = ()
    base: int = HEIGHT - _BOTTOM

    @property
    def name(self) -> Promise | None:
        """Return the figure's name; None for an indicator."""
        return BY_CODE[self.code].name if self.code in BY_CODE else None

    @property
    def last(self) -> Point:
        return self.points[-1]


def trend(
    code: str,
    values: Sequence[tuple[Month, float | None]],
    *,
    top: float = 0,
    target: float | None = None,
    changes: Sequence[Break] = (),
) -> Trend:
    """Return the drawing of ``values``, month by month; ``top`` 0: the highest of them and of the target.

    Where wards changed (``changes``) a mark stands before the month.
    """
    told = [value for _month, value in values if value is not None]
    top = top or max([*told, target or 0, 1])
    step = (WIDTH - 2 * _SIDE) / max(1, len(values) - 1)
    points = tuple(
        Point(month, value, round(_SIDE + place * step, 1), _y(value or 0, top))
        for place, (month, value) in enumerate(values)
    )
    target_y = None if target is None else _y(target, top)
    marks = tuple(
        Mark(round(point.x - step / 2, 1), change)
        for point in points
        for change in changes
        if change.month == point.month
    )
    return Trend(code, points, tuple(_paths(points)), top, target, target_y, marks=marks)


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
