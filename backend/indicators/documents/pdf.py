"""A body as PDF: the page of ``templates/documents`` on A4, with the margins and letters of Decree 30/2020/NĐ-CP."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from backend.core.pdf import pdf_of
from backend.indicators.documents.body import TEXT, Block, Body, Column, Graph, Paragraph, Section, Table
from backend.indicators.documents.drawing import svg
from backend.indicators.documents.written import written

_STYLES = "documents/report.css"
WIDE = 12  # columns from which a table stands on a page turned sideways
_DENSE = 7  # from which its letters are smaller
_WIDTHS = "".join(f".w{share} {{ width: {share}% }}\n" for share in range(1, 101))


@dataclass(frozen=True)
class _Cell:
    text: str
    is_number: bool


@dataclass(frozen=True)
class _Row:
    cells: tuple[_Cell, ...]
    is_total: bool


@dataclass(frozen=True)
class _Shown:
    """A block as the page shows it: ``lines`` of a paragraph, a ``table`` with its ``rows``, or a ``drawing``."""

    lines: tuple[str, ...] = ()
    table: Table | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[_Row, ...] = ()
    room: str = ""
    title: str = ""
    drawing: SafeString | str = ""


@dataclass(frozen=True)
class _Section:
    heading: str
    level: int
    blocks: tuple[_Shown, ...]

    @property
    def is_wide(self) -> bool:
        return any(one.room == "wide" for one in self.blocks)


def pdf(body: Body) -> bytes:
    """Return the report as PDF with its fonts embedded. Raises NoPdf where the machine lacks pango."""
    styles = Path(str(finders.find(_STYLES))).read_text(encoding="utf-8")
    return pdf_of(html(body), styles=styles + _WIDTHS)


def html(body: Body) -> str:
    """Return the report as one page of HTML, without its styles."""
    sections, annexes = ([_shown(one, body) for one in ones] for ones in (body.sections, body.annexes))
    with translation.override("vi"):
        return render_to_string("documents/report.html", {"body": body, "sections": sections, "annexes": annexes})


def widths(table: Table) -> tuple[Column, ...]:
    """Return the columns with their widths in per cent; those without share what is left."""
    free = [one for one in table.columns if not one.width]
    left = max(0, 100 - sum(one.width for one in table.columns))
    return tuple(one if one.width else replace(one, width=left // len(free)) for one in table.columns)


def _shown(section: Section, body: Body) -> _Section:
    return _Section(section.heading, section.level, tuple(_block(one, body) for one in section.blocks))


def _block(block: Block, body: Body) -> _Shown:
    match block:
        case Paragraph():
            lines = tuple(line for line in body.said(block).split("\n") if line.strip())
            return _Shown(lines=lines, room="code" if block.is_code else "text")
        case Graph():
            return _Shown(title=block.title, drawing=svg(block))
        case Table():
            count = len(block.columns)
            room = "wide" if count >= WIDE else "dense" if count >= _DENSE else ""
            rows = tuple(_Row(_cells(block, one.cells), one.is_total) for one in block.rows)
            return _Shown(table=block, columns=widths(block), rows=rows, room=room)


def _cells(table: Table, cells: tuple[object, ...]) -> tuple[_Cell, ...]:
    return tuple(
        _Cell(written(cell, column.kind), column.kind != TEXT)  # type: ignore[arg-type]  # the cells of a row are cells
        for cell, column in zip(cells, table.columns, strict=True)
    )
