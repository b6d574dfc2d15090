"""Where copies lie: a folder, or a bucket of any S3. A file is whole or absent."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from backend.backups.failed import BackupFailed


class Vault(Protocol):
    """What a folder and a bucket both do; every name is relative, with forward slashes."""

    def put(self, name: str, file: Path) -> None: ...
    def fetch(self, name: str, to: Path) -> None: ...
    def names(self, prefix: str) -> Iterator[str]: ...
    def remove(self, name: str) -> None: ...


class FolderVault:
    """Copies below ``root``, best a disk of another machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, file: Path) -> None:
        """Keep ``file`` under ``name``: written beside, flushed, renamed."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        try:
            with file.open("rb") as source, beside.open("wb") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise

    def fetch(self, name: str, to: Path) -> None:
        """Write the file ``name`` to ``to``; FileNotFoundError where there is none."""
        to.parent.mkdir(parents=True, exist_ok=True)
        with (self._root / name).open("rb") as source, to.open("wb") as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names below the folder ``prefix``, without unfinished ones."""
        for folder, _folders, files in os.walk(self._root / prefix):
            for file in files:
                if not (file.startswith(".") and file.endswith(".part")):
                    yield Path(folder, file).relative_to(self._root).as_posix()

    def remove(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)


class BucketVault:
    """Copies in a bucket of their own. What fails outside is an OSError."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._client: Any = boto3.session.Session().client(  # boto3 makes its classes when it runs
            "s3",
            endpoint_url=settings.S3_ENDPOINT_URL or None,
            region_name=settings.S3_REGION,
            aws_access_key_id=settings.S3_ACCESS_KEY_ID,
            aws_secret_access_key=settings.S3_SECRET_ACCESS_KEY,
        )

    def put(self, name: str, file: Path) -> None:
        """Keep ``file`` under ``name``, large ones in parts."""
        self._ask("upload_file", str(file), self._bucket, name)

    def fetch(self, name: str, to: Path) -> None:
        """Write the file ``name`` to ``to``; OSError where there is none."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self._ask("download_file", self._bucket, name, str(to))

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names below the folder ``prefix``."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Bucket=self._bucket, Prefix=f"{prefix}/", **more)
            yield from (str(one["Key"]) for one in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def remove(self, name: str) -> None:
        self._ask("delete_object", Bucket=self._bucket, Key=name)

    def _ask(self, deed: str, *words: str, **more: str) -> Any:
        try:
            return getattr(self._client, deed)(*words, **more)
        except (BotoCoreError, ClientError, boto3.exceptions.S3UploadFailedError) as failure:
            raise OSError(f"the bucket of copies: {type(failure).__name__}") from failure


def vault() -> Vault:
    """Return where copies lie. Raises BackupFailed where no place is set."""
    if settings.BACKUP_S3_BUCKET:
        return BucketVault(settings.BACKUP_S3_BUCKET)
    if settings.BACKUP_ROOT:
        return FolderVault(Path(settings.BACKUP_ROOT))
    raise BackupFailed("no place for copies is set: BACKUP_ROOT or BACKUP_S3_BUCKET")
