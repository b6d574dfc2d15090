"""A chart of months as numbers for an SVG: what was received and resolved, and where wards changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.indicators.query import Monthly
from backend.indicators.restated import Break, breaks

WIDTH, HEIGHT = 720, 220  # of the drawing, in its own units
_TOP, _BOTTOM = 24, 28  # room for the numbers above the bars and the months below
_GAP = 0.3  # of a month's width is left empty


@dataclass(frozen=True)
class Bar:
    """One month: the bar's place, its number above, its month below. Lengths in units of the drawing, to 0.1."""

    monthly: Monthly
    x: float
    width: float
    y: float
    height: float
    solved_y: float
    solved_height: float
    changed: Break | None = None  # wards changed on the month's first day

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def number_y(self) -> float:
        return round(min(self.y, self.solved_y) - 6, 1)

    @property
    def label(self) -> str:
        return f"{self.monthly.month.number}/{self.monthly.month.year % 100:02d}"


@dataclass(frozen=True)
class Mark:
    """Where wards changed: an upright line between two months, at ``x``."""

    x: float
    change: Break


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - _BOTTOM
    label_y: int = HEIGHT - 8


def chart(months: Sequence[Monthly], *, has_breaks: bool = True) -> Chart:
    """Return the chart of ``months`` (one at least, one after another), the highest bar as high as there is room.

    Without ``has_breaks`` no change of wards is marked: all is restated on one set.
    """
    highest = max(1, *(max(one.figures.received, one.figures.resolved) for one in months))
    step = WIDTH / len(months)
    found = breaks(months[0].month, months[-1].month) if has_breaks else ()
    changes = {one.month: one for one in found}
    bars = [_bar(one, place * step, step, highest) for place, one in enumerate(months)]
    marks = [Mark(round(n * step, 1), changes[one.month]) for n, one in enumerate(months) if one.month in changes]
    return Chart(tuple(replace(bar, changed=changes.get(bar.monthly.month)) for bar in bars), tuple(marks))


def _bar(one: Monthly, left: float, step: float, highest: int) -> Bar:
    room = HEIGHT - _TOP - _BOTTOM
    tall, solved = (room * number / highest for number in (one.figures.received, one.figures.resolved))
    base = HEIGHT - _BOTTOM
    numbers = (left + step * _GAP / 2, step * (1 - _GAP), base - tall, tall, base - solved, solved)
    x, width, y, height, solved_y, solved_height = (round(number, 1) for number in numbers)
    return Bar(one, x, width, y, height, solved_y, solved_height)
