"""The first look at the words of a new report, by program: what waits for a person before anyone sees it."""

from dataclasses import dataclass, replace

from backend.reports.arrivals import Judged, Why, worse
from backend.reports.models import Screening
from backend.routing.complaints import ReadsLike, reads_like


@dataclass(frozen=True)
class Screened:
    """``held_as`` says what a held text reads like, "" where nothing is held; ``why`` what else speaks against it."""

    screening: Screening
    reads_like: ReadsLike | None
    why: tuple[Why, ...] = ()

    @property
    def held_as(self) -> str:
        return self.reads_like.value if self.reads_like else ""


def screened(text: str) -> Screened:
    """Hold what reads like a complaint or a denunciation; everything else is clear."""
    kind = reads_like(text)
    return Screened(Screening.UNVERIFIED if kind else Screening.CLEAR, kind)


def with_arrival(found: Screened, judged: Judged, *, is_emergency: bool) -> Screened:
    """Add what was seen as the report arrived. An emergency, and what the law gives a reader, are never spam for it."""
    said = judged.mildly if is_emergency or found.reads_like else judged.screening
    return replace(found, screening=worse(found.screening, said), why=judged.why)
