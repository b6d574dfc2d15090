"""A body as XLSX: a sheet for each table with the numbers as numbers, then the reports behind them, one by one.

Nothing is a formula, and no text can become one.
"""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone, translation
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook

from backend.indicators.definitions import BY_CODE
from backend.indicators.documents.body import COUNT, RATE, SHARE, TEXT, Body, Cell, Paragraph, Table
from backend.indicators.documents.lists import Counting
from backend.indicators.facts import MEASURES
from backend.registers.sheet import safe_cell
from backend.reports.codes import spoken_code

LIST_SHEET = "Danh sách phản ánh"
MOST_LISTED = 50_000  # reports in one file
_FORMATS = {COUNT: "#,##0", SHARE: "0.0%", RATE: "0.00"}
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_WIDTHS = (36, 14, 60)  # of names, of numbers, of long texts; in characters
_WRAP = Alignment(wrap_text=True, vertical="top")
_LIST = ("Mã", "Loại việc", "Phường", "Đơn vị chủ trì", "Kênh", "Lúc gửi", "Hạn tiếp nhận", "Hạn xử lý", "Tình trạng")


def xlsx(body: Body, behind: Iterable[Counting] | None = None) -> bytes:
    """Return the report as XLSX; ``behind``: the reports whose figures these are, None where none are listed."""
    with translation.override("vi"):
        book = Workbook(write_only=True)
        _words(book, body)
        for table in body.tables:
            _table(book, table)
        if behind is not None:
            _list(book, behind)
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()


def _words(book: Any, body: Body) -> None:
    """Write the first sheet: what it is, on what it stands, and every paragraph."""
    sheet = book.create_sheet("Báo cáo")
    sheet.column_dimensions["A"].width = 120
    head = (*body.head.marks, f"{body.head.kind}: {body.head.subject}", f"Lập lúc {body.origin.as_of}")
    _append(sheet, [head[0]], font=Font(bold=True))
    for line in head[1:]:
        _append(sheet, [line], font=Font(bold=True))
    for section in (*body.sections, *body.annexes):
        if section.heading:
            _append(sheet, [section.heading], font=Font(bold=True))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                _append(sheet, [body.said(block)], wrap=True)


def _table(book: Any, table: Table) -> None:
    sheet = book.create_sheet(_sheet_name(table.title))
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[0] if column.kind == TEXT else _WIDTHS[1]
    if len(table.columns) == 2 and table.columns[1].kind == TEXT:  # a word and what it means
        sheet.column_dimensions["B"].width = _WIDTHS[2]
    sheet.freeze_panes = "B2"
    kinds = [one.kind for one in table.columns]
    _append(sheet, [one.heading for one in table.columns], font=Font(bold=True), wrap=True)
    for row in table.rows:
        _append(sheet, row.cells, kinds=kinds, font=Font(bold=True) if row.is_total else None, wrap=True)
    if table.note:
        _append(sheet, [table.note], font=Font(italic=True))


def _list(book: Any, behind: Iterable[Counting]) -> None:
    """Write the reports, with a column for each figure: its sum, in the last row, is the figure counted anew now."""
    sheet = book.create_sheet(LIST_SHEET)
    sheet.freeze_panes = "B2"
    names = [str(BY_CODE[one].name) if one in BY_CODE else _OWN_NAMES[one] for one in MEASURES]
    for place in range(1, len(_LIST) + len(names) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 22 if place <= len(_LIST) else _WIDTHS[1]
    _append(sheet, [*_LIST, *names], font=Font(bold=True), wrap=True)
    sums, place = [0] * len(MEASURES), 0
    for place, one in enumerate(behind, start=1):
        numbers = [one.counted[measure] for measure in MEASURES]
        sums = [total + number for total, number in zip(sums, numbers, strict=True)]
        if place <= MOST_LISTED:
            _append(sheet, [*_facts(one), *numbers])
    left = place - MOST_LISTED
    words = f"Tổng cộng ({place} phản ánh)" + (f", {left} phản ánh sau không ghi ở đây" if left > 0 else "")
    _append(sheet, [words, *[""] * (len(_LIST) - 1), *sums], font=Font(bold=True))


_OWN_NAMES = {
    "accept_due": "Đến hạn tiếp nhận",
    "resolutions": "Số lần báo đã xử lý",
    "answered": "Người trả lời",
    "satisfied": "Người hài lòng",
}


def _facts(one: Counting) -> list[object]:
    report, zone = one.report, timezone.get_default_timezone()
    moments = (timezone.localtime(at, zone) for at in (report.created_at, report.accept_by, report.resolve_by))
    names = (report.category.name, report.ward.name, report.unit.short_name)
    channel, status = str(report.get_channel_display()), str(report.get_status_display())
    return [spoken_code(report.code), *names, channel, *moments, status]


def _append(
    sheet: Any,
    values: Sequence[Cell | object],
    *,
    kinds: Sequence[str] = (),
    font: Font | None = None,
    wrap: bool = False,
) -> None:
    cells = []
    for place, value in enumerate(values):
        cell = safe_cell(sheet, value, font=font)
        if kinds and not isinstance(value, str) and value is not None:
            cell.number_format = _FORMATS.get(kinds[place], "General")
        if wrap:
            cell.alignment = _WRAP
        cells.append(cell)
    sheet.append(cells)


def _sheet_name(title: str) -> str:
    """Return the title as a sheet may be called; one that is too long ends after a whole word."""
    name = _NO_NAME.sub(" ", title).strip()
    if len(name) <= _LONGEST_NAME:
        return name
    return name[: _LONGEST_NAME + 1].rpartition(" ")[0].rstrip(" ,:;") or name[:_LONGEST_NAME]
