"""Writing many rows at once: COPY on PostgreSQL, prepared inserts on SQLite; large loads without indexes meanwhile."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from backend.demo.rows import Encode, Row, Table

_LARGE = 30_000  # reports from which dropping and making the indexes anew is quicker than keeping them


def encoder() -> Encode:
    """Return how this database takes a row."""
    return copy_line if connection.vendor == "postgresql" else tuple


def insert(table: Table, rows: Sequence[Row]) -> None:
    """Write rows that :func:`encoder` made, in the caller's transaction."""
    if not rows:
        return
    columns = ", ".join(map(connection.ops.quote_name, table.columns))
    name = connection.ops.quote_name(table.name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                copy.write("".join(f"{row}\n" for row in rows))
        else:
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608  # rows and names are our own


def after_seq(seq: int, row: Row) -> Row:
    """Return the row with ``seq`` as its first column."""
    return f"{seq}\t{row}" if isinstance(row, str) else (seq, *row)


def copy_line(values: Sequence[object]) -> str:
    """Return the values as a line of PostgreSQL's COPY in text format, without its end."""
    return "\t".join(map(_copied, values))


def move_sequence(table: str, column: str) -> None:
    """Let the database count on from the highest number in use. SQLite does so by itself."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT COALESCE(MAX({column}), 1) FROM {name}))",  # noqa: S608  # own names
            [table, column],
        )


@contextmanager
def lifted(tables: Iterable[Table], *, number: int) -> Iterator[None]:
    """Take the secondary indexes and foreign keys of the tables away while many rows are written, then make them anew.

    Everything is checked when it comes back. In the caller's transaction: if that is rolled back, nothing happened.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # else every check would wait in memory for the commit
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if number < _LARGE:
            yield
            return
        away, back = _postgresql(tables) if connection.vendor == "postgresql" else _sqlite(tables)
        for statement in away:
            cursor.execute(statement)
        yield
        if connection.vendor == "postgresql":  # the default of 64 MB makes the word indexes several times slower
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in back:
            cursor.execute(statement)
        cursor.execute("ANALYZE")  # a planner that thinks the tables empty made the inbox twenty times slower


def settle(number: int) -> None:
    """Let PostgreSQL note which pages everybody may read, after ``number`` reports: counts then read indexes alone.

    What autovacuum does in its own time. Call it outside of any transaction; within one it does nothing.
    """
    if connection.vendor == "postgresql" and number >= _LARGE and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def _sqlite(tables: Iterable[Table]) -> tuple[list[str], list[str]]:
    """Return the statements that drop and make the indexes; those of inline constraints stay."""
    found = _asked(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({}) ORDER BY name",
        tables,
    )
    return [f'DROP INDEX "{name}"' for name, _sql in found], [sql for _name, sql in found]


def _postgresql(tables: Iterable[Table]) -> tuple[list[str], list[str]]:
    """Return the statements that drop and make foreign keys and indexes; primary keys and unique constraints stay."""
    keys = _asked(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text IN ({}) ORDER BY conname",
        tables,
    )
    indexes = _asked(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid::regclass::text IN ({}) AND NOT indisprimary"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1",
        tables,
    )
    away = [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _definition in keys]
    back = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in keys]
    return (
        [*away, *(f"DROP INDEX {name}" for name, _definition in indexes)],
        [*(definition for _name, definition in indexes), *back],
    )


def _asked(question: str, tables: Iterable[Table]) -> list[tuple[str, ...]]:
    names = [table.name for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(question.format(", ".join(["%s"] * len(names))), names)
        return list(cursor.fetchall())


_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(value: object) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)
