"""Takes away for a moment what keeps rows from being removed: to empty tables after a test, or as an attacker would."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_LASTING = "%stays"


@contextmanager
def unguarded(names: str = _LASTING) -> Iterator[None]:
    """Switch off the triggers whose name is like ``names``, and put them back as they were."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
                [names],
            )
            found = [f"ALTER TABLE {table} {{}} TRIGGER {name}" for name, table in cursor.fetchall()]
            settle = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")  # no table changes before that
            off = [*settle, *(one.format("DISABLE") for one in found)]
            on = [*settle, *(one.format("ENABLE") for one in found)]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [names])
            rows = cursor.fetchall()
            off, on = [f"DROP TRIGGER {name}" for name, _sql in rows], [sql for _name, sql in rows]
        for statement in off:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in on:
            cursor.execute(statement)


def empty_without_guards(flush: Callable[..., None]) -> Callable[..., None]:
    """Return ``flush``, by which Django empties every table after a test of its own transactions, without guards."""

    def emptied(statements: Iterable[str], *more: Any) -> None:
        with unguarded():
            flush(statements, *more)

    return emptied
