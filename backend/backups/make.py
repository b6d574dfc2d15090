"""A copy is made: photos, the database in one moment, photos once more, keys; then old copies go."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from backend.backups import copy as copies
from backend.backups import keys, photos
from backend.backups.copy import COPIES, DATABASE, INDEX, KEYS, Copy, fetched, hash_of, stamp_of
from backend.backups.database import database
from backend.backups.failed import BackupFailed
from backend.backups.look import look
from backend.backups.models import Run, Work
from backend.backups.vault import Vault
from backend.reports.uploads import photo_store

KEPT = timedelta(days=7)  # every copy
KEPT_DAILY = timedelta(days=30)  # of older ones the first of a day
RUNS_KEPT = timedelta(days=90)


def backup(vault: Vault, *, now: datetime) -> Copy:
    """Make a copy named after ``now`` and return it. Raises BackupFailed, or OSError where the vault is away.

    Photos come first, for a report may lose one while the database is copied, and once more after it, for new ones.
    """
    with TemporaryDirectory(dir=settings.VAR) as name, _run(Work.BACKUP, now=now) as run:
        folder = Path(name)
        known = _last_index(vault, folder)
        hashes = photos.copy_new(photo_store(), vault, known)
        looked = database().dump(folder / DATABASE, look)
        hashes |= photos.copy_new(photo_store(), vault, known | hashes)
        photos.write_index(hashes, folder / INDEX)
        files = [folder / DATABASE, folder / INDEX]
        if settings.BACKUP_PASSPHRASE:
            (folder / KEYS).write_bytes(keys.sealed(settings.BACKUP_PASSPHRASE))
            files.append(folder / KEYS)
        made = Copy(
            stamp=stamp_of(now),
            vendor=connection.vendor,
            looked=looked,
            hashes={file.name: hash_of(file) for file in files},
            keys=keys.prints(),
            photos=len(hashes),
            size_bytes=sum(file.stat().st_size for file in files),
        )
        for file in files:
            vault.put(made.file(file.name), file)
        copies.keep(made, vault)
        run.stamp, run.size_bytes = made.stamp, made.size_bytes
    forget_old(vault, now=now)
    return made


def forget_old(vault: Vault, *, now: datetime) -> list[str]:
    """Remove copies that are over, with the photos only they name; return their names."""
    kept = set(_kept(copies.stamps(vault), now=now))
    gone = {one.split("/")[1] for one in vault.names(COPIES)} - kept
    old = sorted(one for one in gone if one < stamp_of(now - timedelta(days=1)))  # a younger one may be in the making
    for stamp in old:
        for name in sorted(vault.names(f"{COPIES}/{stamp}"), key=lambda one: not one.endswith(copies.MANIFEST)):
            vault.remove(name)
    if old:
        with TemporaryDirectory(dir=settings.VAR) as folder:
            named: set[str] = set()
            for stamp in kept:
                named.update(photos.read_index(fetched(vault, copies.read(vault, stamp), INDEX, Path(folder))))
            photos.forget(vault, named)
    Run.objects.filter(started_at__lt=now - RUNS_KEPT).delete()
    return old


def _kept(stamps: list[str], *, now: datetime) -> Iterator[str]:
    """Yield which of ``stamps`` (the newest first) stay: all of a week, one a day of a month, the newest always."""
    oldest, daily = stamp_of(now - KEPT), stamp_of(now - KEPT_DAILY)
    first_of_day = {stamp[:8]: stamp for stamp in stamps}
    for place, stamp in enumerate(stamps):
        is_daily = stamp >= daily and first_of_day[stamp[:8]] == stamp
        if place == 0 or stamp >= oldest or is_daily:
            yield stamp


def _last_index(vault: Vault, folder: Path) -> dict[str, str]:
    """Return what the newest copy says of photos; nothing where there is none: then all are read anew."""
    for stamp in copies.stamps(vault)[:1]:
        return photos.read_index(fetched(vault, copies.read(vault, stamp), INDEX, folder))
    return {}


@contextmanager
def _run(work: Work, *, now: datetime) -> Iterator[Run]:
    """Write down that the work began and how it ended, as far as there is a database to write to."""
    run = Run(work=work, started_at=now)
    try:
        run.save()
        yield run
    except (BackupFailed, OSError, DatabaseError) as failure:
        run.error = (str(failure) if isinstance(failure, BackupFailed) else type(failure).__name__)[:200]
        raise
    finally:
        run.ended_at = timezone.now()
        _save(run)


def _save(run: Run) -> None:
    try:
        run.save()
    except DatabaseError:
        connection.close()  # away: the watch sees that no copy has been made
