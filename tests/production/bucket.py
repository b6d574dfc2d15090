"""An S3 server on the loopback address (moto, its files in a folder), with one empty bucket."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx

from tests.production.servers import Server, Store
from tests.server import free_port

BUCKET = "long-bien-photos"
KEYS = {"aws_access_key_id": "only-for-tests", "aws_secret_access_key": "only-for-tests"}
STARTS_WITHIN_S = 60


@contextmanager
def bucket_server(folder: Path) -> Iterator[Store]:
    """Start the server with its files and its log in ``folder`` and make :data:`BUCKET`; end it afterwards."""
    port = free_port()
    files = folder / "s3"
    files.mkdir()
    command = [sys.executable, "-m", "tests.production.kept_bucket", str(files), str(port)]
    made = Store(f"http://127.0.0.1:{port}", Server(command, folder / "s3.log"))
    made.server.start()
    try:
        wait_for_bucket(made)
        client_of(made.address).create_bucket(Bucket=BUCKET)
        yield made
    finally:
        made.server.stop()


def client_of(address: str) -> Any:  # boto3 makes its classes when it runs
    return boto3.client("s3", endpoint_url=address, region_name="us-east-1", **KEYS)


def settings_of(address: str) -> dict[str, str]:
    """Return the environment by which the platform keeps its photos there."""
    return {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": address,
        "S3_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
        "S3_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
    }


def wait_for_bucket(made: Store) -> None:
    """Wait until the server answers; RuntimeError where it does not."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and made.server.process and made.server.process.poll() is None:
        try:
            httpx.get(made.address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no S3 at {made.address}")
