"""All public reports written to files in one pass: CSV, GeoJSON and Parquet with the same rows, whole or not at all."""

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol, TextIO

import duckdb
from django.utils import translation

from citizen_api.api.table import safe
from citizen_api.opendata.report_rows import COLUMNS, TYPES, Row, report_rows
from citizen_api.opendata.rows import LICENCE

_MEMORY = "256MB"  # of what sets Parquet, whatever the number of rows


class Writer(Protocol):
    """Takes rows one by one; what is written is whole after ``finish``, which closes ``file``."""

    @property
    def file(self) -> TextIO: ...

    def add(self, row: Row) -> None: ...

    def finish(self) -> None: ...


class CsvWriter:
    """UTF-8 with the mark that spreadsheets want; no cell is a formula."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8-sig", newline="")
        self._lines = csv.writer(self.file)
        self._lines.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        self._lines.writerow([safe(row[name]) for name in COLUMNS])

    def finish(self) -> None:
        self.file.close()


class GeoJsonWriter:
    """RFC 7946: one feature a line, positions as lon, lat."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8")
        self.file.write(f'{{"type": "FeatureCollection", "licence": "{LICENCE}", "features": [')
        self._before = "\n"

    def add(self, row: Row) -> None:
        properties = {name: value for name, value in row.items() if name not in {"lat", "lon"}}
        place = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        feature = {"type": "Feature", "id": row["code"], "geometry": place, "properties": properties}
        self.file.write(f"{self._before}{json.dumps(feature, ensure_ascii=False)}")
        self._before = ",\n"

    def finish(self) -> None:
        self.file.write("\n]}\n")
        self.file.close()


class ParquetWriter:
    """Rows wait as lines beside the file and are set in columns at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = path.with_name(f"{path.name}.lines")
        self.file = self._waiting.open("w", encoding="utf-8")

    def add(self, row: Row) -> None:
        self.file.write(f"{json.dumps(row, ensure_ascii=False)}\n")

    def finish(self) -> None:
        self.file.close()
        kinds = {name: TYPES.get(name, "VARCHAR") for name in COLUMNS}
        try:
            with duckdb.connect(config={"memory_limit": _MEMORY, "threads": 1}) as book:
                rows = book.read_json(str(self._waiting), columns=kinds, format="newline_delimited")
                book.register("reports", rows)
                sealed = f"(FORMAT parquet, KV_METADATA {{licence: '{LICENCE}'}})"
                book.execute(f"COPY reports TO '{_quoted(self._path)}' {sealed}")
        finally:
            self._waiting.unlink()


WRITERS: Mapping[str, Callable[[Path], Writer]] = {
    "csv": CsvWriter,
    "geojson": GeoJsonWriter,
    "parquet": ParquetWriter,
}


def export(targets: Mapping[str, Path]) -> int:
    """Write every released report to each of ``targets`` (format: file), and return how many there are.

    The files are written aside and take their names at the end: nobody ever reads half a file.
    """
    aside = {kind: path.with_name(f".{path.name}.{os.getpid()}.part") for kind, path in targets.items()}
    try:
        with translation.override("vi"):
            number = _write({kind: WRITERS[kind](path) for kind, path in aside.items()}, report_rows())
        for kind, path in targets.items():
            _put(aside[kind], path)
    finally:
        for path in aside.values():
            for left in (path, path.with_name(f"{path.name}.lines")):
                with suppress(FileNotFoundError):
                    left.unlink()
    return number


def _write(writers: Mapping[str, Writer], rows: Iterable[Row]) -> int:
    number = 0
    with ExitStack() as open_files:
        for writer in writers.values():
            open_files.enter_context(writer.file)
        for row in rows:
            number += 1
            for writer in writers.values():
                writer.add(row)
        for writer in writers.values():
            writer.finish()
    return number


def _put(aside: Path, path: Path) -> None:
    """Give the file its name once it lies on the disk."""
    for place in (aside, aside.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    aside.replace(path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
