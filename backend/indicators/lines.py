"""A line of a public table: its numbers, those hidden that are small, and the shares that may be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.indicators.figures import LEAST_ANSWERS, SMALL, share
from backend.indicators.quantiles import Hours
from backend.indicators.small import Sign

GROUPS, KINDS, WARDS, UNITS, MONTHS = "groups", "kinds", "wards", "units", "months"


@dataclass(frozen=True)
class Cell:
    """A number as the public may read it: None where it is hidden, ``sign`` says why."""

    number: int | None
    sign: Sign | None = None

    @property
    def is_small(self) -> bool:
        return self.sign is Sign.SMALL


@dataclass(frozen=True)
class Ratio:
    """A part of a whole; ``share`` (0 to 1) is None where one of them is hidden or the whole is too small for one."""

    part: Cell
    whole: Cell
    share: float | None


@dataclass(frozen=True)
class Why:
    """How many were refused for a reason; only reasons that may be told."""

    code: str
    name: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """``code`` is the public code of the ward, unit, field, kind or month; ``cells`` by the figure's code."""

    key: str
    code: str
    name: str
    cells: Mapping[str, Cell]
    why: tuple[Why, ...] = ()
    hours_median: Hours | None = None
    hours_p90: Hours | None = None
    population: int | None = None

    @property
    def accepted_on_time(self) -> Ratio:
        return self._ratio("accepted_on_time", "accept_due")

    @property
    def resolved_on_time(self) -> Ratio:
        return self._ratio("resolved_on_time", "resolve_due")

    @property
    def reopened(self) -> Ratio:
        return self._ratio("reopened", "resolutions")

    @property
    def satisfied(self) -> Ratio:
        return self._ratio("satisfied", "answered", least=LEAST_ANSWERS)

    @property
    def other_reasons(self) -> int | None:
        """Return how many refusals are left over for reasons too rare to be told; None where that is hidden."""
        refused = self.cells["refused"].number
        return None if refused is None else refused - sum(one.number for one in self.why)

    @property
    def per_1000(self) -> float | None:
        """Return reports received per 1,000 residents; None where they are hidden or nobody was counted."""
        received = self.cells["received"].number
        return received * 1000 / self.population if received and self.population else None

    def _ratio(self, part: str, whole: str, *, least: int = SMALL) -> Ratio:
        one, all_ = self.cells[part], self.cells[whole]
        is_told = one.number is not None and all_.number is not None and all_.number >= least
        return Ratio(one, all_, share(one.number or 0, all_.number or 0) if is_told else None)
