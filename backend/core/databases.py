"""The databases as Django is told them: SQLite in a file, or PostgreSQL, and beside it a replica that only reads."""

from pathlib import Path
from typing import Any

import dj_database_url

REPLICA = "replica"  # its name among Django's databases
# jit: compiling took longer than asking for a month of ten million reports. What a cursor reads, it reads whole.
# lock_timeout: a second request with the same idempotency key waits this long for the first.
_SESSION = "-c lock_timeout=5000 -c jit=off -c cursor_tuple_fraction=1"
# reconnect_timeout: the pool's own tries grow apart up to minutes, and a database that was away for three would be
# away for five. It gives up soon instead, and the next request tries anew.
_POOL = {"min_size": 1, "max_size": 20, "timeout": 5, "reconnect_timeout": 2}
# Who waits for a replica could have asked the primary: a host that says nothing any more is given up soon.
_SOON = {"connect_timeout": 2, "tcp_user_timeout": 3000}


def sqlite(folder: Path) -> dict[str, Any]:
    """Return Django's settings of a SQLite in ``folder``.

    SQLite takes its write lock when a transaction begins (IMMEDIATE): with the default a read that turns into a write
    cannot wait, and half of all concurrent submissions failed.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "db.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        },
        # A file even in tests: a database in memory is one connection, and the server's threads need their own.
        "TEST": {"NAME": folder / "test.sqlite3"},
    }


def primary(url: str, *, folder: Path, called: str) -> dict[str, Any]:
    """Return Django's settings of the database at ``url`` ("": in ``folder``); its sessions are ``called`` so."""
    if not url:
        return sqlite(folder)
    wanted: dict[str, Any] = dict(dj_database_url.parse(url))
    if wanted["ENGINE"].endswith("sqlite3"):
        return sqlite(folder) | {"NAME": wanted["NAME"]}
    # Statements are planned once per connection, not once per page: half of what an inbox page waited for was planning.
    # Behind a pooler of transactions (PgBouncer) that does not know them, set ?prepare_threshold= to nothing.
    planned_once = {"server_side_binding": True, "prepare_threshold": 3, "application_name": called}
    options = {"pool": dict(_POOL), "options": _SESSION, **planned_once}
    return wanted | {"CONN_MAX_AGE": 0, "OPTIONS": options | wanted.get("OPTIONS", {})}


def with_replica(databases: dict[str, Any], url: str, *, called: str) -> dict[str, Any]:
    """Return ``databases`` and the replica at ``url``, where there is one: as the primary, but it refuses to write."""
    if not url:
        return databases
    replica = primary(url, folder=Path(), called=called)
    options = replica["OPTIONS"]
    options |= {**_SOON, "pool": _POOL | {"timeout": 1}}
    options["options"] += " -c default_transaction_read_only=on"
    # Sessions are looked at when they are taken from the pool: those of a replica that was away are thrown out.
    return databases | {REPLICA: replica | {"CONN_HEALTH_CHECKS": True, "TEST": {"MIRROR": "default"}}}
