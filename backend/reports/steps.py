"""Every step a report can take, who may take it and what it asks for: one table."""

from dataclasses import dataclass
from enum import Enum

from backend.reports.models import Kind, Status


class Who(Enum):
    UNIT = "unit"  # people of the unit in charge
    HEAD = "head"  # the unit's head
    PARTNER = "partner"  # the system the report was sent on to, where its steps are taken here
    REPORTER = "reporter"
    CLOCK = "clock"


class Need(Enum):
    NOTHING = "nothing"
    NOTE = "note"  # a sentence the resident reads
    REASON_AND_NOTE = "reason_and_note"  # a reason from the list, and a sentence
    RESULT = "result"  # a photo of the result, or words about it
    MAIN = "main"  # the report this one repeats


BACK = "back"  # the status the report had before it waited or was merged


@dataclass(frozen=True)
class Step:
    """One permitted change of status. ``to`` is BACK where the report returns to where it came from."""

    frm: Status
    to: Status | str
    kind: Kind
    who: frozenset[Who]
    need: Need = Need.NOTHING


_UNIT = frozenset({Who.UNIT})
_WORK = frozenset({Who.UNIT, Who.PARTNER})
_HEAD = frozenset({Who.HEAD})
R, A, P, N = Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS, Status.NEEDS_INFO

STEPS: tuple[Step, ...] = (
    Step(R, Status.ACCEPTED, Kind.ACCEPTED, _WORK),
    Step(A, Status.IN_PROGRESS, Kind.STARTED, _WORK),
    Step(A, Status.RESOLVED, Kind.RESOLVED, _WORK, Need.RESULT),
    Step(P, Status.RESOLVED, Kind.RESOLVED, _WORK, Need.RESULT),
    *(Step(s, Status.NEEDS_INFO, Kind.ASKED, _UNIT, Need.NOTE) for s in (R, A, P)),
    *(Step(s, Status.REJECTED, Kind.REJECTED, _UNIT, Need.REASON_AND_NOTE) for s in (R, A, P)),
    *(Step(s, Status.DUPLICATE, Kind.MERGED, _UNIT, Need.MAIN) for s in (R, A, P)),
    Step(N, BACK, Kind.ANSWERED, frozenset({Who.REPORTER}), Need.NOTE),
    Step(N, BACK, Kind.UNANSWERED, frozenset({Who.CLOCK})),
    Step(Status.RESOLVED, Status.CLOSED, Kind.CLOSED, frozenset({Who.REPORTER, Who.CLOCK})),
    Step(Status.RESOLVED, Status.ACCEPTED, Kind.REOPENED, frozenset({Who.REPORTER, Who.HEAD}), Need.NOTE),
    Step(Status.CLOSED, Status.ACCEPTED, Kind.REOPENED, frozenset({Who.REPORTER, Who.HEAD}), Need.NOTE),
    Step(Status.REJECTED, Status.ACCEPTED, Kind.REOPENED, _HEAD, Need.NOTE),
    Step(Status.DUPLICATE, BACK, Kind.UNMERGED, _UNIT),
)


def steps_from(status: str) -> tuple[Step, ...]:
    """Return the steps that lead out of ``status``, in the table's order."""
    return tuple(step for step in STEPS if step.frm == status)
