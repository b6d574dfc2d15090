"""A body's tables as one CSV: each row with the name of its table, for programs and spreadsheets alike."""

import csv
import io
from collections.abc import Iterator

from backend.indicators.documents.body import Body, Cell, Column
from backend.registers.sheet import MARKS_OF_A_FORMULA

HEADINGS = ("bang", "dong", "cot", "gia_tri")


def table(body: Body) -> bytes:
    """Return every number of the report, a row each: table, line, column, value; UTF-8 with a mark spreadsheets want.

    Shares are from 0 to 1; what is not known is empty.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([_safe(one) for one in row] for row in _rows(body))
    return ("\ufeff" + out.getvalue()).encode()


def _rows(body: Body) -> Iterator[tuple[Cell, ...]]:
    for one in body.tables:
        for row in one.rows:
            pairs: list[tuple[Column, Cell]] = list(zip(one.columns, row.cells, strict=True))
            for column, cell in pairs[1:]:
                yield one.code, row.cells[0], column.heading, cell


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(MARKS_OF_A_FORMULA):
        return f"'{cell}"
    return cell
