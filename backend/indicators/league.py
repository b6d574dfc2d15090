"""The units in order: by the share resolved on time, with how many it is of; who had too few has no place."""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.indicators.board import Line

LEAST_DUE = 10  # of fewer no place is given


@dataclass(frozen=True)
class Placed:
    """A unit; ``place`` is None where too few fell due. Equal shares have the same place."""

    place: int | None
    line: Line


def league(lines: Iterable[Line]) -> tuple[Placed, ...]:
    """Return the units that had anything to do, the best first; those with too few last, by name."""
    busy = [line for line in lines if _has_figures(line)]
    ranked = sorted((line for line in busy if line.this.resolve_due >= LEAST_DUE), key=lambda line: -_share(line))
    places: list[Placed] = []
    for number, line in enumerate(ranked, start=1):
        is_tied = places and _share(places[-1].line) == _share(line)
        places.append(Placed(places[-1].place if is_tied else number, line))
    return (*places, *(Placed(None, line) for line in busy if line.this.resolve_due < LEAST_DUE))


def _share(line: Line) -> float:
    return line.this.resolved_on_time_share or 0.0


def _has_figures(line: Line) -> bool:
    this = line.this
    counts = (this.received, this.resolve_due, this.resolutions, this.refused, this.transferred, this.reclassified)
    return any(counts) or line.now.open > 0
