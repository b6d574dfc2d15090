"""In production, after a commit with events: tell the worker and the other processes, from threads of their own.

The committing thread only sets a flag. Where Redis is away that is logged once, and the news is found all the same:
by the worker when its clock rings, by the hubs when they look by themselves.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable

from channels.layers import get_channel_layer
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from backend.core import bell
from notifications.worker import ON_NEWS

log = logging.getLogger(__name__)
GROUP = "news"
WORKER_PAUSE_S = 1.0  # a job that is begun for each of ten reports a second asks ten times what one asking brings
_of_thread = threading.local()
HINT = {"type": "news"}  # that there is something; what it is stands in the database


class Herald:
    """Passes on by ``tell`` that there is news. Rings that come while one is passed on are passed on together.

    So are those within ``pause_s`` seconds after it: the first is passed on at once, all the others after that time.
    """

    def __init__(self, tell: Callable[[], None], *, pause_s: float = 0.0) -> None:
        self._tell = tell
        self._pause_s = pause_s
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._process = 0
        self._is_away = False

    def ring(self) -> None:
        """Note that there is news; returns at once. The thread begins with the first ring in each process."""
        with self._lock:
            if self._process != os.getpid():  # a worker process is a fork, and threads do not come along
                self._process = os.getpid()
                threading.Thread(target=self._work, name="herald", daemon=True).start()
        self._rung.set()

    def pass_on(self) -> None:
        """Tell once; what Redis says against it is logged once until it works again."""
        try:
            self._tell()
        except (OperationalError, RedisError, OSError) as away:
            if not self._is_away:
                log.warning("Redis is away (%s): news is found by looking until it is back.", away)
            self._is_away = True
        else:
            self._is_away = False

    def _work(self) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            self.pass_on()
            time.sleep(self._pause_s)


def tell_hubs() -> None:
    """Send the hint to the hubs of all processes, by this thread's own loop, which keeps its connection to Redis."""
    try:
        _loop_of_thread().run(_to_hubs())
    except (RedisError, OSError):  # of a Redis that was there before: its successor gets a new connection
        _of_thread.loop.close()
        del _of_thread.loop
        _loop_of_thread().run(_to_hubs())


async def _to_hubs() -> None:
    await get_channel_layer().group_send(GROUP, HINT)


def _loop_of_thread() -> asyncio.Runner:
    if not hasattr(_of_thread, "loop"):
        _of_thread.loop = asyncio.Runner()
    return _of_thread.loop  # type: ignore[no-any-return]  # a thread's own values have no types


def tell_worker() -> None:
    """Give the worker its jobs that new events bring."""
    app = import_string("backend.celery.app")
    for name in ON_NEWS:
        app.send_task("notifications.run", [name], retry=False, ignore_result=True)


def listen() -> None:
    """Let the bell of this process be heard by the others. The hubs do not wait for Celery."""
    for herald in (Herald(tell_hubs), Herald(tell_worker, pause_s=WORKER_PAUSE_S)):
        bell.listen(herald.ring)
