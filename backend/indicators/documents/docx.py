"""A body as DOCX: the same head, sections, tables and foot as the PDF, for any word processor."""

import io
from collections.abc import Iterable
from datetime import datetime

import docx as library
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from backend.indicators.documents.body import TEXT, Block, Body, Graph, Paragraph, Section, Table
from backend.indicators.documents.drawing import png
from backend.indicators.documents.pdf import WIDE, widths
from backend.indicators.documents.written import written
from backend.indicators.models import Form

FONT = "Times New Roman"
_SHORT, _LONG = Mm(210), Mm(297)
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(22), Mm(22), Mm(31), Mm(17)  # Decree 30/2020/NĐ-CP: 20-25, 20-25, 30-35, 15-20
_SIZE, _IN_TABLE, _IN_WIDE, _SMALL = Pt(14), Pt(12), Pt(10), Pt(11)
_DENSE = 7  # columns from which the letters of a table are smaller
_LEFT_HALF, _RIGHT_HALF = Mm(60), Mm(102)  # of the head and the foot
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001  # a file's own moments say nothing of the report: always the same


def docx(body: Body) -> bytes:
    """Return the report as DOCX."""
    file = library.Document()
    _prepare(file, body)
    _head(file, body)
    for section in body.sections:
        _section(file, section, body)
    _foot(file, body)
    for annex in body.annexes:
        _new_page(file, is_wide=any(isinstance(one, Table) and len(one.columns) >= WIDE for one in annex.blocks))
        _section(file, annex, body)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _prepare(file: Document, body: Body) -> None:
    """Set the page, the letters, and the number in the top margin from the second page on."""
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = FONT, _SIZE
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(6)
    first = file.sections[0]
    _page(first, is_wide=False)
    first.different_first_page_header_footer = True
    number = first.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    run = number.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field(kind, words))  # noqa: SLF001  # the library has no word for a page number
    told = file.core_properties
    told.title, told.author, told.created, told.modified = (
        body.head.subject.replace("\u00a0", " "),
        body.head.left[-1],
        _MADE,
        _MADE,
    )


def _field(kind: str, words: str) -> BaseOxmlElement:
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    name = OxmlElement("w:instrText")
    name.text = words
    return name


def _page(section: object, *, is_wide: bool) -> None:
    """Set A4; turned sideways the binding margin is above, as on a sheet that is turned."""
    page = {"page_width": _SHORT, "page_height": _LONG, "orientation": WD_ORIENT.PORTRAIT}
    margins = {"top_margin": _TOP, "bottom_margin": _BOTTOM, "left_margin": _LEFT, "right_margin": _RIGHT}
    if is_wide:
        page = {"page_width": _LONG, "page_height": _SHORT, "orientation": WD_ORIENT.LANDSCAPE}
        margins = {"top_margin": _LEFT, "bottom_margin": _RIGHT, "left_margin": _BOTTOM, "right_margin": _TOP}
    for name, value in {**page, **margins, "header_distance": Mm(11)}.items():
        setattr(section, name, value)


def _new_page(file: Document, *, is_wide: bool) -> None:
    section = file.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _page(section, is_wide=is_wide)


def _head(file: Document, body: Body) -> None:
    head, is_party = body.head, body.form == Form.PARTY
    left, right = _two(file)
    _say(left.paragraphs[0], head.left[0], size=Pt(13))
    _say(left.add_paragraph(), head.left[1], size=Pt(13), bold=True)
    if is_party:
        _say(left.add_paragraph(), "*", size=Pt(13))
    else:
        _rule(left.add_paragraph(), _LEFT_HALF, of=Mm(22))
    _say(left.add_paragraph(), head.symbol, size=Pt(13))
    nation, *motto = head.right
    _say(right.paragraphs[0], nation, size=Pt(14 if is_party else 12), bold=True)
    for line in motto:
        _say(right.add_paragraph(), line, size=Pt(13), bold=True)
    _rule(right.add_paragraph(), _RIGHT_HALF, of=Mm(64 if is_party else 50))
    _say(right.add_paragraph(), head.place_and_day, size=Pt(13), italic=True)
    for mark in head.marks:
        _say(file.add_paragraph(), mark, size=Pt(13), bold=True)
    _say(file.add_paragraph(), head.kind, bold=True, before=Pt(14))
    _say(file.add_paragraph(), head.subject, bold=True)
    _rule(file.add_paragraph(), _SHORT - _LEFT - _RIGHT, of=Mm(50), after=Pt(12))


def _foot(file: Document, body: Body) -> None:
    left, right = _two(file)
    _say(left.paragraphs[0], "Nơi nhận:", size=Pt(12), bold=True, italic=True, align=ALIGN.LEFT)
    for one in body.foot.recipients:
        _say(left.add_paragraph(), f"- {one}", size=_SMALL, align=ALIGN.LEFT)
    lines = [right.paragraphs[0], *(right.add_paragraph() for _one in body.foot.office[1:])]
    for line, words in zip(lines, body.foot.office, strict=True):
        _say(line, words, bold=True)
    _say(right.add_paragraph(), body.foot.signer, bold=True, before=Pt(68))


