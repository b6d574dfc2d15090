"""The S3 server (moto keeps all in memory) with its files in a folder: killed and started again it has what it had.

Started with the folder and the port. A file is on the disk before the server says that it has it.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import S3Backend, s3_backends
from moto.server import main

REGION = "us-east-1"


def keep_in(folder: Path) -> None:
    """Take in what lies in ``folder``, then write there whatever is put and removed."""
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for place in sorted(folder.iterdir()):
        backend.create_bucket(place.name, REGION)
        for file in place.iterdir():
            if file.suffix != ".part":
                backend.put_object(place.name, unquote(file.name), file.read_bytes())
    put, remove, make = S3Backend.put_object, S3Backend.delete_object, S3Backend.create_bucket

    def put_object(self: Any, bucket_name: str, key_name: str, value: bytes, *more: Any, **named: Any) -> Any:
        made = put(self, bucket_name, key_name, value, *more, **named)
        file = _file(folder, bucket_name, key_name)
        part = file.with_name(f"{uuid4().hex}.part")  # the same photo may be put twice at once
        part.write_bytes(value)
        part.rename(file)
        return made

    def delete_object(self: Any, bucket_name: str, key_name: str, *more: Any, **named: Any) -> Any:
        _file(folder, bucket_name, key_name).unlink(missing_ok=True)
        return remove(self, bucket_name, key_name, *more, **named)

    def create_bucket(self: Any, bucket_name: str, *more: Any, **named: Any) -> Any:
        made = make(self, bucket_name, *more, **named)
        (folder / bucket_name).mkdir(exist_ok=True)
        return made

    for name, deed in {
        "put_object": put_object,
        "delete_object": delete_object,
        "create_bucket": create_bucket,
    }.items():
        setattr(S3Backend, name, deed)


def _file(folder: Path, bucket: str, key: str) -> Path:
    return folder / bucket / quote(key, safe="")


if __name__ == "__main__":
    keep_in(Path(sys.argv[1]))
    main(["--host=127.0.0.1", f"--port={sys.argv[2]}"])
