"""Numbers counted together, and the shares that are read from them."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.indicators.facts import MEASURES

SMALL = 3  # fewer are not published
LEAST_ANSWERS = 10  # fewer have no share of who is satisfied


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of one cell of a table: some months, somewhere, of something. ``definitions`` says what each means.

    A share is a number from 0 to 1, None where there is nothing to divide by: shown as "không có", never as 0 % or
    100 %.
    """

    received: int = 0
    entered_by_staff: int = 0
    accepted: int = 0
    accept_due: int = 0
    accepted_on_time: int = 0
    resolved: int = 0
    resolutions: int = 0
    resolved_on_time: int = 0
    late: int = 0
    reopened: int = 0
    refused: int = 0
    duplicate: int = 0
    answered: int = 0
    satisfied: int = 0
    open_at_end: int = 0
    overdue_at_end: int = 0
    transferred: int = 0
    reclassified: int = 0
    corrected_late: int = 0
    without_photo: int = 0

    @property
    def resolve_due(self) -> int:
        """Return how many reports' deadline fell."""
        return self.resolved_on_time + self.late

    @property
    def accepted_on_time_share(self) -> float | None:
        return share(self.accepted_on_time, self.accept_due)

    @property
    def resolved_on_time_share(self) -> float | None:
        return share(self.resolved_on_time, self.resolve_due)

    @property
    def reopened_share(self) -> float | None:
        return share(self.reopened, self.resolutions)

    @property
    def late_share(self) -> float | None:
        return share(self.late, self.resolve_due)

    @property
    def without_photo_share(self) -> float | None:
        return share(self.without_photo, self.resolutions)

    @property
    def refused_share(self) -> float | None:
        """Return refusals of all received in the same time: those of another month may be among them."""
        return share(self.refused, self.received)

    @property
    def reclassified_share(self) -> float | None:
        """Return changes of kind or ward for each report received in the same time; may be more than 1."""
        return share(self.reclassified, self.received)

    @property
    def satisfied_share(self) -> float | None:
        return share(self.satisfied, self.answered) if self.answered >= LEAST_ANSWERS else None

    def per_1000(self, population: int | None) -> float | None:
        """Return reports received per 1,000 residents; None where too few to publish or nobody was counted."""
        if not population or self.received < SMALL:
            return None
        return self.received * 1000 / population

    def plus(self, other: "Figures") -> "Figures":
        """Return both counted together."""
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in MEASURES})


def of(sums: Iterable[int]) -> Figures:
    """Return the figures of sums in the order of ``facts.MEASURES``."""
    return Figures(**dict(zip(MEASURES, sums, strict=True)))


def share(part: int, whole: int) -> float | None:
    """Return ``part`` of ``whole`` from 0 to 1, None where ``whole`` is 0."""
    return part / whole if whole else None
