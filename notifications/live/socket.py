"""One open socket: a bounded queue between the hub and a page, and the few words a page may say."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async

from notifications.live.hub import hub
from notifications.live.news import RELOAD, News, Page, after
from notifications.live.sight import Seat, Sight, sights

Message = MutableMapping[str, Any]  # as ASGI has it
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TOO_SLOW = 1013  # try again later: the page comes back and asks for what it missed
SIGNED_OUT = 4401
UNKNOWN = 4404
NOT_UNDERSTOOD = 4400
TOO_LONG = 1009
TOO_MANY = 4429
QUEUE = 200
PONG = json.dumps({"event": "pong"})
LONGEST_WORD = 200  # characters of {"since": 123}
MOST_WORDS, WORDS_S = 20, 10.0
MOST_MISSED = 500  # more than this, and loading the page again is the shorter way
_CLOSING_S = 5.0


@dataclass(frozen=True)
class Since:
    """The page has seen everything up to ``seq``."""

    seq: int


@dataclass(frozen=True)
class Ping:
    """The page asks whether anybody is there: {"ping": anything} is answered with {"event": "pong"}."""


class Socket:
    """``sight`` says what the page may see: a person's sight, or one report's code for anyone."""

    def __init__(
        self, send: Send, *, of: str, seat: Seat | None = None, sight: Sight | None = None, code: str = ""
    ) -> None:
        self.of = of
        self.seat = seat
        self._send = send
        self._sight = sight
        self._code = code
        self._queue: asyncio.Queue[News | Since | Ping] = asyncio.Queue(QUEUE)
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._words: deque[float] = deque(maxlen=MOST_WORDS)

    async def serve(self, receive: Receive) -> None:
        """Carry news until the page leaves, or has to."""
        await self._send({"type": "websocket.accept"})
        if not await hub().join(self):
            await close(self._send, TOO_MANY)
            return
        work: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(self._listen(receive)),
            asyncio.ensure_future(self._speak()),
            self._ended,
        ]
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await hub().leave(self)
            for one in work[:2]:
                one.cancel()
            results = await asyncio.gather(*work[:2], return_exceptions=True)
        if self._ended.done():
            await close(self._send, self._ended.result())
        for failed in results:
            if isinstance(failed, Exception) and not isinstance(failed, OSError):  # the page just went away
                raise failed

    def offer(self, news: News) -> None:
        """Queue the news if the page may see it; a page too slow to take it is sent away."""
        if self._may_see(news):
            self._put(news)

    def look_again(self, sight: Sight | None) -> None:
        """Go on with this sight; None: the person is not signed in any more."""
        self._sight = sight
        if sight is None:
            self._end(SIGNED_OUT)

    async def _listen(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            said = _understood(message)
            if self._is_too_talkative():
                said = TOO_MANY
            if isinstance(said, Since | Ping):
                self._put(said)
            else:
                self._end(said)

    async def _speak(self) -> None:
        """Send what is queued, in order; after a ``since`` what was queued before its answer is not said twice."""
        said = 0
        while True:
            item = await self._queue.get()
            if isinstance(item, Since):
                said = await self._catch_up(item.seq)
            elif isinstance(item, Ping):
                await self._say(PONG)
            elif item.seq > said:
                said = item.seq
                await self._say(self._text(item))

    async def _catch_up(self, seq: int) -> int:
        if self.seat is not None:
            self.look_again((await database_sync_to_async(sights)([self.seat])).get(self.seat))
        page: Page = await database_sync_to_async(after)(seq, most=MOST_MISSED)
        if not page.is_all:
            await self._say(RELOAD)
            return seq
        for news in page.news:
            if self._may_see(news):
                await self._say(self._text(news))
        return page.read_to

    async def _say(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    def _may_see(self, news: News) -> bool:
        if self.seat is None:
            return news.is_public and news.code == self._code
        return self._sight is not None and self._sight.may_see(news)

    def _text(self, news: News) -> str:
        return news.public_text if self.seat is None else news.text

    def _put(self, item: News | Since | Ping) -> None:
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self._end(TOO_SLOW)

    def _end(self, code: int) -> None:
        if not self._ended.done():
            self._ended.set_result(code)

    def _is_too_talkative(self) -> bool:
        now = asyncio.get_running_loop().time()
        is_full = len(self._words) == MOST_WORDS and now - self._words[0] < WORDS_S
        self._words.append(now)
        return is_full


def _understood(message: Message) -> Since | Ping | int:
    """Return what the page asks for, or the code to close with."""
    text = message.get("text") or ""
    if len(text) > LONGEST_WORD or message.get("bytes"):
        return TOO_LONG
    try:
        said = json.loads(text)
    except ValueError:
        return NOT_UNDERSTOOD
    if isinstance(said, dict) and "ping" in said:
        return Ping()
    seq = said.get("since") if isinstance(said, dict) else None
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq < 2**63:
        return NOT_UNDERSTOOD
    return Since(seq)


async def close(send: Send, code: int) -> None:
    """Close the socket; a page that does not even take this is left to the server."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_CLOSING_S):
            await send({"type": "websocket.close", "code": code})
