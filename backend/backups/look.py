"""What a database holds, in few words: rows by table, the ends of all histories, the last month, who signs in."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db import connection

Rows = Callable[[str], Iterable[tuple[Any, ...]]]  # by a statement
_NOT_COUNTED = frozenset({"backups_run"})  # the run that writes the copy is in it, without its end
_LAST_EVENT = "SELECT seq, hash FROM reports_event ORDER BY seq DESC LIMIT 1"
_LAST_MONTH = "SELECT id, head FROM indicators_closedmonth ORDER BY id DESC LIMIT 1"
_MAY_SIGN_IN = "SELECT count(*) FROM accounts_user WHERE is_active AND password <> '' AND password NOT LIKE '!%'"


@dataclass(frozen=True)
class Look:
    """``counts`` by table; ``heads``: a hash over the last hash of every report, ``events`` over the last event."""

    counts: Mapping[str, int]
    heads: str
    last_event: str
    last_month: str
    may_sign_in: int

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def look(rows: Rows) -> Look:
    """Return what the database holds that ``rows`` asks. One statement a table, and four."""
    [last, month, people] = (next(iter(rows(one)), ()) for one in (_LAST_EVENT, _LAST_MONTH, _MAY_SIGN_IN))
    heads = hashlib.sha256()
    for code, head in rows("SELECT code, head_hash FROM reports_report ORDER BY id"):
        heads.update(f"{code}:{head}\n".encode())
    return Look(
        counts=dict(_counted(rows)),
        heads=heads.hexdigest(),
        last_event=":".join(map(str, last)),
        last_month=":".join(map(str, month)),
        may_sign_in=people[0],
    )


def look_here() -> Look:
    """Return what the database of the settings holds."""
    return look(rows_here)


def rows_here(statement: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement, however many, without holding them all."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while some := cursor.fetchmany(5000):
            yield from some


def differences(expected: Look, found: Look) -> list[str]:
    """Return what ``found`` lacks or has beside ``expected``, a line each."""
    tables = expected.counts.keys() | found.counts.keys()
    said = [
        f"{table}: {found.counts.get(table, 0)} rows, {expected.counts.get(table, 0)} were copied"
        for table in sorted(tables)
        if found.counts.get(table, 0) != expected.counts.get(table, 0)
    ]
    names = ("heads", "last_event", "last_month", "may_sign_in")
    return said + [f"{name} differ" for name in names if getattr(expected, name) != getattr(found, name)]


def _counted(rows: Rows) -> Iterator[tuple[str, int]]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001  # documented
    for table in sorted(tables - _NOT_COUNTED):
        [[number]] = rows(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # our own tables
        yield table, number
