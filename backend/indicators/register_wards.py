"""What registers say of each target that asks them, ward by ward: of a closed month as it was frozen, else as of today.

The registers know the wards in force; on another ward set nothing is said of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.core.month import Month
from backend.indicators.board import previous
from backend.indicators.heat import Level
from backend.indicators.models import Target
from backend.indicators.registered import RegisterMonth, feeds_of, registered
from backend.registers.readings import COUNTS, OF_WARDS, Reading
from backend.registers.shares import Share

_NONE_LEFT = frozenset({Reading.LEFT, Reading.LEFT_AMONG_HOMES})


@dataclass(frozen=True)
class RegisterCell:
    """``share`` None: no data, which is neither zero nor all; ``change`` in places, of a share in points."""

    share: Share | None
    change: float | None = None
    level: Level = Level.NONE


@dataclass(frozen=True)
class RegisterColumn:
    """A target with what its register says of the district, and of each ward (by pk)."""

    target: Target
    value: RegisterMonth
    total: RegisterCell
    cells: Mapping[int, RegisterCell]

    @property
    def is_count(self) -> bool:
        """Whether places are counted rather than their share told."""
        return self.value.reading in COUNTS

    @property
    def is_share(self) -> bool:
        """Whether the share is told beside the count: not of a ward that is one of one."""
        return not self.is_count and self.value.reading not in OF_WARDS


def register_columns(
    targets: Iterable[Target], wards: Sequence[int], *, month: Month, now: datetime
) -> tuple[RegisterColumn, ...]:
    """Return a column for each of ``targets`` that asks a register, in their order. Five statements at most."""
    asked = list(targets)
    found = registered(feeds_of([one.pk for one in asked]), first=previous(month), last=month, now=now)
    return tuple(_column(one, wards, *found[one.pk]) for one in asked if one.pk in found)


def _column(target: Target, wards: Sequence[int], before: RegisterMonth, this: RegisterMonth) -> RegisterColumn:
    cells = {ward: _cell(this, this.by_ward.get(ward), before.by_ward.get(ward)) for ward in wards}
    return RegisterColumn(target, this, _cell(this, this.share, before.share), cells)


def _cell(value: RegisterMonth, share: Share | None, before: Share | None) -> RegisterCell:
    if share is None:
        return RegisterCell(None)
    change: float | None = None
    if before is not None:
        is_count = value.reading in COUNTS | OF_WARDS
        change = share.part - before.part if is_count else (share.percent or 0) - (before.percent or 0)
    is_done = share.part == 0 if value.reading in _NONE_LEFT else share.part == share.whole
    return RegisterCell(share, change, Level.BETTER if is_done else Level.WORSE)
