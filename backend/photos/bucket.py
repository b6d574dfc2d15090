"""Photo files in a bucket of any S3: the same names as on a disk, nothing public, addresses signed for a while."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from backend.photos.store import content_name, random_name

_GONE = {"404", "NoSuchKey", "NotFound"}
_PATIENCE = Config(
    signature_version="s3v4",
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=32,
    s3={"addressing_style": "path"},
)
T = TypeVar("T")


@dataclass(frozen=True)
class Bucket:
    """Where the bucket is and by which keys; ``signed`` is the address that browsers reach, ``endpoint`` ours."""

    name: str
    endpoint: str
    signed: str
    region: str
    key_id: str
    secret: str = field(repr=False)


class BucketStore:
    """Files of one bucket. What fails outside is an OSError (EIO): an outage, answered as a full disk is."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.process = os.getpid()

    def put(self, data: bytes) -> str:
        """Keep ``data`` under the SHA-256 of its content; return the name. Safe to repeat: it is younger again."""
        return self._write(content_name(data), data)

    def put_random(self, data: bytes) -> str:
        """Keep ``data`` under a name that nobody can guess and return it."""
        return self._write(random_name(), data)

    def copy_random(self, name: str) -> str:
        """Return another name by chance for the file ``name``; the bucket copies it by itself."""
        new, bucket = random_name(), self.bucket.name
        source = {"Bucket": bucket, "Key": name}
        self._ask(lambda: self._client.copy_object(Bucket=bucket, Key=new, CopySource=source))
        return new

    def put_named(self, name: str, data: bytes) -> None:
        """Keep ``data`` under a name it had before: a backup comes back."""
        self._write(name, data)

    def read(self, name: str) -> bytes:
        """Return the file; FileNotFoundError where there is none."""
        if not name:
            raise FileNotFoundError(name)
        return self._ask(lambda: self._whole(name))

    def remove(self, name: str) -> None:
        """Remove the file; what is gone already is gone."""
        self._ask(lambda: self._client.delete_object(Bucket=self.bucket.name, Key=name))

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every file's name and when it was last written (seconds since 1970)."""
        token: dict[str, str] = {}
        is_over = False
        while not is_over:
            page = self._ask(partial(self._client.list_objects_v2, Bucket=self.bucket.name, **token))
            for one in page.get("Contents", ()):
                if not one["Key"].startswith("."):
                    yield one["Key"], one["LastModified"].timestamp()
            is_over = not page.get("IsTruncated")
            token = {"ContinuationToken": page.get("NextContinuationToken", "")}

    def address(self, name: str, *, for_s: int) -> str:
        """Return an address at which anybody reads the file for ``for_s`` seconds. Asks nobody."""
        return str(
            self._signing.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self.bucket.name,
                    "Key": name,
                    "ResponseContentType": "image/jpeg",
                    "ResponseCacheControl": f"private, max-age={for_s}",
                },
                ExpiresIn=for_s,
            )
        )

    def make(self) -> None:
        """Make the bucket where it is not there yet; OSError where it can neither be found nor made."""
        try:
            self._ask(lambda: self._client.head_bucket(Bucket=self.bucket.name))
        except FileNotFoundError:
            self._ask(lambda: self._client.create_bucket(Bucket=self.bucket.name))

    def try_out(self) -> None:
        """Write a small file; OSError where that fails."""
        self._write(".ready", b"ready", kind="text/plain")

    def _whole(self, name: str) -> bytes:
        found: bytes = self._client.get_object(Bucket=self.bucket.name, Key=name)["Body"].read()
        return found

    def _write(self, name: str, data: bytes, kind: str = "image/jpeg") -> str:
        digest = hashlib.sha256(data).hexdigest()
        self._ask(
            lambda: self._client.put_object(
                Bucket=self.bucket.name, Key=name, Body=data, ContentType=kind, Metadata={"sha256": digest}
            )
        )
        return name

    def _ask(self, deed: Callable[[], T]) -> T:
        try:
            return deed()
        except ClientError as failure:
            if failure.response.get("Error", {}).get("Code") in _GONE:
                raise FileNotFoundError(errno.ENOENT, "no such photo") from failure
            raise OSError(errno.EIO, "the store of photos refuses") from failure
        except BotoCoreError as failure:
            raise OSError(errno.EIO, "the store of photos does not answer") from failure

    @cached_property
    def _client(self) -> Any:  # boto3 makes its classes when it runs
        return self._made(self.bucket.endpoint)

    @cached_property
    def _signing(self) -> Any:  # as above
        return self._made(self.bucket.signed)

    def _made(self, endpoint: str) -> Any:
        session = boto3.session.Session()
        return session.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=self.bucket.region,
            aws_access_key_id=self.bucket.key_id,
            aws_secret_access_key=self.bucket.secret,
            config=_PATIENCE,
        )
