"""From the commit to the inbox: 200 open sockets, how long until each hears of a new report."""

import asyncio
import json
import re
import time

import httpx
from websockets.asyncio.client import connect

from tests.bench.figures import percentile, say
from tests.server import Platform

SOCKETS = 200
REPORTS = 20
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def signed_in(platform: Platform, username: str, password: str) -> str:
    """Return the Cookie header of ``username`` after signing in as a person does."""
    with httpx.Client(base_url=platform.address, follow_redirects=True, timeout=30) as client:
        sign_in(client, username, password)
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def sign_in(client: httpx.Client, username: str, password: str) -> None:
    """Sign in as a person does; the client keeps the cookies."""
    page = client.get("/staff/login").text
    token = _TOKEN.search(page)
    assert token, page[:500]
    form = {"login": username, "password": password, "csrfmiddlewaretoken": token[1]}
    client.post("/staff/login", data=form, headers={"Referer": f"{client.base_url}staff/login"})
    assert client.get("/staff/").status_code == httpx.codes.OK


def measure(platform: Platform, database: str, *, username: str, password: str) -> None:
    """Print the delays from the answer to a filing until the sockets of its ward hear of it."""
    delays = asyncio.run(_delays(platform, signed_in(platform, username, password)))
    more = {"database": database, "sockets": SOCKETS, "expected": SOCKETS * REPORTS, "heard": len(delays)}
    say("commit_to_inbox_p50", percentile(delays, 0.5) * 1000, "ms", per="message", **more)
    say("commit_to_inbox_p99", percentile(delays, 0.99) * 1000, "ms", per="message", **more)


async def _delays(platform: Platform, cookie: str) -> list[float]:
    address = platform.address.replace("http", "ws") + "/ws/inbox"
    headers = {"Cookie": cookie, "Origin": platform.address}
    sockets = [await connect(address, additional_headers=headers) for _ in range(SOCKETS)]
    committed: dict[str, float] = {}
    heard: list[tuple[str, float]] = []
    listeners = [asyncio.create_task(_listen(socket, heard)) for socket in sockets]
    async with httpx.AsyncClient(base_url=platform.address, timeout=30) as client:
        for _ in range(REPORTS):
            answer = await client.post(
                "/api/v1/reports",
                json={"category": "household_waste", "text": "Rác.", "lat": 21.045795, "lon": 105.869766},
            )
            committed[answer.json()["code"]] = time.monotonic()
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    for listener in listeners:
        listener.cancel()
    for socket in sockets:
        await socket.close()
    return [max(0.0, at - committed[code]) for code, at in heard if code in committed]


async def _listen(socket: object, heard: list[tuple[str, float]]) -> None:
    async for message in socket:  # type: ignore[attr-defined]  # a ClientConnection
        said = json.loads(message)
        if said.get("event") == "report.created":
            heard.append((said["code"], time.monotonic()))
