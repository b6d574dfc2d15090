"""The people of a load, all at once: residents who file with photos, officers at inboxes with a socket open, readers of
the map, leaders at the board. Residents and readers come when they come (by chance, not one after another); whoever is
told to come again (429, 503 with Retry-After) does, under the same key, and that is counted."""

import asyncio
import io
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import aiohttp
import numpy as np
from PIL import Image

PHOTOS = 40  # no two alike, else the store would keep one file for all
THINKS_S = 5.0  # an officer, between two things
LEADER_LOOKS_S = 10.0
ACCEPTS = 0.5  # of what may be accepted
COMES_AGAIN = 3  # times, before somebody gives up for now
ANNOUNCED = {429, 503}
KINDS = ("household_waste", "pavement_occupied", "drain_flooding", "tree_danger", "road_damage")
NEARBY = 0.0005  # degrees
_VERSION = re.compile(r'name="version" value="(\d+)"')
_CODE = re.compile(r'href="/staff/r/([^"/?]+)')


@dataclass
class Tally:
    """What was seen in one stretch of time: seconds by act, statuses by act, delays of the live channel in seconds."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    delays: list[float] = field(default_factory=list)
    given_up: int = 0
    said: list[str] = field(default_factory=list)  # the first words of what was wrong

    def wrong(self) -> dict[str, int]:
        """Return what was neither done nor announced, by act and status (0: no answer)."""
        return {f"{act} {code}": many for (act, code), many in self.statuses.items() if not _is_fine(code)}

    def announced(self) -> int:
        return sum(many for (_act, code), many in self.statuses.items() if code in ANNOUNCED)


@dataclass
class Crowd:
    """Everybody, before the platform at ``address``; ``officers`` and ``leaders`` are Cookie headers.

    ``places`` are (latitude, longitude) where things happen.
    """

    address: str
    officers: Sequence[str]
    leaders: Sequence[str]
    places: Sequence[tuple[float, float]]
    rng: Random
    tally: Tally = field(default_factory=Tally)
    filed: dict[str, float] = field(default_factory=dict)  # when a report's 201 had come, by code
    heard: dict[str, float] = field(default_factory=dict)  # when the first socket said so

    async def stays(
        self, phases: Sequence[tuple[float, float]], judge: Callable[[float, Tally], Awaitable[bool]]
    ) -> None:
        """Let each phase (reports filed a second, seconds) happen; end where ``judge`` says that it was too much."""
        limit = aiohttp.TCPConnector(limit=0)
        patience = aiohttp.ClientTimeout(total=90)
        async with aiohttp.ClientSession(self.address, connector=limit, timeout=patience) as client:
            staying = [asyncio.create_task(one) for one in self._staff(client)]
            pictures = photos()
            try:
                for rate, lasts_s in phases:
                    self.tally = Tally()
                    comings = [self._come(rate, lasts_s, lambda: self._file(client, self.rng.choice(pictures)))]
                    comings += [self._come(2.0, lasts_s, lambda: self._look(client))]
                    comings += [self._come(1.0, lasts_s, lambda: self._get(client, "form_page", "/"))]
                    await asyncio.gather(*comings)
                    if not await judge(rate, self.tally):
                        return
            finally:
                for one in staying:
                    one.cancel()
                await asyncio.gather(*staying, return_exceptions=True)

    def _staff(self, client: aiohttp.ClientSession) -> list[Coroutine[Any, Any, None]]:
        listening = [self._listens(client, cookie) for cookie in self.officers]
        working = [self._works(client, cookie) for cookie in self.officers]
        return [*listening, *working, *(self._leads(client, cookie) for cookie in self.leaders)]

    async def _come(self, rate: float, lasts_s: float, act: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Begin ``rate`` acts a second, by chance; wait for the last of them."""
        until = time.monotonic() + lasts_s
        begun: set[asyncio.Task[object]] = set()
        while (wait := self.rng.expovariate(rate)) < until - time.monotonic():
            await asyncio.sleep(wait)
            task = asyncio.create_task(act())
            begun.add(task)
            task.add_done_callback(begun.discard)
        await asyncio.gather(*begun)

    async def _file(self, client: aiohttp.ClientSession, photo: bytes) -> None:
        key, number = str(uuid4()), self.rng.randrange(10**6)
        lat, lon = self._somewhere()
        fields = {
            "category": self.rng.choice(KINDS),
            "text": f"Trước nhà số {number} bị như trong ảnh đã {number % 9 + 1} ngày.",
            "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}",
        }
        for _turn in range(1 + COMES_AGAIN):
            form = aiohttp.FormData()
            for name, value in fields.items():
                form.add_field(name, value)
            form.add_field("photos", photo, filename="anh.jpg", content_type="image/jpeg")
            asked = client.post("/api/v1/reports", data=form, headers={"Idempotency-Key": key})
            status, body, again_s = await self._timed("file_with_photo", asked)
            if status not in ANNOUNCED:
                if status == 201:
                    self.filed[json.loads(body)["code"]] = time.monotonic()
                    self._match(json.loads(body)["code"])
                return
            await asyncio.sleep(again_s)
        self.tally.given_up += 1

    async def _look(self, client: aiohttp.ClientSession) -> None:
        lat, lon = self._somewhere()
        box = f"{lon:.3f},{lat:.3f},{lon + 0.01:.3f},{lat + 0.01:.3f}"
        await self._get(client, "map_box", f"/map/reports.json?box={box}&zoom=16")

    async def _get(self, client: aiohttp.ClientSession, act: str, path: str, cookie: str = "") -> str:
        headers = {"Cookie": cookie} if cookie else {}
        _status, body, _again = await self._timed(act, client.get(path, headers=headers, allow_redirects=False))
        return body

    async def _works(self, client: aiohttp.ClientSession, cookie: str) -> None:
        """Read the inbox, open a report from it, accept it; think in between."""
        token = dict(part.split("=", 1) for part in cookie.split("; "))["csrftoken"]
        means = {"Cookie": cookie, "X-CSRFToken": token, "Referer": f"{self.address}/staff/"}
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / THINKS_S))
            page = await self._get(client, "inbox_page", "/staff/", cookie)
            codes = sorted(set(_CODE.findall(page)))
            if not codes:
                continue
            code = self.rng.choice(codes)
            await asyncio.sleep(self.rng.expovariate(1 / THINKS_S))
            report = await self._get(client, "open_report", f"/staff/r/{code}", cookie)
            if 'value="accepted"' in report and (version := _VERSION.search(report)) and self.rng.random() < ACCEPTS:
                step = {"to": "accepted", "version": int(version[1])}
                asked = client.post(f"/api/v1/staff/reports/{code}/advance", json=step, headers=means)
                await self._timed("accept", asked)

    async def _leads(self, client: aiohttp.ClientSession, cookie: str) -> None:
        while True:
            await asyncio.sleep(self.rng.expovariate(1 / LEADER_LOOKS_S))
            await self._get(client, "board", "/programme/", cookie)

    async def _listens(self, client: aiohttp.ClientSession, cookie: str) -> None:
        headers = {"Cookie": cookie, "Origin": self.address}
        while True:
            try:
                async with client.ws_connect("/ws/inbox", headers=headers, heartbeat=30) as socket:
                    async for message in socket:
                        said = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
                        if said.get("event") == "report.created" and said["code"] not in self.heard:
                            self.heard[said["code"]] = time.monotonic()
                            self._match(said["code"])
            except aiohttp.ClientError:
                self.tally.statuses["socket", 0] += 1
            await asyncio.sleep(1)

    def _somewhere(self) -> tuple[float, float]:
        lat, lon = self.rng.choice(self.places)
        return lat + self.rng.uniform(-NEARBY, NEARBY), lon + self.rng.uniform(-NEARBY, NEARBY)

    def _match(self, code: str) -> None:
        """Note how long after its answer a report was heard of: nothing, where the socket was first."""
        if code in self.filed and code in self.heard:
            self.tally.delays.append(max(0.0, self.heard[code] - self.filed[code]))

    async def _timed(self, act: str, asked: "aiohttp.client._RequestContextManager") -> tuple[int, str, float]:
        """Return (status, body, seconds until one may come again); 0 where no answer came."""
        began = time.monotonic()
        try:
            async with asked as answer:
                body = await answer.text()
                status, again_s = answer.status, float(answer.headers.get("Retry-After", 1))
        except (aiohttp.ClientError, TimeoutError):
            status, body, again_s = 0, "", 1.0
        self.tally.statuses[act, status] += 1
        if not _is_fine(status):
            self.tally.said.append(f"{act} {status} {body[:300]}")
        if status and status not in ANNOUNCED:
            self.tally.taken[act].append(time.monotonic() - began)
        return status, body, again_s


def photos() -> list[bytes]:
    """Return JPEGs of 1600 x 1200 pixels and about 300 kB, no two alike, as a street scene weighs."""
    across = np.linspace(40, 200, 1600)[None, :, None] + np.zeros((1200, 1600, 3))
    made = []
    for seed in range(PHOTOS):
        noise = np.random.default_rng(seed).normal(0, 9, (300, 400, 3)).repeat(4, axis=0).repeat(4, axis=1)
        out = io.BytesIO()
        Image.fromarray(np.clip(across + noise, 0, 255).astype("uint8")).save(out, "JPEG", quality=84)
        made.append(out.getvalue())
    return made


def _is_fine(code: int) -> bool:
    return 200 <= code < 400 or code in ANNOUNCED or code == 409  # a colleague was first
