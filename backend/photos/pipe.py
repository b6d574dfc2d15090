"""Frames on the pipes between a server and its workers: a length (4 bytes, big endian) and that many bytes.

Plain file descriptors without buffers: a fork in the middle of a frame has nothing half written to repeat.
"""

import os
import select
import struct
import time
from contextlib import suppress

_LENGTH = struct.Struct(">I")
_CHUNK_BYTES = 1 << 20


def send(pipe: int, *frames: bytes, deadline: float | None = None) -> None:
    """Write ``frames``. OSError where nobody reads any more, TimeoutError after ``deadline`` (time.monotonic)."""
    for frame in frames:
        _write(pipe, _LENGTH.pack(len(frame)), deadline)
        _write(pipe, frame, deadline)


def receive(pipe: int, *, most: int, deadline: float | None = None) -> bytes:
    """Return the next frame.

    EOFError where nobody writes any more or it is over ``most`` bytes, TimeoutError after ``deadline`` (monotonic).
    """
    [length] = _LENGTH.unpack(_read(pipe, _LENGTH.size, deadline))
    if length > most:
        raise EOFError(f"a frame of {length} bytes")
    return _read(pipe, length, deadline)


def _write(pipe: int, data: bytes, deadline: float | None) -> None:
    rest = memoryview(data)
    while rest:
        _wait(pipe, select.POLLOUT, deadline)
        with suppress(BlockingIOError):  # the pipe filled up in between: wait again
            rest = rest[os.write(pipe, rest[:_CHUNK_BYTES]) :]


def _read(pipe: int, length: int, deadline: float | None) -> bytes:
    found = bytearray()
    while len(found) < length:
        _wait(pipe, select.POLLIN, deadline)
        chunk = os.read(pipe, min(length - len(found), _CHUNK_BYTES))
        if not chunk:
            raise EOFError("the other side is gone")
        found += chunk
    return bytes(found)


def _wait(pipe: int, event: int, deadline: float | None) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left_ms = None if deadline is None else max(0.0, (deadline - time.monotonic()) * 1000)
    if not poll.poll(left_ms):
        raise TimeoutError
