"""A report's events as the figures read them: their columns, and which of them were not taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from backend.reports.models import Kind
from backend.reports.models.event import BESIDE

PHOTO = "photo"  # the detail of a result that a photo shows
_BESIDE = BESIDE - {Kind.RECEIVED}


class Happening(NamedTuple):
    """The columns of an event that figures need (see ``reports.models.Event``), in the order of ``COLUMNS``."""

    report_id: int
    kind: str
    at: datetime
    actor_kind: str
    ward_id: int
    unit_id: int
    category_id: int
    status: str
    screening: str
    accept_by: datetime
    resolve_by: datetime
    detail: str = ""  # of a refusal its reason, of a result PHOTO where one came along
    rating: int | None = None  # of 1 to 5, with which a report was closed
    hash: str = ""  # of the event itself: the head of the chain, where it is the last


COLUMNS = Happening._fields
MOMENTS = frozenset({"at", "accept_by", "resolve_by"})


def that_stand(happenings: Sequence[Happening]) -> Sequence[Happening]:
    """Leave out what was taken back within its ten seconds: it never was. Undo takes the newest act still standing."""
    if all(one.kind != Kind.UNDONE for one in happenings):
        return happenings
    standing: list[Happening] = []
    for one in happenings:
        if one.kind != Kind.UNDONE:
            standing.append(one)
            continue
        place = max(number for number, other in enumerate(standing) if other.kind not in _BESIDE)
        if standing[place].kind == Kind.PUBLISHED and standing[place].status != one.status:  # it came along with a step
            place = max(number for number in range(place) if standing[number].kind not in _BESIDE)
        del standing[place:]
    return standing
