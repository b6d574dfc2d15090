"""A copy of SQLite by its own online backup, while others write, and the way back into an empty place."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from backend.backups.failed import BackupFailed
from backend.backups.look import Look, Rows


def dump(to: Path, look: Callable[[Rows], Look]) -> Look:
    """Write a copy to ``to`` and return what ``look`` sees in it."""
    with closing(sqlite3.connect(_file())) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)  # in one step: a reader of the write-ahead log, who keeps nobody from writing
        target.execute("PRAGMA journal_mode=DELETE")
        if target.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise BackupFailed("the copy of the database is not whole")
        return look(target.execute)


def restore(file: Path) -> None:
    """Bring a copy back to where the database of the settings lies."""
    connections.close_all()
    path = _file()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copyfile(file, path)


def is_empty() -> bool:
    path = _file()
    if not path.exists():
        return True
    with closing(sqlite3.connect(path)) as there:
        return not there.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()


def others() -> int:
    """Return how many others use the database: a file does not tell."""
    return 0


def leap(table: str, _key: str, *, by: int) -> None:
    """Let the next numbers of ``table`` stand apart by ``by`` from those given out so far."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [by, table])


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])
