"""Where a report is, as anyone may know it: rounded, so that nobody finds a doorstep."""

from backend.reports.models import Report
from backend.routing.models import Category, Publication

COARSE = 1_000  # places to a degree, about 110 m: of a place whose exact position may name a family
FINE = 5_000  # about 20 m: a street and a corner, no doorstep
_DIGITS = 4


def public_place(report: Report) -> tuple[float, float]:
    """Return (lat, lon) as anyone may know them: to about 20 m, to 110 m where a kind is shown only after a look."""
    grid = COARSE if is_coarse(report.category) else FINE
    return rounded(report.lat, grid), rounded(report.lon, grid)


def rounded(degrees: float, grid: int = FINE) -> float:
    """Return ``degrees`` on a grid of so many places to a degree."""
    return round(round(degrees * grid) / grid, _DIGITS)


def is_coarse(category: Category) -> bool:
    """Whether the public learns only roughly where reports of this kind are."""
    return category.publication == Publication.AFTER_REVIEW
