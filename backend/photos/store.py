"""Photo files by name: the clean ones by their content, the public ones by chance. On disk before they are named."""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

PUBLIC = "public"
_SUFFIX = ".jpg"
_RANDOM_BYTES = 20


def content_name(data: bytes) -> str:
    """Return the name of a picture for staff: the SHA-256 of its content."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:2]}/{digest}{_SUFFIX}"


def random_name() -> str:
    """Return a new name of a released picture."""
    token = secrets.token_hex(_RANDOM_BYTES)
    return f"{PUBLIC}/{token[:2]}/{token}{_SUFFIX}"


class FileStore:
    """Files below ``root``; every name is relative to it, with forward slashes."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(os.path.normpath(root))

    def put(self, data: bytes) -> str:
        """Keep ``data`` under the SHA-256 of its content; return the name. Safe to repeat; OSError on a full disk."""
        name = content_name(data)
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
        name = random_name()
        self._write(self.path(name), data)
        return name

    def copy_random(self, name: str) -> str:
        """Return another name by chance for the file ``name``, without writing its bytes again where links can be."""
        new = random_name()
        path = self.path(new)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.path(name), path)
        except OSError:  # a disk without links
            shutil.copyfile(self.path(name), path)
        return new

    def put_named(self, name: str, data: bytes) -> None:
        """Keep ``data`` under a name it had before: a backup comes back."""
        self._write(self.path(name), data)

    def read(self, name: str) -> bytes:
        """Return the file; FileNotFoundError where there is none, or the name leads out of the store."""
        return self.path(name).read_bytes()

    def path(self, name: str) -> Path:
        """Return where ``name`` lies; FileNotFoundError for a name that leads out of the store."""
        path = Path(os.path.normpath(self.root / name))
        if "\0" in name or self.root not in path.parents:
            raise FileNotFoundError(name)
        return path

    def address(self, name: str, *, for_s: int) -> str:  # noqa: ARG002  # a bucket's asks for both
        """Return an empty text: files on a disk have no address of their own."""
        return ""

    def make(self) -> None:
        """Make the folder where it is not there yet."""
        self.root.mkdir(parents=True, exist_ok=True)

    def try_out(self) -> None:
        """Write a small file; OSError where that fails."""
        self.make()
        with tempfile.TemporaryFile(dir=self.root) as file:
            file.write(b"ready")

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


class Store(Protocol):
    """What a disk and a bucket both do."""

    def put(self, data: bytes) -> str: ...
    def put_random(self, data: bytes) -> str: ...
    def copy_random(self, name: str) -> str: ...
    def put_named(self, name: str, data: bytes) -> None: ...
    def read(self, name: str) -> bytes: ...
    def remove(self, name: str) -> None: ...
    def names(self) -> Iterator[tuple[str, float]]: ...
    def address(self, name: str, *, for_s: int) -> str: ...
    def make(self) -> None: ...
    def try_out(self) -> None: ...
