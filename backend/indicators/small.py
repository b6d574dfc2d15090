"""Small numbers are not published, and cannot be worked out from the sums around them.

A number below ``SMALL`` is hidden, zero as well: then "< 3" may be any of three. Only where the district's total of a
measure is zero are it and all its zeros shown. A kind or a unit has a line only where there is something to tell: that
nothing was received there nobody believes. Where a sum and its other parts would still give a number away, the smallest
other part is hidden beside it, and where there is none, the sum. A hidden number is safe if it could be one more or one
less, with another hidden number of the same sum taking up the difference. That holds for each sum by itself.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from backend.indicators.figures import SMALL

Place = tuple[str, str, str]  # the table, the line, the measure
TOTAL = "total"  # the table that has one line
_LISTED = frozenset({"kinds", "units"})  # tables in which only what has figures has a line


class Sign(Enum):
    """Why a number is hidden: it is small, or it would give a small one away."""

    SMALL = "small"
    BESIDE = "beside"


@dataclass(frozen=True)
class Sum:
    """A number that is the sum of others, all of them shown somewhere."""

    whole: Place
    parts: tuple[Place, ...]


def hidden(numbers: Mapping[Place, int], sums: Sequence[Sum], *, tells_nothing: bool = True) -> dict[Place, Sign]:
    """Return the places of ``numbers`` to hide, each with its reason; a total of zero is told with ``tells_nothing``.

    Of a part of the district it must not be: who asks for part after part would learn which hidden numbers are zero.
    """
    totals = {measure: number for (table, _line, measure), number in numbers.items() if table == TOTAL}
    empty = {measure for measure, number in totals.items() if tells_nothing and not number}
    signs = {place: Sign.SMALL for place, number in numbers.items() if number < SMALL and place[2] not in empty}
    sure = {place for place in numbers if _is_sure(place, tells_nothing=tells_nothing)}
    sums_of: dict[Place, list[int]] = defaultdict(list)
    for turn, one in enumerate(sums):
        for place in (one.whole, *one.parts):
            sums_of[place].append(turn)
    to_look_at = set(range(len(sums)))
    while to_look_at:
        for turn, one in enumerate(sums):
            if turn in to_look_at:
                to_look_at.discard(turn)
                beside = _protect(one, numbers, signs, sure)
                to_look_at.update(sums_of[beside] if beside else ())  # what one sum hides may be a part of others
    return signs


def _is_sure(place: Place, *, tells_nothing: bool) -> bool:
    """Whether a reader who sees that the number is small knows that it is not zero."""
    table, _line, measure = place
    return tells_nothing if table == TOTAL else table in _LISTED and measure == "received"


def _protect(one: Sum, numbers: Mapping[Place, int], signs: dict[Place, Sign], sure: Container[Place]) -> Place | None:
    """Hide one number more where this sum gives a hidden one away; return which, None where there was no need."""
    if not _gives_away(one, numbers, signs, sure):
        return None
    shown = [place for place in one.parts if place not in signs]
    beside = min(shown, key=lambda place: (numbers[place], place)) if shown else one.whole
    if beside in signs:
        return None  # nothing is left to hide
    signs[beside] = Sign.BESIDE
    return beside


def _gives_away(one: Sum, numbers: Mapping[Place, int], signs: Mapping[Place, Sign], sure: Container[Place]) -> bool:
    def may(place: Place, by: int) -> bool:
        """Whether a reader who sees how ``place`` is hidden would think a number other ``by`` so much possible."""
        number = numbers[place] + by
        if signs[place] is Sign.BESIDE:
            return number >= SMALL
        return (1 if place in sure else 0) <= number < SMALL

    parts = [place for place in one.parts if place in signs]
    may_rise = {place for place in parts if may(place, 1)}
    may_fall = {place for place in parts if may(place, -1)}
    whole_rises = one.whole in signs and may(one.whole, 1)
    whole_falls = one.whole in signs and may(one.whole, -1)
    is_whole_known = not ((whole_rises and may_rise) or (whole_falls and may_fall))
    if one.whole in signs and numbers[one.whole] and is_whole_known:
        return True
    return any(
        numbers[place]
        and not (place in may_rise and (whole_rises or len(may_fall) > (place in may_fall)))
        and not (place in may_fall and (whole_falls or len(may_rise) > (place in may_rise)))
        for place in parts
    )
