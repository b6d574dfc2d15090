"""An S3 server on the loopback address (moto), with one empty bucket."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx

from tests.server import free_port

BUCKET = "long-bien-photos"
KEYS = {"aws_access_key_id": "only-for-tests", "aws_secret_access_key": "only-for-tests"}
STARTS_WITHIN_S = 60


@contextmanager
def bucket_server(log: Path) -> Iterator[str]:
    """Start the server and make :data:`BUCKET`; yield its address, end it afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("ab") as lines:
        process = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"], stdout=lines, stderr=lines
        )
    try:
        _wait(address, process)
        client_of(address).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


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


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no S3 at {address}")
