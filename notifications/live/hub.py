"""The hub: one per process looks at the history once for all its sockets and hands out what is new."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from backend.core import bell
from backend.core.measured import SOCKETS
from notifications.herald import GROUP
from notifications.live.news import News, after, latest_seq
from notifications.live.sight import Seat, Sight, latest_recall, sights

log = logging.getLogger(__name__)
SLOW_LOOK_S = 2.0  # a hint that got lost costs this much at most
SIGHT_S = 15.0  # who signs out is closed after this long; who is let go, loses a post or ends a key, at once
NEWS_SIGHT_S = 1.0  # no news is handed out on a look at rights older than this
MOST_OF = {"person": 20, "address": 200}  # sockets at a time in this process; behind one address are many households
_BATCH = 500


class Listener(Protocol):
    """What the hub needs of a socket. ``seat`` is None for anyone's; ``of`` says whose it is: "person 7"."""

    of: str
    seat: Seat | None

    def offer(self, news: News) -> None: ...

    def look_again(self, sight: Sight | None) -> None: ...


class Hub:
    """Wakes by the bell of its own process, by a hint of another's, or by itself; asleep while nobody listens."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._number_of: Counter[str] = Counter()
        self._woken = asyncio.Event()
        self._door = asyncio.Lock()
        self._work: list[asyncio.Task[None]] = []
        self._ticket: bell.Ticket | None = None
        self._read_to = 0
        self._looked_at = 0.0
        self._recalled = 0

    async def join(self, listener: Listener) -> bool:
        """From here on ``listener`` is offered all news; False where whose it is has too many open already."""
        async with self._door:
            if settings.RATE_LIMITS and self._number_of[listener.of] >= MOST_OF[_kind(listener)]:
                return False
            if not self._listeners:
                await self._wake_up()
            self._listeners.add(listener)
            self._number_of[listener.of] += 1
            SOCKETS.labels(_kind(listener)).inc()
            return True

    async def leave(self, listener: Listener) -> None:
        async with self._door:
            if listener in self._listeners:
                self._listeners.remove(listener)
                SOCKETS.labels(_kind(listener)).dec()
                self._number_of -= Counter([listener.of])  # what is none any more is forgotten
            if not self._listeners:
                await self._fall_asleep()

    async def _wake_up(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticket = bell.listen(lambda: _hear(loop, self._woken))
        self._read_to = await database_sync_to_async(latest_seq)()
        self._recalled = await database_sync_to_async(latest_recall)()
        self._looked_at = loop.time()
        self._work = [asyncio.create_task(self._look())]
        if not settings.EMBEDDED:
            self._work.append(asyncio.create_task(self._hear_others()))

    async def _fall_asleep(self) -> None:
        if self._ticket is not None:
            bell.leave(self._ticket)
            self._ticket = None
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        self._work = []

    async def _look(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SLOW_LOOK_S):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                await self._hand_out()
            except (DatabaseError, InterfaceError):
                log.warning("The hub cannot read the history; it tries again.", exc_info=True)
                await asyncio.sleep(SLOW_LOOK_S)

    async def _hand_out(self) -> None:
        await self._check_sights(within_s=SIGHT_S)
        page = await database_sync_to_async(after)(self._read_to, most=_BATCH)
        if page.news:
            await self._check_sights(within_s=NEWS_SIGHT_S)
        for news in page.news:
            for listener in tuple(self._listeners):
                listener.offer(news)
        self._read_to = page.read_to
        if not page.is_all:
            self._woken.set()

    async def _check_sights(self, *, within_s: float) -> None:
        now, recalled = asyncio.get_running_loop().time(), await database_sync_to_async(latest_recall)()
        if now - self._looked_at < within_s and recalled == self._recalled:
            return
        staff = {listener: listener.seat for listener in self._listeners if listener.seat is not None}
        seen = await database_sync_to_async(sights)(set(staff.values())) if staff else {}
        for listener, seat in staff.items():
            listener.look_again(seen.get(seat))
        self._looked_at, self._recalled = now, recalled

    async def _hear_others(self) -> None:
        while True:
            try:
                await self._subscribed(get_channel_layer())
            except (RedisError, OSError):
                log.warning("Redis is away: the hub looks by itself every %s s.", SLOW_LOOK_S, exc_info=True)
            await asyncio.sleep(SLOW_LOOK_S)

    async def _subscribed(self, layer: "_Layer") -> None:
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            await layer.receive(channel)
            self._woken.set()


class _Layer(Protocol):
    new_channel: Callable[[], Awaitable[str]]
    group_add: Callable[[str, str], Awaitable[None]]
    receive: Callable[[str], Awaitable[object]]


def _kind(listener: Listener) -> str:
    """Return whose a socket is, without who: "person" or "address"."""
    return listener.of.split(" ", 1)[0]


def _hear(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> None:
    """Wake the hub, from the thread that committed."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(woken.set)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of the running loop: a server has one."""
    loop = asyncio.get_running_loop()
    for other in [one for one in _hubs if one.is_closed()]:
        del _hubs[other]
    return _hubs.setdefault(loop, Hub())
