"""One copy: what it is called, what is in it, and that its files are whole."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backend.backups.failed import BackupFailed
from backend.backups.look import Look
from backend.backups.vault import Vault

COPIES, PHOTOS, WAL, BASES = "copies", "photos", "wal", "bases"  # the folders of a vault
MANIFEST, DATABASE, INDEX, KEYS = "manifest.json", "database", "photos", "keys"
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_FORM = 1


@dataclass(frozen=True)
class Copy:
    """What a copy says of itself; it is written last of all: what has none is no copy."""

    stamp: str
    vendor: str
    looked: Look
    hashes: Mapping[str, str]  # SHA-256 by file of the copy
    keys: Mapping[str, str]  # prints
    photos: int = 0
    size_bytes: int = 0
    form: int = field(default=_FORM)

    def file(self, name: str) -> str:
        return f"{COPIES}/{self.stamp}/{name}"

    def made_at(self) -> datetime:
        return moment_of(self.stamp)


def stamp_of(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def moment_of(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def stamps(vault: Vault, folder: str = COPIES, last_file: str = MANIFEST) -> list[str]:
    """Return the names of whole copies, the newest first."""
    found = (name.split("/") for name in vault.names(folder))
    whole = {parts[1] for parts in found if len(parts) == 3 and parts[2] == last_file}  # folder, stamp, file
    return sorted((one for one in whole if _STAMP.fullmatch(one)), reverse=True)


def keep(copy: Copy, vault: Vault) -> None:
    """Write what the copy says of itself: from now on it is one."""
    put_bytes(vault, copy.file(MANIFEST), json.dumps(asdict(copy), indent=1).encode())


def read(vault: Vault, stamp: str) -> Copy:
    """Return the copy of that name. Raises BackupFailed."""
    try:
        told: dict[str, Any] = json.loads(get_bytes(vault, f"{COPIES}/{stamp}/{MANIFEST}"))
        copy = Copy(**{**told, "looked": Look(**told["looked"])})
    except (OSError, ValueError, TypeError, KeyError) as failure:
        raise BackupFailed(f"there is no copy {stamp}") from failure
    if copy.form != _FORM:
        raise BackupFailed(f"the copy {stamp} has another form: {copy.form}")
    return copy


def fetched(vault: Vault, copy: Copy, name: str, folder: Path) -> Path:
    """Bring one file of the copy into ``folder``. Raises BackupFailed where it is not what was written."""
    to = folder / name
    vault.fetch(copy.file(name), to)
    if hash_of(to) != copy.hashes[name]:
        raise BackupFailed(f"{name} of the copy {copy.stamp} is not what was written")
    return to


def hash_of(file: Path) -> str:
    with file.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest()


def put_bytes(vault: Vault, name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "file")
        file.write_bytes(data)
        vault.put(name, file)


def get_bytes(vault: Vault, name: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "file")
        vault.fetch(name, file)
        return file.read_bytes()
