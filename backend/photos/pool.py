"""The few workers that decode pictures, lent to one thread at a time; one that is too slow is killed and replaced."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO

from backend.photos.worker import receive, send

WORKERS = 2  # a picture keeps one core busy; more would only share it
TIMEOUT_S = 20.0  # for one picture: 12 megapixels take about a fifth of a second
_ROOT = Path(__file__).resolve().parents[2]


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
        process = self._running()
        is_slow = threading.Event()

        def kill() -> None:
            is_slow.set()
            process.kill()

        watch = threading.Timer(timeout_s, kill)
        watch.start()
        try:
            send(_pipe(process.stdin), request)
            head, first, second = (receive(_pipe(process.stdout)) for _ in range(3))
            return Answer(json.loads(head), first, second)
        except (EOFError, OSError) as gone:
            self.end()
            raise WorkerFailed(is_slow=is_slow.is_set()) from gone
        finally:
            watch.cancel()

    def end(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was still to be written goes nowhere
                    _pipe(pipe).close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "backend.photos.worker"],
                cwd=_ROOT,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # threads of numpy would each take address space
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


class Pool:
    """Workers for all threads of this process; a child made by fork gets workers of its own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._owner = 0
        self._free: LifoQueue[Worker] = LifoQueue()

    def ask(self, request: bytes, *, timeout_s: float = TIMEOUT_S) -> Answer:
        """Return a worker's answer, waiting for a free one. Raises WorkerFailed."""
        with self._lent() as worker:
            return worker.ask(request, timeout_s=timeout_s)

    def end(self) -> None:
        """End the workers that are free; one that is lent dies with this process."""
        free = self._workers()
        while True:
            try:
                worker = free.get_nowait()
            except Empty:
                return
            worker.end()

    @contextmanager
    def _lent(self) -> Iterator[Worker]:
        free = self._workers()
        worker = free.get()
        try:
            yield worker
        finally:
            free.put(worker)

    def _workers(self) -> "LifoQueue[Worker]":
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._free = os.getpid(), LifoQueue()
                for _ in range(self._size):
                    self._free.put(Worker())
            return self._free


pool = Pool(WORKERS)
atexit.register(pool.end)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe
