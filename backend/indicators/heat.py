"""The heat table: figures of each ward with their change, and how they stand to the whole district, in signs, too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.core.month import Month
from backend.indicators.board import Board, Line, previous
from backend.indicators.definitions import BY_CODE
from backend.indicators.facts import ADDED
from backend.indicators.figures import Figures, share

LEAST = 5  # of fewer nothing is said
_OPEN = ("open", "overdue")  # now; before it, what was so at the month's end
_NEAR = 0.02  # two points: no difference worth a sign


class Level(TextChoices):
    """How a share stands to that of the whole district; the sign stands beside the colour."""

    BETTER = "better", _("tốt hơn toàn quận")
    EVEN = "even", _("như toàn quận")
    WORSE = "worse", _("kém hơn toàn quận")
    NONE = "none", ""

    @property
    def sign(self) -> str:
        return {"better": "✓", "worse": "!"}.get(self.value, "")


@dataclass(frozen=True)
class Column:
    """A figure of the table: a part (of a whole, where it is a share); ``is_good_high`` None: neither is good."""

    code: str
    part: str
    whole: str = ""
    is_good_high: bool | None = None

    @property
    def name(self) -> Promise:
        return BY_CODE[self.code].name


@dataclass(frozen=True)
class HeatCell:
    """A number of a ward: ``figure`` and ``whole_figure`` are what its lists are asked for by.

    ``part`` None: the month was closed before there was such a figure. ``change``: against the month before, in
    numbers, of a share in points; None where there is none to speak of.
    """

    figure: str
    part: int | None
    change: float | None
    whole_figure: str = ""
    whole: int = 0
    share: float | None = None
    level: Level = Level.NONE


@dataclass(frozen=True)
class HeatRow:
    line: Line
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class Heat:
    """``total`` is the whole district, to which the wards are compared."""

    columns: tuple[Column, ...]
    rows: tuple[HeatRow, ...]
    groups: tuple[HeatRow, ...]
    total: HeatRow


HONESTY = (  # of how the numbers themselves came to be
    Column("entered_by_staff", "entered_by_staff", "received"),
    Column("reclassified", "reclassified", "received"),
    Column("corrected_late", "corrected_late", "reclassified"),
    Column("transferred", "transferred"),
    Column("satisfied", "satisfied", "answered", is_good_high=True),
)


def heat(board: Board, columns: tuple[Column, ...] = ()) -> Heat:
    """Return the table of ``board``: what is open is as of now in a running month, else as of the month's end.

    ``columns``: others than the usual ones.
    """
    columns = columns or _columns(is_running=board.is_running)
    total = _cells(board.total, columns, board)
    wards, groups = (
        tuple(HeatRow(line, _cells(line, columns, board)) for line in lines) for lines in (board.wards, board.groups)
    )
    return Heat(columns, wards, groups, HeatRow(board.total, total))


def level_of(own: float | None, of_all: float | None, number: int, *, is_good_high: bool) -> Level:
    """Return how ``own`` (a share of ``number``) stands to the share ``of_all``."""
    if own is None or of_all is None or number < LEAST:
        return Level.NONE
    if abs(own - of_all) < _NEAR:
        return Level.EVEN
    return Level.BETTER if (own > of_all) == is_good_high else Level.WORSE


def _columns(*, is_running: bool) -> tuple[Column, ...]:
    opened, overdue = ("open", "overdue") if is_running else ("open_at_end", "overdue_at_end")
    return (
        Column("received", "received"),
        Column("accepted_on_time", "accepted_on_time", "accept_due", is_good_high=True),
        Column("resolved_on_time", "resolved_on_time", "resolve_due", is_good_high=True),
        Column("late", "late"),
        Column(opened, opened),
        Column(overdue, overdue, opened, is_good_high=False),
        Column("reopened", "reopened", "resolutions", is_good_high=False),
        Column("refused", "refused", "received", is_good_high=None),
        Column("duplicate", "duplicate"),
        Column("without_photo", "without_photo", "resolutions", is_good_high=False),
    )


def _cells(line: Line, columns: Iterable[Column], board: Board) -> tuple[HeatCell, ...]:
    return tuple(_cell(line, column, board) for column in columns)


def _cell(line: Line, column: Column, board: Board) -> HeatCell:
    total = board.total
    this, before, all_ = _reader(line), _reader_before(line), _reader(total)
    part, part_before = this(column.part), before(column.part)
    is_told, was_told = _told(column, board)
    if not is_told:
        return HeatCell(column.part, None, None)
    if not column.whole:
        return HeatCell(column.part, part, part - part_before if was_told else None)
    whole = this(column.whole)
    own, earlier = share(part, whole), share(part_before, before(column.whole)) if was_told else None
    change = None if own is None or earlier is None else (own - earlier) * 100
    level = Level.NONE
    if column.is_good_high is not None and line is not total:
        of_all = share(all_(column.part), all_(column.whole))
        level = level_of(own, of_all, whole, is_good_high=column.is_good_high)
    return HeatCell(column.part, part, change, column.whole, whole, own, level)


def _told(column: Column, board: Board) -> tuple[bool, bool]:
    """Return whether there are data of the column in the month, and in the month before."""
    names = {column.part, column.whole}
    lacks = {month for month in board.without_added if names & {*ADDED}}
    lacked_before = board.without_added if names & {*ADDED, *_OPEN} else frozenset[Month]()
    return board.month not in lacks, previous(board.month) not in lacked_before


def _reader(line: Line) -> Callable[[str], int]:
    return lambda name: getattr(line.now, name) if name in _OPEN else _of(line.this, name)


def _reader_before(line: Line) -> Callable[[str], int]:
    """Return what was: of what is open now, what was open at the end of the month before."""
    return lambda name: _of(line.before, f"{name}_at_end" if name in _OPEN else name)


def _of(numbers: Figures, name: str) -> int:
    return int(getattr(numbers, name))
