"""The server is killed again and again under load: what was acknowledged is there, once, with its photo and letter."""

import email
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.reports.filing import jpeg
from tests.server import Platform

KILLS = 12 if os.environ.get("PROOF") else 3
CLIENTS = 8
EACH_LIFE = 20  # reports acknowledged between two kills, so that every kill comes under load
UP_S = 20  # but no life is longer than this
DRAIN_S = 330  # a letter that was just being sent when its worker was killed waits five minutes for the next

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]


class Client(threading.Thread):
    """A telephone in a bad network: files reports one after the other, each repeated until it is acknowledged."""

    def __init__(self, platform: Platform, number: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.platform, self.number, self.over = platform, number, over
        self.acknowledged: dict[str, str] = {}  # idempotency key -> code
        self.tries = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            self._file(str(uuid4()), turn)

    def _file(self, key: str, turn: int) -> None:
        colour = (self.number * 20 % 256, turn % 256, turn // 256 % 256)
        while True:
            self.tries += 1
            try:
                answer = httpx.post(
                    f"{self.platform.address}/api/v1/reports",
                    headers={"Idempotency-Key": key},
                    data={
                        "category": "household_waste",
                        "text": f"Rác chưa thu gom, máy {self.number}, lần {turn}.",
                        "lat": "21.045795",
                        "lon": "105.869766",
                        "contact_email": f"dan{self.number}-{turn}@dan.example",
                        "consent": "2026-1",
                    },
                    files={"photos": ("anh.jpg", jpeg(colour), "image/jpeg")},
                    timeout=20,
                )
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code == httpx.codes.CREATED:
                self.acknowledged[key] = answer.json()["code"]
                return
            if answer.status_code not in {409, 503}:
                self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
                return
            time.sleep(0.1)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    own = Platform(tmp_path, more={"EMAIL_URL": f"filemail://{tmp_path}/mail"})
    own.prepare()
    yield own
    own.kill()


def _rows(platform: Platform, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(platform.folder / "db.sqlite3") as database:
        return list(database.execute(sql))


def _mails(platform: Platform) -> list[str]:
    """Return the recipients of all letters that left, one by letter."""
    parts = (re.split(r"\n-{79}\n", path.read_text(encoding="utf-8")) for path in (platform.folder / "mail").glob("*"))
    found = [str(email.message_from_string(part)["To"]) for several in parts for part in several]
    return [to for to in found if "@dan.example" in to]


def _reporters_owed(platform: Platform) -> int:
    [(owed,)] = _rows(platform, "SELECT count(*) FROM reports_report")
    [(settled,)] = _rows(
        platform, "SELECT count(*) FROM notifications_letter WHERE recipient = 'reporter' AND sent_at IS NOT NULL"
    )
    return int(owed) - int(settled)


def _drained(platform: Platform) -> None:
    deadline = time.monotonic() + DRAIN_S
    while _reporters_owed(platform) and time.monotonic() < deadline:
        time.sleep(0.5)


def _live(clients: list[Client], *, more: int) -> None:
    """Let the server live until ``more`` reports were acknowledged."""
    wanted = more + sum(len(client.acknowledged) for client in clients)
    deadline = time.monotonic() + UP_S
    while sum(len(client.acknowledged) for client in clients) < wanted and time.monotonic() < deadline:
        time.sleep(0.01)


def _stormed(platform: Platform) -> tuple[dict[str, str], int]:
    """Kill the server again and again under load; return what was acknowledged (key to code) and the tries it took."""
    over = threading.Event()
    clients = [Client(platform, number, over) for number in range(CLIENTS)]
    platform.start()
    for client in clients:
        client.start()
    for kill in range(KILLS):
        _live(clients, more=EACH_LIFE + kill)
        platform.kill()
        platform.start()
    over.set()
    for client in clients:
        client.join(timeout=60)
    assert not any(client.is_alive() for client in clients)
    assert [wrong for client in clients for wrong in client.wrong] == []
    acknowledged = {key: code for client in clients for key, code in client.acknowledged.items()}
    return acknowledged, sum(client.tries for client in clients)


def test_a_server_killed_under_load_loses_and_doubles_nothing(platform: Platform) -> None:
    acknowledged, tries = _stormed(platform)
    kept = [code for (code,) in _rows(platform, "SELECT code FROM reports_report")]
    assert len(acknowledged) >= KILLS
    assert sorted(acknowledged.values()) == sorted(kept)  # nothing lost, nothing doubled
    assert _rows(platform, "SELECT count(*) FROM reports_photo") == [(len(kept),)]

    _drained(platform)
    assert _reporters_owed(platform) == 0
    mails = _mails(platform)
    assert len(set(mails)) == len(kept)
    platform.kill()
    assert "The history holds." in platform.manage("verify_history")
    platform.manage("sweep_photos", "--grace-s", "0")
    assert platform.manage("sweep_photos", "--grace-s", "0").split("\n")[:2] == [
        "0 files without a row removed.",
        "0 files missing.",
    ]
    print(f"{KILLS} kills, {len(kept)} reports, {tries} tries, {len(mails)} letters")  # noqa: T201  # the figures
