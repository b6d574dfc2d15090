"""Cells as they are written on paper: 12.345, 92,5%, a dash where nothing is known."""

from django.utils import translation

from backend.indicators.documents.body import COUNT, SHARE, TEXT, Cell
from backend.indicators.documents.sentences import share
from backend.indicators.words import number

DASH = "–"


def written(cell: Cell, kind: str) -> str:
    """Return the cell of a column of ``kind`` in words, in Vietnamese."""
    if cell is None:
        return DASH
    if isinstance(cell, str):
        return cell
    with translation.override("vi"):
        if kind == SHARE:
            return share(cell)
        return number(cell) if kind in {COUNT, TEXT} else number(cell, 2)
