"""A dump of PostgreSQL with the counts of the very moment it shows, and the way back into an empty database."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import connection, transaction

from backend.backups.failed import BackupFailed
from backend.backups.look import Look, Rows, rows_here

_LIKE = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


def dump(to: Path, look: Callable[[Rows], Look]) -> Look:
    """Write a dump to ``to`` and return what ``look`` sees in the same snapshot of the database."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
        return look(rows_here)


def restore(file: Path) -> None:
    """Bring a dump back, all of it or nothing."""
    run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        f"--dbname={_words()['PGDATABASE']}", str(file))  # fmt: skip


def is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LIKE)
        return bool(cursor.fetchone()[0] == 0)


def others() -> int:
    """Return how many others are connected to the database: a worker would send old letters at once.

    Further sessions of this process, which its pool opens when it likes, are none; they are told by the name the
    settings gave them, unless DATABASE_URL names all of them alike.
    """
    name = str(connection.settings_dict["OPTIONS"].get("application_name", ""))
    own = name if name.startswith("longbien-") else "nobody's"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> %s",
            [own],
        )
        return int(cursor.fetchone()[0])


def leap(table: str, key: str, *, by: int) -> None:
    """Let the next numbers of ``table`` stand apart by ``by`` from those given out so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
        [sequence] = cursor.fetchone()
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, by])


def run(program: str, *words: str, more: Mapping[str, str] | None = None) -> None:
    """Run one of PostgreSQL's programs on the database of the settings; raises BackupFailed with its last words.

    ``more`` is said in its environment.
    """
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs
        [path_of(program), *words], env=_words() | dict(more or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{program}: {done.stderr.strip().splitlines()[-1:] or done.returncode}")


def path_of(program: str) -> str:
    """Return the newest ``program`` on the machine: one older than the server refuses to dump it."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(program)
    if path is None:
        raise BackupFailed(f"{program} is not on this machine: apt-get install postgresql-client")
    return path


def _words() -> dict[str, str]:
    """Return the environment of its programs: a password on a command line is for everybody to read."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{name: str(told[key]) for name, key in names.items() if told[key]}}
