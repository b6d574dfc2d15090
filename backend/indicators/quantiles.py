"""After how many working hours half of the reports, and nine in ten, were solved; open ones are still waiting.

By Kaplan and Meier (Journal of the American Statistical Association 53, 1958): a report that is open counts as "longer
than so far" instead of being left out, for leaving it out would flatter whoever leaves reports open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.indicators.figures import SMALL

HALF, NINE_IN_TEN = 0.5, 0.9
_ROUNDING = 1e-9  # a product of shares that should be a half may be a little more


@dataclass(frozen=True)
class Hours:
    """``hours`` working hours; where ``is_over``, so many had to be waited for longer than that."""

    hours: int
    is_over: bool = False


def hours_until(share: float, *, solved: Mapping[int, int], waiting: Mapping[int, int]) -> Hours | None:
    """Return when ``share`` of the reports was solved; None where they are too few to be published.

    ``solved`` and ``waiting``: how many reports took, or wait since, so many begun working hours.
    """
    at_risk = sum(solved.values()) + sum(waiting.values())
    if at_risk < SMALL:
        return None
    unsolved = 1.0
    longest = 0
    for longest in sorted({*solved, *waiting}):
        unsolved *= 1 - solved.get(longest, 0) / at_risk
        if unsolved <= 1 - share + _ROUNDING:
            return Hours(longest)
        at_risk -= solved.get(longest, 0) + waiting.get(longest, 0)
    return Hours(longest, is_over=True)
