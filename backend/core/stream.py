"""Reading many rows while the database still works on the rest of them."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_AT_ONCE = 1000


def streamed(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield ``rows`` (of ``values_list``) as the driver gives them. One statement; none beside it until the last row.

    PostgreSQL plans a cursor for its first rows, on one core, and without one the rows come when all are there: so
    they are asked for in pieces. Numbers, texts and yes or no come as they would from Django.
    """
    if connection.vendor != "postgresql":
        yield from rows.iterator(_AT_ONCE)
        return
    statement, values = rows.query.sql_with_params()
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        yield from cursor.stream(statement, values, size=_AT_ONCE)
