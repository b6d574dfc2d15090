"""Base backups of a whole PostgreSQL and its log: the way back to any moment since."""

import tarfile
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from django.conf import settings

from backend.backups.copy import BASES, WAL, moment_of, stamp_of, stamps
from backend.backups.failed import BackupFailed, NotEmpty
from backend.backups.postgres import run
from backend.backups.vault import Vault

EVERY = timedelta(days=1)
KEPT = timedelta(days=7)
_BASE, _LOG = "base.tar.gz", "pg_wal.tar.gz"
_MARK = "backup_manifest"  # pg_basebackup writes it last
_SEGMENT = 24  # letters of a segment's name
_LOG_FOLDER = "log_from_backup"


def ship_log(vault: Vault) -> int:
    """Bring what PostgreSQL has copied of its log into the vault; return how many files were new."""
    if not settings.BACKUP_WAL_FOLDER:
        return 0
    there = {name.removeprefix(f"{WAL}/") for name in vault.names(WAL)}
    new = sorted(
        file
        for file in Path(settings.BACKUP_WAL_FOLDER).iterdir()
        if file.is_file() and not file.name.endswith(".part") and file.name not in there
    )
    for file in new:
        vault.put(f"{WAL}/{file.name}", file)
    return len(new)


def base_backup(vault: Vault, *, now: datetime, every: timedelta = EVERY) -> str:
    """Take a base backup where the last is older than ``every``, and return its name, empty where none was due."""
    known = stamps(vault, BASES, _MARK)
    if known and now - moment_of(known[0]) < every:
        return ""
    stamp = stamp_of(now)
    with TemporaryDirectory(dir=settings.VAR) as name:
        folder = Path(name, "base")
        parts = urlsplit(settings.BACKUP_REPLICATION_URL)
        more = {"PGHOST": parts.hostname or "", "PGPORT": str(parts.port or 5432), "PGUSER": parts.username or ""}
        more["PGPASSWORD"] = unquote(parts.password or "")
        # The log written meanwhile comes along, so that the copy stands by itself.
        words = ("--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", f"--pgdata={folder}")
        run("pg_basebackup", *words, more=more)
        for file in sorted(folder.iterdir(), key=lambda one: one.name == _MARK):
            vault.put(f"{BASES}/{stamp}/{file.name}", file)
    _forget_old(vault, now=now)
    return stamp


def bring_back(vault: Vault, folder: Path, *, until: datetime | None) -> str:
    """Make ``folder``, which must be empty, a data folder that PostgreSQL recovers by itself, and say how to go on.

    ``until`` is the moment to come back to, None for as far as the log reaches.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty: a copy comes back into an empty place only")
    known = [one for one in stamps(vault, BASES, _MARK) if until is None or moment_of(one) < until]
    if not known:
        raise BackupFailed("there is no base backup of before that moment")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, into in ((_BASE, folder), (_LOG, folder / "pg_wal")):
        packed = folder / f".{name}"
        vault.fetch(f"{BASES}/{known[0]}/{name}", packed)
        with tarfile.open(packed) as there:
            there.extraction_filter = getattr(tarfile, "data_filter", None)  # an early 3.11 has none
            there.extractall(into)  # noqa: S202  # our own tar, by hash and name
        packed.unlink()
    _bring_log(vault, folder / _LOG_FOLDER)
    target = f"recovery_target_time = '{until.isoformat()}'\nrecovery_target_action = 'promote'\n" if until else ""
    with (folder / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"restore_command = 'cp {_LOG_FOLDER}/%f %p'\n{target}")
    (folder / "recovery.signal").touch()
    return f"{known[0]}: start PostgreSQL on {folder}, wait until it takes writes, then: manage.py restore --settle"


def _bring_log(vault: Vault, folder: Path) -> None:
    folder.mkdir()
    for name in vault.names(WAL):
        vault.fetch(name, folder / name.removeprefix(f"{WAL}/"))


def _forget_old(vault: Vault, *, now: datetime) -> None:
    """Remove base backups of more than a week, but the newest, and the log that only they need."""
    known = stamps(vault, BASES, _MARK)
    kept = [one for one in known if now - moment_of(one) <= KEPT] or known[:1]
    for stamp in set(known) - set(kept):
        for name in sorted(vault.names(f"{BASES}/{stamp}"), key=lambda one: not one.endswith(_MARK)):
            vault.remove(name)
    first = _first_segment(vault, kept[-1])
    for name in list(vault.names(WAL)):
        segment = name.removeprefix(f"{WAL}/")[:_SEGMENT]
        if len(segment) == _SEGMENT and segment[8:] < first[8:]:  # the first eight letters are the timeline
            vault.remove(name)


def _first_segment(vault: Vault, stamp: str) -> str:
    """Return the name of the first file of the log that the base backup needs."""
    with TemporaryDirectory(dir=settings.VAR) as name:
        packed = Path(name, _LOG)
        vault.fetch(f"{BASES}/{stamp}/{_LOG}", packed)
        with tarfile.open(packed) as there:
            return min(one for one in there.getnames() if len(one) == _SEGMENT)
