"""A closed month as CSV, JSON and Parquet: the same rows, the same columns."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from citizen_api.api.table import table_lines
from citizen_api.opendata.rows import OpenMonth, Value

_TYPES = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}
_SHARES = ("_share", "per_1000")  # columns that are no whole numbers, whatever they hold


def as_csv(found: OpenMonth) -> bytes:
    """Return the rows under a heading, UTF-8 with the mark that spreadsheets want; what is hidden is empty."""
    return "".join(table_lines(found.rows, columns=found.columns)).encode()


def as_json(found: OpenMonth) -> bytes:
    """Return the seal, the rows and the reasons of refusals, where there are; what is hidden is null."""
    said = found.seal | {"rows": found.rows}
    said |= {} if found.refused_why is None else {"refused_why": found.refused_why}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def as_parquet(found: OpenMonth) -> bytes:
    """Return the rows as Parquet, the seal in the file's own key-value metadata."""
    columns = ", ".join(f'"{name}" {_type(name, found)}' for name in found.columns)
    holes = ", ".join("?" for _name in found.columns)
    sealed = ", ".join(f"{name}: '{value}'" for name, value in found.seal.items())  # months, numbers, hex: no quotes
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as book:
        path = Path(folder) / "figures.parquet"
        book.execute(f"CREATE TABLE figures ({columns})")
        book.executemany(f"INSERT INTO figures VALUES ({holes})", [list(row.values()) for row in found.rows])  # noqa: S608  # holes alone
        book.execute(f"COPY figures TO '{path}' (FORMAT parquet, KV_METADATA {{{sealed}}})")
        return path.read_bytes()


WRITERS: dict[str, tuple[str, Callable[[OpenMonth], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}


def _type(name: str, found: OpenMonth) -> str:
    if name.endswith(_SHARES):
        return _TYPES[float]
    values: list[Value] = [row[name] for row in found.rows]
    known = next((type(value) for value in values if value is not None), int)
    return _TYPES[known]
