"""A copy comes back, into an empty place alone, and is looked at before anybody works on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from backend.backups import keys, photos
from backend.backups.copy import DATABASE, INDEX, Copy, fetched
from backend.backups.database import database
from backend.backups.failed import BackupFailed, NotEmpty
from backend.backups.look import differences, look_here
from backend.backups.vault import Vault
from backend.indicators.verify_month import verify_month
from backend.reports.models import Event
from backend.reports.sweep import missing_files
from backend.reports.uploads import photo_store
from backend.reports.verify import verify_beside, verify_history

LEAP = 1_000_000  # more than is ever filed between the last copy and the loss


@dataclass(frozen=True)
class Restored:
    """What came back: the copy, how many of its photos; ``faults``: what does not hold, a line each."""

    copy: Copy
    photos: int
    faults: tuple[str, ...]


def restore(vault: Vault, copy: Copy, *, most_photos: int | None = None) -> Restored:
    """Bring ``copy`` back into the database and the store of the settings, which must be empty. Raises BackupFailed.

    ``most_photos`` limits a drill to some of them; then missing ones are no fault. Let nobody work on the
    database meanwhile, and tell the voice before the worker starts (notifications.restored).
    """
    _check_empty(copy)
    if unlike := keys.strangers(copy.keys):
        raise BackupFailed(f"the copy was made under another {', '.join(unlike)}: set the one of that time")
    with TemporaryDirectory(dir=settings.VAR) as name:
        folder = Path(name)
        hashes = photos.read_index(fetched(vault, copy, INDEX, folder))
        file = fetched(vault, copy, DATABASE, folder)
        brought = photos.bring_back(photo_store(), vault, hashes, most=most_photos)
        database().restore(file)
    faults = [*differences(copy.looked, look_here()), *wrong(are_photos_whole=brought == len(hashes))]
    return Restored(copy, brought, tuple(faults))


def wrong(*, are_photos_whole: bool = True) -> Iterator[str]:
    """Yield what does not hold in the database of the settings: chains, words, closed months, photos without file."""
    yield from (f"{one.code} #{one.number}: {one.what}" for one in verify_history())
    yield from (f"{one.code} #{one.number}: {one.what}" for one in verify_beside())
    yield from (f"{one.month} ({one.revision}): {one.what}" for one in verify_month())
    if are_photos_whole:
        yield from (f"no file {name}" for name in missing_files())


def leap() -> None:
    """Let new events stand apart from those of the lost time: whoever heard of one must not take another for it."""
    database().leap(Event._meta.db_table, "seq", by=LEAP)  # noqa: SLF001  # documented


def _check_empty(copy: Copy) -> None:
    if connection.vendor != copy.vendor:
        raise BackupFailed(f"the copy is of {copy.vendor}, the database is {connection.vendor}")
    if not database().is_empty():
        raise NotEmpty("the database is not empty: a copy comes back into an empty place only")
    if next(iter(photo_store().names()), None) is not None:
        raise NotEmpty("the store of photos is not empty: a copy comes back into an empty place only")
    if others := database().others():
        raise NotEmpty(f"{others} others are connected to the database: stop every server and worker first")
