"""Public reports as a table (CSV), row by row, however many there are."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from citizen_api.api.public import facts

COLUMNS = (
    "code",
    "created_at",
    "status",
    "category",
    "group",
    "ward_code",
    "ward",
    "unit_code",
    "unit",
    "lat",
    "lon",
    "street",
    "text",
    "accept_by",
    "resolve_by",
    "resolved_at",
    "supporters",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, written: str) -> str:
        return written


def csv_lines(reports: Iterable[Any]) -> Iterator[str]:
    """Yield the lines of a CSV file with a heading, UTF-8 with a mark that spreadsheets want."""
    return table_lines(map(_row, reports), columns=COLUMNS)


def table_lines(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a CSV file of ``rows`` under a heading of ``columns``."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([safe(row[column]) for column in columns])


def _row(report: Any) -> dict[str, Any]:
    row = facts(report)
    row |= {f"{name}_code": row[name]["code"] for name in ("ward", "unit")}
    return row | {name: row[name]["name"] for name in ("ward", "unit")}


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
