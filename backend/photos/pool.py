"""The few workers that decode pictures, lent to one thread at a time; one that is too slow is killed and replaced."""

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO

from backend.photos.limits import TIMEOUT_S
from backend.photos.pipe import receive, send

WORKERS = 2  # a picture keeps one core busy; more would only share it
_MOST_ANSWER_BYTES = 50_000_000  # far above any picture of ours: a worker gone mad does not fill our memory
_ROOT = Path(__file__).resolve().parents[2]
# A process that reads what strangers send is told no secrets of the settings.
_TOLD = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")


class WorkerFailed(Exception):
    """The worker died over a picture, or was too slow (``is_slow``) and was killed."""

    def __init__(self, *, is_slow: bool) -> None:
        super().__init__("too slow" if is_slow else "died")
        self.is_slow = is_slow


@dataclass(frozen=True)
class Answer:
    """What a worker said: facts, and two pictures."""

    facts: dict[str, object]
    first: bytes
    second: bytes


class Worker:
    """One process, started at its first request."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: bytes, *, timeout_s: float) -> Answer:
        """Return the answer to ``request``; WorkerFailed where the process dies or is not done in time."""
        try:
            return _exchange(self._running(), request, deadline=time.monotonic() + timeout_s)
        except TimeoutError as late:
            self.end()
            raise WorkerFailed(is_slow=True) from late
        except (EOFError, OSError, ValueError) as gone:
            self.end()
            raise WorkerFailed(is_slow=False) from gone
        except BaseException:  # whoever asked is interrupted: the next must not be given this one's picture
            self.end()
            raise

    def end(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-B", "-m", "backend.photos.worker", str(os.getpid())],
                cwd=_ROOT,
                env=_surroundings(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            for pipe in (self._process.stdin, self._process.stdout):
                os.set_blocking(_number(pipe), False)
        return self._process


class Pool:
    """Workers for all threads of this process; a child made by fork gets workers of its own."""

    def __init__(self, size: int, *, timeout_s: float = TIMEOUT_S) -> None:
        self._size = size
        self._timeout_s = timeout_s
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def ask(self, request: bytes) -> Answer:
        """Return a worker's answer, waiting for a free one. Raises WorkerFailed."""
        with self._lent() as worker:
            return worker.ask(request, timeout_s=self._timeout_s)

    def end(self) -> None:
        """End the workers that are free; one that is lent dies with this process."""
        ended = []
        while True:
            try:
                ended.append(self._free.get_nowait())
            except Empty:
                break
        for worker in ended:
            worker.end()
            self._free.put(worker)

    @contextmanager
    def _lent(self) -> Iterator[Worker]:
        free = self._free
        worker = free.get()
        try:
            yield worker
        finally:
            free.put(worker)

    def _renew(self) -> None:
        """Start with workers of our own; those of the parent, and its locks, are left alone."""
        self._free: LifoQueue[Worker] = LifoQueue()
        for _ in range(self._size):
            self._free.put(Worker())


pool = Pool(WORKERS)
atexit.register(pool.end)


def _exchange(process: "subprocess.Popen[bytes]", request: bytes, *, deadline: float) -> Answer:
    send(_number(process.stdin), request, deadline=deadline)
    head, first, second = (
        receive(_number(process.stdout), most=_MOST_ANSWER_BYTES, deadline=deadline) for _ in range(3)
    )
    return Answer(json.loads(head), first, second)


def _surroundings() -> dict[str, str]:
    told = {name: os.environ[name] for name in _TOLD if name in os.environ}
    return told | {"OPENBLAS_NUM_THREADS": "1"}  # threads of numpy would each take address space


def _number(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise EOFError
    return pipe.fileno()
