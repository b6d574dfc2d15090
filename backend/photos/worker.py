"""A process of its own that decodes pictures: bounded in memory, killed when too slow, replaced when it dies.

Frames on the pipes: a length (4 bytes, big endian) and that many bytes. Asked: one letter for the deed (c: clean, r:
rendition), then the file. Answered: a JSON head, then two pictures, empty where the head holds a refusal.
"""

import ctypes
import json
import resource
import signal
import struct
import sys
from typing import IO

MEMORY_BYTES = 1_500_000_000  # a picture of 50 megapixels takes about 600 MB at its widest
CLEAN, RENDITION = b"c", b"r"
_LENGTH = struct.Struct(">I")
_PARENT_DIED = 1  # PR_SET_PDEATHSIG


def send(pipe: IO[bytes], *frames: bytes) -> None:
    """Write ``frames`` and flush."""
    for frame in frames:
        pipe.write(_LENGTH.pack(len(frame)))
        pipe.write(frame)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Return the next frame; EOFError where the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    [length] = _LENGTH.unpack(head)
    frame = pipe.read(length)
    if len(frame) < length:
        raise EOFError
    return frame


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one request after the other until the parent closes the pipe."""
    from backend.photos import decode  # noqa: PLC0415  # loaded inside the bound of memory

    while True:
        try:
            request = receive(asked)
        except EOFError:
            return
        deed, raw = request[:1], request[1:]
        try:
            facts, first, second = decode.cleaned(raw) if deed == CLEAN else ({}, *decode.rendered(raw))
            send(answers, json.dumps(facts).encode(), first, second)
        except decode.Unfit as unfit:
            send(answers, json.dumps({"unfit": unfit.code}).encode(), b"", b"")


def main() -> None:
    """Bind this process to its parent and to its memory, then serve."""
    ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when we end
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
