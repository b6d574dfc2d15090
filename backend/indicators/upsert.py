"""Writing many rows at once, over those that are there: one statement that both databases take quickly."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, models

Value = str | int | bool | date | datetime | None


def upsert(
    model: type[models.Model], rows: Sequence[Sequence[Value]], *, columns: Sequence[str], key: Sequence[str]
) -> None:
    """Write ``rows`` of ``columns``; where a row with the same ``key`` (unique) is there, it gets the new values.

    Ten times as quick as bulk_create, because nothing is made of the values on their way: they are as the database
    takes them. In the caller's transaction.
    """
    quote = connection.ops.quote_name
    kept = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in columns if name not in key)
    _write(model, rows, columns, f" ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {kept}")


def insert(model: type[models.Model], rows: Sequence[Sequence[Value]], *, columns: Sequence[str]) -> None:
    """Write ``rows`` of ``columns``, as quickly. Raises IntegrityError where one of them is there."""
    _write(model, rows, columns, "")


def _write(
    model: type[models.Model], rows: Sequence[Sequence[Value]], columns: Sequence[str], where_there: str
) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    is_postgresql = connection.vendor == "postgresql"
    values = _arrays(model, columns) if is_postgresql else f"VALUES ({', '.join(['%s'] * len(columns))})"
    names, table = ", ".join(map(quote, columns)), model._meta.db_table  # noqa: SLF001  # _meta is Django's public word
    statement = f"INSERT INTO {quote(table)} ({names}) {values}{where_there}"  # names of our own
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(statement, [_written(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(statement, rows)


def _arrays(model: type[models.Model], columns: Sequence[str]) -> str:
    """Return the rows as PostgreSQL takes them: one array for each column."""
    fields = model._meta.concrete_fields  # noqa: SLF001  # as above
    types = {field.column: field.db_type(connection) for field in fields}
    arrays = ", ".join(f"%s::{types[name]}[]" for name in columns)
    return f"SELECT * FROM unnest({arrays})"  # noqa: S608  # types of our own columns


def _written(values: Iterable[Value]) -> str:
    """Return an array as PostgreSQL writes it; the driver takes much longer for the same."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
