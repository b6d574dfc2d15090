"""A storm over a platform of its own: processes that write and processes that serve, killed again and again."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from psycopg import sql

from tests.replicas.copies import Doors
from tests.replicas.writer import PREPARE
from tests.server import ROOT, Platform
from tests.services import POSTGRES

PUBLIC_URL = "http://phananh.example"
WRITERS = 4
WEBS = 2


class Web(Platform):
    """A server that only serves, as in production: the worker and the sockets are elsewhere."""

    @property
    def command(self) -> list[str]:
        """The words that start it."""
        plain = ["--interface", "wsgi", "--no-ws", "--workers", "1", "--blocking-threads", "4", "--log-level", "error"]
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        return [sys.executable, "-m", "granian", "backend.wsgi:application", *plain, *place]


@dataclass
class Writer:
    """A process that writes until it is killed or all is over; each life has another seed."""

    platform: Platform
    number: int
    lives: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.lives += 1
        seed = self.number * 1000 + self.lives
        with (self.platform.folder / f"writer-{self.number}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", "tests.replicas.writer", str(self.platform.folder), str(seed)],
                cwd=ROOT,
                env=self.platform.environment,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=30)

    def check(self) -> None:
        """Fail with its last words where it ended by itself."""
        if self.process is not None and self.process.poll() not in {None, 0}:
            log = self.platform.folder / f"writer-{self.number}.log"
            raise AssertionError(f"writer {self.number} ended by itself:\n{log.read_text(encoding='utf-8')[-3000:]}")

    def finish(self) -> None:
        if self.process is not None:
            self.process.wait(timeout=60)
            self.check()


@dataclass
class Resident(threading.Thread):
    """Files by HTTP, each report repeated under its key until some door acknowledges it."""

    doors: Doors
    over: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)  # key -> code
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.over.wait(0.25):
            self._file(str(uuid4()))

    def end(self) -> None:
        self.join(timeout=60)
        assert not self.is_alive()
        assert self.wrong == []

    def _file(self, key: str) -> None:
        body = {"category": "household_waste", "text": f"Rác {key}.", "lat": 21.045795, "lon": 105.869766}
        while not self.over.is_set():
            door = self.doors.rng.choice(self.doors.addresses)
            try:
                answer = httpx.post(f"{door}/api/v1/reports", json=body, headers={"Idempotency-Key": key}, timeout=30)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code == httpx.codes.CREATED:
                self.acknowledged[key] = answer.json()["code"]
                return
            if answer.status_code not in {409, 503}:
                self.wrong.append(f"{answer.status_code} {answer.text[:300]}")
                return
            time.sleep(0.1)


@dataclass
class Storm:
    """The platform's processes. ``kills`` and ``figures`` are told at the end."""

    webs: Sequence[Web]
    writers: Sequence[Writer]
    rng: random.Random
    kills: dict[str, int] = field(default_factory=lambda: {"web": 0, "writer": 0})

    @property
    def folder(self) -> Path:
        return self.webs[0].folder

    def doors(self) -> Doors:
        return Doors([web.address for web in self.webs], random.Random(self.rng.random()))  # noqa: S311  # no secrets

    def start(self) -> None:
        for web in self.webs:
            web.start()
        for writer in self.writers:
            writer.start()

    def rage(self, *, events: int, kills: int, within_s: float) -> int:
        """Kill ``kills`` times while the number of events grows to ``events``; return how many there are."""
        first, deadline = self.events(), time.monotonic() + within_s
        while (there := self.events()) < events:
            assert time.monotonic() < deadline, f"{there} events after {within_s} s"
            for writer in self.writers:
                writer.check()
            if sum(self.kills.values()) < kills * (there - first) // (events - first):
                self.kill_one()
            time.sleep(0.1)
        return there

    def kill_one(self) -> None:
        """Kill a server or a writer without a word, and start it anew."""
        kind = min(self.kills, key=lambda one: self.kills[one])  # by turns
        victim: Any = self.rng.choice(list(self.webs if kind == "web" else self.writers))
        victim.kill()
        self.kills[kind] += 1
        victim.start()

    def calm(self) -> None:
        """Let the writers finish what they are at."""
        (self.folder / "over").touch()
        for writer in self.writers:
            writer.finish()

    def end(self) -> None:
        for kill in (*(one.kill for one in self.writers), *(one.kill for one in self.webs)):
            with suppress(ProcessLookupError):
                kill()

    def ledger(self) -> tuple[set[int], list[str]]:
        """Return the numbers of the events whose writers know that they are written, and the outages they met."""
        lines = [json.loads(line) for file in self.folder.glob("ledger-*.jsonl") for line in _whole_lines(file)]
        return {one["seq"] for one in lines if "seq" in one}, [one["away"] for one in lines if "away" in one]

    def events(self) -> int:
        count = "SELECT count(*) FROM reports_event"
        if url := self.webs[0].more.get("DATABASE_URL"):
            with psycopg.connect(url) as session:
                return int((session.execute(count).fetchone() or [0])[0])
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            return int(database.execute(count).fetchone()[0])

    def truth(self) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "tests.replicas.truth"],
            cwd=ROOT,
            env=self.webs[0].environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return json.loads(done.stdout)


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """Lend the address of an empty database of PostgreSQL."""
    name = f"replicas_{uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield POSTGRES.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def storm_over(folder: Path, database_url: str = "", *, seed: int) -> Iterator[Storm]:
    """Prepare a platform in ``folder``, on SQLite where no address is given, and start what serves and what writes."""
    more = {"PUBLIC_URL": PUBLIC_URL, "ALLOWED_HOSTS": "127.0.0.1"}
    if database_url:
        more |= {"DATABASE_URL": database_url, "SECRET_KEY": "only-for-tests", "SECRET_LINK_KEY": "only-for-tests"}
    webs = [Web(folder, more=more) for _ in range(WEBS)]
    webs[0].prepare()
    subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.replicas.writer", str(folder), PREPARE],
        cwd=ROOT,
        env=webs[0].environment,
        check=True,
        timeout=300,
    )
    storm = Storm(webs, [Writer(webs[0], number) for number in range(1, WRITERS + 1)], random.Random(seed))  # noqa: S311  # no secrets
    try:
        storm.start()
        yield storm
    finally:
        storm.end()


def _whole_lines(file: Path) -> list[str]:
    """Return the lines but for one that was cut off by a kill."""
    *whole, _rest = file.read_text(encoding="utf-8").split("\n")
    return whole
