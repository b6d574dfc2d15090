"""Photo files by name: the clean ones by their content, the public ones by chance. On disk before they are named."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

PUBLIC = "public"
_SUFFIX = ".jpg"
_RANDOM_BYTES = 20


class FileStore:
    """Files below ``root``; every name is relative to it, with forward slashes."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(os.path.normpath(root))

    def put(self, data: bytes) -> str:
        """Keep ``data`` under the SHA-256 of its content; return the name. Safe to repeat; OSError on a full disk."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:2]}/{digest}{_SUFFIX}"
        path = self.path(name)
        try:
            os.utime(path)  # younger again: the sweep takes only what is old
        except FileNotFoundError:
            self._write(path, data)
        else:
            self._flush_folders(path)  # whoever renamed it may not have come to that yet
        return name

    def put_random(self, data: bytes) -> str:
        """Keep ``data`` under a name that nobody can guess and return it."""
        token = secrets.token_hex(_RANDOM_BYTES)
        name = f"{PUBLIC}/{token[:2]}/{token}{_SUFFIX}"
        self._write(self.path(name), data)
        return name

    def read(self, name: str) -> bytes:
        """Return the file; FileNotFoundError where there is none, or the name leads out of the store."""
        return self.path(name).read_bytes()

    def path(self, name: str) -> Path:
        """Return where ``name`` lies; FileNotFoundError for a name that leads out of the store."""
        path = Path(os.path.normpath(self.root / name))
        if "\0" in name or self.root not in path.parents:
            raise FileNotFoundError(name)
        return path

    def remove(self, name: str) -> None:
        """Remove the file; what is gone already is gone."""
        self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every file's name and when it was last written (seconds since 1970), unfinished ones included."""
        for folder, _folders, files in os.walk(self.root):
            for file in files:
                path = Path(folder, file)
                try:
                    written_at = path.stat().st_mtime
                except FileNotFoundError:  # removed or renamed a moment ago
                    continue
                yield path.relative_to(self.root).as_posix(), written_at

    def _write(self, path: Path, data: bytes) -> None:
        """Write beside, flush, rename, flush the folder: after a power cut the file is whole or absent."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with beside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        self._flush_folders(path)

    def _flush_folders(self, path: Path) -> None:
        """Flush the folders from that of ``path`` up to the root: each may be new."""
        for folder in path.parents:
            _flush_folder(folder)
            if folder == self.root:
                return


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
