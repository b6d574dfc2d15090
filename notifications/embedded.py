"""The worker of the embedded default: one thread of the server that runs the timetable, woken by new events."""

import atexit
import threading
import time
from collections.abc import Sequence

from django.db import close_old_connections, connections

from backend.core import bell
from backend.jobs import JOBS, Job
from notifications.worker import ON_NEWS, run

PATIENCE_S = 10.0  # for the job at hand when the server stops; what it leaves is found again at the next start


class Worker:
    """Runs ``jobs``, each when its time has come, and those of ON_NEWS when the bell rings."""

    def __init__(self, jobs: Sequence[Job] = JOBS) -> None:
        self._jobs = jobs
        self._due_at = dict.fromkeys((job.name for job in jobs), time.monotonic())
        self._woken = threading.Event()
        self._has_news = False
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._ticket = bell.listen(self._hear)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and wait for the job at hand, ten seconds at most."""
        bell.leave(self._ticket)
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_S)

    def _hear(self) -> None:
        self._has_news = True
        self._woken.set()

    def _work(self) -> None:
        try:
            while not self._stopping:
                self._one_round()
                self._woken.wait(max(0.0, min(self._due_at.values()) - time.monotonic()))
                self._woken.clear()
        finally:
            connections.close_all()

    def _one_round(self) -> None:
        has_news, self._has_news = self._has_news, False
        for job in self._jobs:
            is_due = time.monotonic() >= self._due_at[job.name]
            if self._stopping or not (is_due or (has_news and job.name in ON_NEWS)):
                continue
            close_old_connections()
            run(job)
            close_old_connections()
            self._due_at[job.name] = time.monotonic() + job.every.total_seconds()


_lock = threading.Lock()
_running: list[Worker] = []  # one at most


def start() -> None:
    """Start the process's worker; nothing happens where it runs already."""
    with _lock:
        if not _running:
            _running.append(Worker())
            _running[0].start()
            atexit.register(stop)


def stop() -> None:
    """Stop the process's worker, if there is one."""
    with _lock:
        if _running:
            _running.pop().stop()
            atexit.unregister(stop)
