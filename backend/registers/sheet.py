"""XLSX files as they come and go: bounded reading of the first sheet as text, writing without formulas."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.reader.excel import load_workbook
from openpyxl.styles.fonts import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from backend.core.errors import Refused
from backend.registers import parcel

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2_000_000
MOST_ROWS = 500  # of one file, without the headings
_MOST_LINES = 3_000  # empty ones among them
_MOST_COLUMNS = 40
_LONGEST_CELL = 1_100
MARKS_OF_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (12, 40)
# What a broken or hostile file makes the reader raise; the errors of both XML parsers are SyntaxErrors.
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, NameError, AssertionError, EOFError, OSError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row below the headings: its number on the sheet, its cells as text, the places of cells with formulas."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int]


@dataclass(frozen=True)
class Table:
    """The first sheet of a file: its first row, and the rows below that hold anything."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read(raw: bytes) -> Table:
    """Return the first sheet. Nothing is computed: a formula is told, not run.

    Raises Refused (``file``) for nothing, over 2 MB (30 MB unpacked), over 500 rows, and for what is no XLSX.
    """
    _check_parcel(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # a file may say anything of its size
            rows = [
                _line(number, row)
                for number, row in enumerate(sheet.iter_rows(max_row=_MOST_LINES + 1, max_col=_MOST_COLUMNS), start=1)
            ]
        finally:
            book.close()
    except _BROKEN as broken:
        raise _not_a_sheet() from broken
    filled = tuple(one for one in rows[1:] if any(one.cells))
    if len(filled) > MOST_ROWS or len(rows) > _MOST_LINES:
        words = _("Tệp quá dài: mỗi lần không quá %(most)s dòng.") % {"most": MOST_ROWS}
        raise Refused(words, field="file", code="too_many_rows")
    if not filled:
        raise Refused(_("Tệp không có dòng nào dưới hàng tiêu đề."), field="file", code="empty")
    return Table(rows[0].cells, filled)


def write(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return an XLSX file of one sheet. Text stays text, also where it begins like a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(len(headings)):
        sheet.column_dimensions[chr(ord("A") + place)].width = _WIDTHS[place == 0]
    bold = Font(bold=True)
    sheet.append([safe_cell(sheet, heading, font=bold) for heading in headings])
    for row in rows:
        sheet.append([safe_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def safe_cell(sheet: object, value: object, *, font: Font | None = None) -> Cell:
    """Return a cell of ``sheet`` (opened write-only): text stays text, moments are the city's own."""
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)  # spreadsheets know no zones: the city's own time is meant
    cell: Cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # else what begins with = would be run
        cell.quotePrefix = value.startswith(MARKS_OF_A_FORMULA)
    if font:
        cell.font = font
    return cell


def _check_parcel(raw: bytes) -> None:
    if not raw:
        raise Refused(_("Xin chọn tệp."), field="file", code="required")
    if len(raw) > MOST_BYTES:
        raise Refused(_("Tệp quá lớn: không quá 2 MB."), field="file", code="too_large")
    try:
        parcel.check(raw)
    except parcel.TooLarge as full:
        raise Refused(_("Tệp quá lớn khi mở ra."), field="file", code="too_large") from full
    except _BROKEN as broken:
        raise _not_a_sheet() from broken


def _not_a_sheet() -> Refused:
    return Refused(_("Tệp này không phải bảng tính XLSX đọc được."), field="file", code="not_xlsx")


def _line(number: int, row: Sequence[object]) -> Line:
    cells = tuple(_text(getattr(cell, "value", None)) for cell in row)
    formulas = frozenset(place for place, cell in enumerate(row) if getattr(cell, "data_type", "") == "f")
    return Line(number, cells, formulas)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)[:_LONGEST_CELL]