def _two(file: Document) -> tuple[_Cell, _Cell]:
    """Return two columns without lines, side by side."""
    grid = file.add_table(rows=1, cols=2)
    grid.autofit = False
    left, right = grid.rows[0].cells
    for place, width in enumerate((_LEFT_HALF, _RIGHT_HALF)):
        grid.columns[place].width = grid.rows[0].cells[place].width = width
    return left, right


def _section(file: Document, section: Section, body: Body) -> None:
    if section.heading:
        heading = file.add_paragraph()
        heading.paragraph_format.keep_with_next = True
        _say(heading, section.heading, bold=True, before=Pt(8), after=Pt(6), align=ALIGN.LEFT)
    for block in section.blocks:
        _block(file, block, body)


def _block(file: Document, block: Block, body: Body) -> None:
    match block:
        case Paragraph():
            for words in body.said(block).split("\n"):
                _text(file, words, is_code=block.is_code)
        case Graph():
            _title(file, block.title)
            picture = file.add_paragraph()
            picture.alignment = ALIGN.CENTER
            picture.add_run().add_picture(io.BytesIO(png(block)), width=Mm(160))
        case Table():
            _title(file, block.title)
            _table(file, block)
            _say(file.add_paragraph(), block.note, size=_IN_TABLE, italic=True, align=ALIGN.LEFT)


def _text(file: Document, words: str, *, is_code: bool) -> None:
    if not words.strip():
        return
    line = file.add_paragraph(words)
    line.alignment = ALIGN.CENTER if is_code else ALIGN.JUSTIFY
    if is_code:
        line.runs[0].font.size = _SMALL
    else:
        line.paragraph_format.first_line_indent = Cm(1.1)


def _title(file: Document, words: str) -> None:
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    _say(line, words, size=Pt(13), italic=True, after=Pt(4))


def _table(file: Document, table: Table) -> None:
    count = len(table.columns)
    grid = file.add_table(rows=0, cols=count, style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow(grid)
    size = _IN_WIDE if count >= WIDE else _SMALL if count >= _DENSE else _IN_TABLE
    room = (_LONG - _TOP - _BOTTOM) if count >= WIDE else (_SHORT - _LEFT - _RIGHT)
    shares = [room * one.width // 100 for one in widths(table)]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = share
    _fill(grid, shares, [(one.heading, ALIGN.CENTER) for one in table.columns], size=size, bold=True)
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  # the library has no word for it
    aligned = [ALIGN.LEFT if one.kind == TEXT else ALIGN.RIGHT for one in table.columns]
    for row in table.rows:
        words = (written(cell, one.kind) for cell, one in zip(row.cells, table.columns, strict=True))
        _fill(grid, shares, list(zip(words, aligned, strict=True)), size=size, bold=row.is_total)


def _narrow(grid: Grid) -> None:
    """Leave 0.8 mm instead of 1.9 mm beside the words of a cell: many columns stand side by side."""
    edges = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "45")  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        edges.append(edge)
    grid._tbl.tblPr.append(edges)  # noqa: SLF001  # the library has no word for it


def _fill(grid: Grid, shares: list[int], cells: Iterable[tuple[str, ALIGN]], *, size: Pt, bold: bool) -> None:
    """Add a row; a row is not torn apart at the end of a page."""
    row = grid.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # as above
    for cell, width, (words, align) in zip(row.cells, shares, cells, strict=True):
        cell.width = width
        _say(cell.paragraphs[0], words, size=size, bold=bold, align=align)


def _say(
    line: Line,
    words: str,
    *,
    size: Pt = _SIZE,
    bold: bool = False,
    italic: bool = False,
    before: Pt = Pt(0),  # noqa: B008  # a number, never changed
    after: Pt = Pt(0),  # noqa: B008  # a number, never changed
    align: ALIGN = ALIGN.CENTER,
) -> None:
    run = line.add_run(words)
    run.font.size, run.font.bold, run.font.italic = size, bold, italic
    line.alignment = align
    line.paragraph_format.space_before, line.paragraph_format.space_after = before, after


def _rule(line: Line, room: int, *, of: int, after: Pt = Pt(0)) -> None:  # noqa: B008  # a number, never changed
    """Draw a line of length ``of`` in the middle of ``room``, below the words before it."""
    _say(line, "", size=Pt(2), after=after)
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = (room - of) // 2
    line.paragraph_format.line_spacing = Pt(3)
    edge = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        below.set(qn(f"w:{name}"), value)
    edge.append(below)
    properties = line._p.get_or_add_pPr()  # noqa: SLF001  # the library has no word for borders
    properties.insert_element_before(
        edge, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
