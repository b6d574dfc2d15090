"""A process of its own that decodes pictures: bounded in memory, killed when too slow, replaced when it dies.

Asked: one letter for the deed (c: clean, r: rendition), then the file. Answered: a JSON head, then two pictures, empty
where the head holds a refusal.
"""

import json
import os
import resource
import signal
import struct
import sys
import threading
import time
import warnings
from typing import Any

from backend.photos import limits, pipe

CLEAN, RENDITION = b"c", b"r"
_LOOK_UP_S = 1.0
_LENGTH = struct.Struct(">I")
_STDIN, _STDOUT = 0, 1


def serve(asked: int, answers: int) -> None:
    """Answer one request after the other until the parent closes the pipe."""
    from backend.photos import decode  # noqa: PLC0415  # loaded inside the bound of memory

    while True:
        try:
            request = pipe.receive(asked, most=limits.MAX_BYTES + 1)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, limits.ALARM_S)  # ends even a decoder that hangs without Python
        deed, raw = request[:1], request[1:]
        try:
            facts, first, second = decode.cleaned(raw) if deed == CLEAN else ({}, *decode.rendered(*edited(raw)))
        except decode.Unfit as unfit:
            facts, first, second = {"unfit": unfit.code}, b"", b""
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send(answers, json.dumps(facts).encode(), first, second)


def edited(request: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return the picture, and what is to become of it: see ``rendition``."""
    [length] = _LENGTH.unpack_from(request)
    start = _LENGTH.size
    return request[start + length :], json.loads(request[start : start + length])


def _bind(parent: int) -> None:
    """End with the process ``parent``, keep to the memory, write no files.

    PR_SET_PDEATHSIG would not do: the kernel fires it when the *thread* that started the worker ends, in the middle of
    another thread's photo. The closed pipe ends an idle worker, this watch one that decodes, the alarm one that hangs.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when we end
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # what Pillow warns of is refused or dropped
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_UP_S)
    os._exit(1)


def main() -> None:
    """Serve the process whose number is the first argument."""
    _bind(int(sys.argv[1]))
    serve(_STDIN, _STDOUT)


if __name__ == "__main__":
    main()
