"""The first look at the words of a new report, by program: what waits for a person before anyone sees it."""

from dataclasses import dataclass

from backend.reports.models import Screening
from backend.routing.complaints import Kind, reads_like


@dataclass(frozen=True)
class Screened:
    """``held_as`` says what a held text reads like, "" where nothing is held."""

    screening: Screening
    reads_like: Kind | None

    @property
    def held_as(self) -> str:
        return self.reads_like.value if self.reads_like else ""


def screened(text: str) -> Screened:
    """Hold what reads like a complaint or a denunciation; everything else is clear."""
    kind = reads_like(text)
    return Screened(Screening.UNVERIFIED if kind else Screening.CLEAR, kind)
