"""A report as data: its head, its sections with paragraphs, tables and charts, its foot. Every setter reads this alone.

What is equal in all files is so because it is written here once: cells hold numbers, and the setters only write them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

Cell = str | int | float | None  # None: nothing is known, written as a dash
TEXT, COUNT, SHARE, RATE = "text", "count", "share", "rate"  # kinds of columns; a share is 0 to 1


@dataclass(frozen=True)
class Column:
    """``width``: its part of the table's width, in per cent; 0: what is left over."""

    heading: str
    kind: str = COUNT
    width: int = 0


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its title; ``note`` below it. ``code`` is its stable name in the spreadsheet."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; with a ``part`` it may be rewritten before the signature.

    ``must_write``: nothing can be said from figures, somebody has to. ``is_code``: letters for programs, a hash.
    """

    text: str
    part: str = ""
    must_write: bool = False
    is_code: bool = False


@dataclass(frozen=True)
class Bar:
    """One month of a chart: its label below, what was received, and what was resolved."""

    label: str
    received: int
    resolved: int


@dataclass(frozen=True)
class Graph:
    """A chart of months. The same numbers stand in a table beside it, or can be read above the bars."""

    title: str
    bars: tuple[Bar, ...]


Block = Paragraph | Table | Graph


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; ``level`` 0: without one, 1: "I. …", 2: "1. …"."""

    heading: str
    level: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Head:
    """The head of the first page, line by line; ``symbol`` with room for a number that nobody makes up."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    symbol: str
    place_and_day: str
    kind: str
    subject: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foot:
    """Who gets it, and who signs: ``office`` line by line, ``signer`` once somebody has."""

    recipients: tuple[str, ...]
    office: tuple[str, ...]
    signer: str = ""


@dataclass(frozen=True)
class Origin:
    """What the figures stand on: the heads of the closed months, the moment, whether any month is not closed."""

    as_of: str
    is_provisional: bool
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """A whole report. ``form``: whose form it is set in, see ``issuer``; ``period`` as Period writes it."""

    form: str
    period: str
    head: Head
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...]
    foot: Foot
    origin: Origin
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> Iterator[tuple[Section, Paragraph]]:
        """Yield the paragraphs that may be rewritten, each below its heading."""
        for section in (*self.sections, *self.annexes):
            for block in section.blocks:
                if isinstance(block, Paragraph) and block.part:
                    yield section, block

    def dated(self, place_and_day: str) -> "Body":
        """Return the same with another place and day in its head."""
        return replace(self, head=replace(self.head, place_and_day=place_and_day))

    def said(self, paragraph: Paragraph) -> str:
        """Return the paragraph's words: those somebody wrote, else those from the figures."""
        return self.texts.get(paragraph.part) or paragraph.text if paragraph.part else paragraph.text

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The headings of parts that somebody has to write and nobody has."""
        return tuple(
            section.heading
            for section, one in self.parts
            if one.must_write and not self.texts.get(one.part, "").strip()
        )

    @property
    def tables(self) -> Iterator[Table]:
        for section in (*self.sections, *self.annexes):
            yield from (block for block in section.blocks if isinstance(block, Table))
