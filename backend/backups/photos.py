"""Photos into the vault and back: a name's content never changes, so each goes there once."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from backend.backups.copy import PHOTOS, get_bytes, put_bytes
from backend.backups.failed import BackupFailed
from backend.backups.vault import Vault
from backend.photos.store import Store


def copy_new(store: Store, vault: Vault, known: Mapping[str, str]) -> dict[str, str]:
    """Bring what the vault lacks, and return the hash (SHA-256) of every photo by name; ``known`` are those there."""
    there = {name.removeprefix(f"{PHOTOS}/") for name in vault.names(PHOTOS)}
    hashes: dict[str, str] = {}
    for name, _written_at in store.names():
        if name.rpartition("/")[2].startswith("."):  # not yet written
            continue
        if name in there and name in known:
            hashes[name] = known[name]
            continue
        try:
            data = store.read(name)
        except FileNotFoundError:  # taken down a moment ago
            continue
        hashes[name] = hashlib.sha256(data).hexdigest()
        put_bytes(vault, f"{PHOTOS}/{name}", data)
    return hashes


def bring_back(store: Store, vault: Vault, hashes: Mapping[str, str], *, most: int | None = None) -> int:
    """Write ``most`` photos of the vault (None: all) to the store. Raises BackupFailed where one is not what it was."""
    brought = 0
    for name, kept in islice(hashes.items(), most):
        try:
            data = get_bytes(vault, f"{PHOTOS}/{name}")
        except OSError as failure:
            raise BackupFailed(f"the photo {name} is not in the vault") from failure
        if hashlib.sha256(data).hexdigest() != kept:
            raise BackupFailed(f"the photo {name} is not what was written")
        store.put_named(name, data)
        brought += 1
    return brought


def forget(vault: Vault, kept: set[str]) -> int:
    """Remove the photos that no kept copy names: what was deleted by schedule goes from here as well."""
    gone = [name for name in vault.names(PHOTOS) if name.removeprefix(f"{PHOTOS}/") not in kept]
    for name in gone:
        vault.remove(name)
    return len(gone)


def write_index(hashes: Mapping[str, str], to: Path) -> None:
    with gzip.open(to, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{kept}\t{name}\n" for name, kept in sorted(hashes.items()))


def read_index(file: Path) -> dict[str, str]:
    return dict(_lines(file))


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            kept, _tab, name = line.rstrip("\n").partition("\t")
            yield name, kept
