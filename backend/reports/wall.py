"""The second wall around contacts and internal words: PostgreSQL shows them only to who says that they are to be seen.

The policies are put up by ``grant_rights`` and hold for the application's role, never for the owner of the tables.
What is said lasts to the end of a transaction at most: no connection takes it along to the next request, be it by our
pool or by a pooler in front of the database. On SQLite there is no such wall, and saying it does nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

ALL = "all"
NOTHING = ""
_SAID = "(SELECT current_setting('longbien.sees', true))"
_IS_PUBLIC = "EXISTS (SELECT FROM reports_event AS said WHERE said.seq = event_id AND said.is_public)"
# By table, the rows that are seen. A contact's own number lets that one be seen; public words are seen by everybody.
SEEN = {
    "reports_contact": f"{_SAID} IN ('{ALL}', id::text)",
    "reports_words": f"{_SAID} = '{ALL}' OR {_IS_PUBLIC}",
}
WALL = tuple(
    words
    for table, seen in SEEN.items()
    for words in (
        f"DROP POLICY IF EXISTS wall ON {table}",
        f"CREATE POLICY wall ON {table} USING ({seen}) WITH CHECK (true)",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    )
)
_NAMES = tuple(f'"{table}"' for table in SEEN)


@contextmanager
def seeing(what: str | int) -> Iterator[None]:
    """Let this thread's statements see :data:`ALL` contacts and words, or the one contact of that number.

    Where nothing is said, public words are all there is to see. What is said last holds; a generator must not say it
    across a ``yield`` of its own.
    """
    eyes = _Eyes(str(what))
    with connection.execute_wrapper(eyes):
        try:
            yield
        finally:
            eyes.close(connection)


class _Eyes:
    """Says before each statement that names such a table what it may see: pages that ask for none pay nothing."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._has_said = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,  # Django's own order
        context: dict[str, Any],
    ) -> Any:
        database: BaseDatabaseWrapper = context["connection"]
        if database.vendor != "postgresql" or not self._is_last(database) or not _is_behind_the_wall(sql):
            return execute(sql, params, many, context)
        if database.in_atomic_block:
            self._has_said = True
            _say(database, self._what)
            return execute(sql, params, many, context)
        with database.wrap_database_errors, _transaction(database.connection, self._what):
            return execute(sql, params, many, context)

    def close(self, database: Any) -> None:
        """Take it back for the rest of a transaction that goes on; one that failed forgets it by itself."""
        raw = database.connection
        if self._has_said and raw and raw.info.transaction_status == TransactionStatus.INTRANS:
            _say(database, NOTHING)

    def _is_last(self, database: BaseDatabaseWrapper) -> bool:
        said = (one for one in reversed(database.execute_wrappers) if isinstance(one, _Eyes))
        return next(said, None) is self


def _is_behind_the_wall(sql: Any) -> bool:
    return isinstance(sql, str) and any(name in sql for name in _NAMES)


def _say(database: BaseDatabaseWrapper, what: str) -> None:
    with database.wrap_database_errors:
        database.connection.execute(_words(what), prepare=False)


@contextmanager
def _transaction(raw: "psycopg.Connection[Any]", what: str) -> Iterator[None]:
    """Open a transaction for one statement, in two round trips: where Django commits by itself there is none."""
    raw.execute("BEGIN; " + _words(what), prepare=False)  # no word of it comes from outside
    try:
        yield
    except BaseException:
        if not raw.closed:
            raw.rollback()
        raise
    raw.execute("COMMIT", prepare=False)


def _words(what: str) -> str:
    """Return what says it; ``what`` is ours, a word or digits."""
    return f"SET LOCAL longbien.sees = '{what}'"
