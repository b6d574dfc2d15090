"""Files that no row names, and rows whose file is gone: the two-way check of the photo store."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from backend.reports.models import Photo, Upload
from backend.reports.uploads import photo_store

GRACE = timedelta(hours=1)  # a file is written before its row; no request takes this long
_BATCH = 500
_COLUMNS: dict[type[Photo] | type[Upload], tuple[str, ...]] = {
    Photo: ("clean_name", "thumb_name", "public_name", "public_thumb_name"),
    Upload: ("clean_name", "thumb_name"),
}


def sweep_photos(now: datetime, *, dry_run: bool = False, grace: timedelta = GRACE) -> list[str]:
    """Forget uploads that are over, then remove files older than ``grace`` that no row names; return their names."""
    if not dry_run:
        Upload.objects.filter(expires_at__lte=now).delete()
    store = photo_store()
    old = (name for name, written_at in store.names() if _is_old(written_at, grace))
    orphans = [name for batch in _batches(old) for name in _unnamed(batch)]
    if not dry_run:
        for name in orphans:
            store.remove(name)
    return orphans


def missing_files() -> list[str]:
    """Return the names that rows hold and the store does not."""
    kept = {name for name, _written_at in photo_store().names()}
    return sorted({name for name in _named() if name and name not in kept})


def _named() -> Iterator[str]:
    for model, columns in _COLUMNS.items():
        for row in model.objects.values_list(*columns).iterator():
            yield from row


def _unnamed(names: Iterable[str]) -> list[str]:
    wanted = set(names)
    for model, columns in _COLUMNS.items():
        for column in columns:
            if wanted:
                found = model.objects.filter(**{f"{column}__in": wanted}).values_list(column, flat=True)
                wanted.difference_update(list(found))
    return sorted(wanted)


def _is_old(written_at: float, grace: timedelta) -> bool:
    """Files are dated by the machine that holds them, so their age is told by its clock too."""
    return time.time() - written_at > grace.total_seconds()


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _BATCH)):
        yield batch
