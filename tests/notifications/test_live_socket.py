"""A socket by itself: a page too slow, a page that goes away."""

import asyncio
import time
from typing import Any

import pytest
from redis.exceptions import RedisError

from notifications.live import hub as hub_module
from notifications.live import socket as socket_module
from notifications.live.hub import Hub
from notifications.live.news import News
from notifications.live.sight import Seat, Sight
from notifications.live.socket import Socket

OF = "person 1"
SEAT = Seat("key", 1, "hash")
SIGHT = Sight(frozenset({7}), reads_all=False, is_office=False)


def news(seq: int) -> News:
    return News(seq, "ABCD2345", f"{seq}", f"public {seq}", True, False, frozenset({7}))


class StillHub(Hub):
    """A hub without a database."""

    async def _wake_up(self) -> None:
        """Stay asleep."""

    async def hand(self, number: int) -> None:
        for seq in range(1, number + 1):
            for listener in tuple(self._listeners):
                listener.offer(news(seq))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> list[StillHub]:
    made: list[StillHub] = []

    def one() -> StillHub:
        if not made:
            made.append(StillHub())
        return made[0]

    monkeypatch.setattr(socket_module, "hub", one)
    one()
    return made


class Page:
    """The other end: takes what is sent, or not while ``is_stuck``."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.may_take = asyncio.Event()
        self.may_take.set()
        self.leaves = asyncio.Event()
        self.breaks = False

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            if self.breaks:
                raise OSError("gone")
            await self.may_take.wait()
        self.sent.append(dict(message))

    async def receive(self) -> dict[str, str]:
        await self.leaves.wait()
        return {"type": "websocket.disconnect"}


async def test_a_page_too_slow_is_sent_away_and_no_other_waits_for_it(hub: list[StillHub]) -> None:
    slow, quick = Page(), Page()
    slow.may_take.clear()
    serving = [
        asyncio.create_task(Socket(one.send, of=OF, seat=SEAT, sight=SIGHT).serve(one.receive)) for one in (slow, quick)
    ]
    await asyncio.sleep(0)
    for _round in range(4):
        await asyncio.sleep(0)
    for seq in range(1, socket_module.QUEUE + 20):
        for listener in tuple(hub[0]._listeners):
            listener.offer(news(seq))
        await asyncio.sleep(0)
    await asyncio.wait_for(serving[0], 5)
    assert slow.sent[-1] == {"type": "websocket.close", "code": 1013}
    quick.leaves.set()
    await asyncio.wait_for(serving[1], 5)
    assert [one["text"] for one in quick.sent[1:]] == [str(seq) for seq in range(1, socket_module.QUEUE + 20)]


async def test_a_page_that_breaks_off_while_it_is_spoken_to_leaves_quietly(hub: list[StillHub]) -> None:
    page = Page()
    page.breaks = True
    serving = asyncio.create_task(Socket(page.send, of=OF, seat=SEAT, sight=SIGHT).serve(page.receive))
    for _round in range(4):
        await asyncio.sleep(0)
    await hub[0].hand(1)
    await asyncio.wait_for(serving, 5)
    assert not hub[0]._listeners


async def test_a_fault_of_our_own_is_not_hidden(hub: list[StillHub], monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    socket = Socket(page.send, of=OF, seat=SEAT, sight=SIGHT)
    monkeypatch.setattr(socket, "_say", None)
    serving = asyncio.create_task(socket.serve(page.receive))
    for _round in range(4):
        await asyncio.sleep(0)
    await hub[0].hand(1)
    with pytest.raises(TypeError):
        await asyncio.wait_for(serving, 5)


async def test_two_hundred_open_pages_cost_the_hub_little(hub: list[StillHub]) -> None:
    pages = [Page() for _number in range(200)]
    sockets = [Socket(page.send, of=f"person {one}", seat=SEAT, sight=SIGHT) for one, page in enumerate(pages)]
    serving = [asyncio.create_task(one.serve(page.receive)) for one, page in zip(sockets, pages, strict=True)]
    while len(hub[0]._listeners) < 200:
        await asyncio.sleep(0)
    began = time.process_time()
    await hub[0].hand(50)
    assert time.process_time() - began < 1.0  # 10,000 hints; measured 0.02 s
    for page in pages:
        page.leaves.set()
    await asyncio.gather(*serving)


class Layer:
    """A channel layer whose Redis is away once, then brings one hint."""

    def __init__(self) -> None:
        self.is_away = True
        self.groups: list[str] = []
        self.hints = 1

    async def new_channel(self) -> str:
        if self.is_away:
            self.is_away = False
            raise RedisError("away")
        return "mine"

    async def group_add(self, group: str, _channel: str) -> None:
        self.groups.append(group)

    async def receive(self, _channel: str) -> None:
        while not self.hints:
            await asyncio.sleep(1)
        self.hints -= 1


async def test_the_hub_hears_other_processes_as_soon_as_redis_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    layer, one = Layer(), Hub()
    monkeypatch.setattr(hub_module, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(hub_module, "SLOW_LOOK_S", 0.01)
    hearing = asyncio.create_task(one._hear_others())
    async with asyncio.timeout(5):
        await one._woken.wait()
    hearing.cancel()
    assert layer.groups == ["news"]
    assert "Redis is away" in caplog.text
