"""Two programs that keep a copy of all that is public: from the feed of changes alone, from Open311 alone."""

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.replicas.truth import differences, nothing_missed_or_twice

logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each of thousands of questions hides what matters
OVERLAP = timedelta(seconds=120)
ANSWERS_WITHIN_S = 90  # some door, after all of them were killed


@dataclass
class Doors:
    """The addresses of the servers: one that is gone or away is passed by, as a balancer does."""

    addresses: Sequence[str]
    rng: random.Random
    tries: int = 0
    passed_by: int = 0

    def ask(self, path: str, **asked: object) -> Any:
        """GET what is at ``path``; the first answer that is not an outage must be 200."""
        deadline = time.monotonic() + ANSWERS_WITHIN_S
        while time.monotonic() < deadline:
            self.tries += 1
            address = self.rng.choice(self.addresses)
            try:
                answer = httpx.get(f"{address}{path}", params={k: str(v) for k, v in asked.items()}, timeout=30)
            except httpx.TransportError:
                self.passed_by += 1
                time.sleep(0.05)
                continue
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                self.passed_by += 1
                time.sleep(0.2)
                continue
            assert answer.status_code == httpx.codes.OK, f"{path} {asked}: {answer.status_code} {answer.text[:500]}"
            return json.loads(answer.content)
        raise AssertionError(f"{path}: no door answered for {ANSWERS_WITHIN_S} s")


Ask = Callable[..., Any]


@dataclass
class ByChanges:
    """Follows ``/api/v1/changes``: ``heard`` are the numbers in the order in which they came, with their codes."""

    ask: Ask
    rng: random.Random
    since: int = 0
    rows: dict[str, Any] = field(default_factory=dict)
    heard: list[tuple[int, str]] = field(default_factory=list)

    def catch_up(self) -> None:
        """Ask for what changed since, page by page, until nothing is left."""
        is_more = True
        while is_more:
            page = self.ask("/api/v1/changes", since=self.since, limit=self.rng.randint(50, 500))
            for one in page["results"]:
                self._keep(one)
            self.since, is_more = page["since"], page["next"] is not None

    def _keep(self, change: Any) -> None:
        self.heard.append((change["seq"], change["code"]))
        if change["published"]:
            self.rows[change["code"]] = change["report"]
        else:
            self.rows.pop(change["code"], None)


@dataclass
class ByOpen311:
    """Asks ``requests.json?updated_after=``, each time from 120 s before the last answer; repeats are dropped.

    ``saved`` counts news that a question from the last answer on would not have brought.
    """

    ask: Ask
    page_size: int = 200
    asked_at: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    rows: dict[str, Any] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    walks: int = 0
    repeats: int = 0
    saved: int = 0

    def catch_up(self) -> None:
        """Ask for what changed, page by page, until a page is empty."""
        since, page = (self.asked_at - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ"), 1
        heard: dict[str, Any] = {}
        while rows := self._page(since, page):
            for row in rows:
                heard.setdefault(row["service_request_id"], row)
            page += 1
        before, self.asked_at = self.asked_at, datetime.now(UTC)  # noqa: TID251  # a program of somebody else's
        self.walks += 1
        for code, row in heard.items():
            self._keep(code, row, before=before)

    def _page(self, since: str, page: int) -> list[Any]:
        asked = {"updated_after": since, "extensions": "true", "page": page, "page_size": self.page_size}
        return [_without_host(row) for row in self.ask("/open311/v2/requests.json", **asked)]

    def _keep(self, code: str, row: Any, *, before: datetime) -> None:
        self.ever.add(code)
        is_public = row["extended_attributes"]["published"]
        if self.rows.get(code) == (row if is_public else None):
            self.repeats += 1
            return
        if datetime.fromisoformat(row["updated_datetime"]) < before.replace(microsecond=0) and self.walks > 1:
            self.saved += 1
        if is_public:
            self.rows[code] = row
        else:
            self.rows.pop(code, None)


class Following(threading.Thread):
    """Lets a copy catch up again and again, ``pause_s`` between; what it fails with is kept for the test."""

    def __init__(self, catch_up: Callable[[], None], *, pause_s: float, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._catch_up, self._pause_s, self._over = catch_up, pause_s, over
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._over.wait(self._pause_s):
                self._catch_up()
        except BaseException as failure:  # noqa: BLE001  # raised again by end()
            self.failure = failure

    def end(self) -> None:
        self.join(timeout=120)
        if self.failure is not None:
            raise self.failure


class Copies:
    """Both copies, each following in a thread of its own."""

    def __init__(self, doors: Doors, *, seed: int, page_size: int, pauses_s: tuple[float, float]) -> None:
        self.by_changes = ByChanges(doors.ask, random.Random(seed))  # noqa: S311  # no secrets
        self.by_open311 = ByOpen311(doors.ask, page_size)
        self._pauses_s = pauses_s
        self._over = threading.Event()
        self._threads: list[Following] = []

    def follow(self) -> None:
        both = zip((self.by_changes.catch_up, self.by_open311.catch_up), self._pauses_s, strict=True)
        self._threads = [Following(catch_up, pause_s=pause_s, over=self._over) for catch_up, pause_s in both]
        for thread in self._threads:
            thread.start()

    def catch_up(self) -> None:
        self.by_changes.catch_up()
        self.by_open311.catch_up()

    def stop(self) -> None:
        """Follow no longer."""
        self._over.set()

    def end(self) -> None:
        """Stop following, and ask a last time."""
        self.stop()
        for thread in self._threads:
            thread.end()
        self.catch_up()

    def wrong(self, true: dict[str, Any]) -> Sequence[str]:
        """Return in words where a copy is not what is true (see ``truth``); empty where both hold."""
        ever = set(true["ever_public"])
        return [
            *(f"changes: {line}" for line in differences(self.by_changes.rows, true["changes"])),
            *(f"changes: {line}" for line in nothing_missed_or_twice(self.by_changes.heard, true)),
            *(f"open311: {line}" for line in differences(self.by_open311.rows, true["open311"])),
            *(f"open311: {code} was told of and never public" for code in sorted(self.by_open311.ever - ever)),
            *(f"open311: {code} was never told of" for code in sorted(ever - self.by_open311.ever)),
        ]


def _without_host(row: Any) -> Any:
    """Return the row with its pictures' paths: each door gives them its own name."""
    more = row["extended_attributes"]
    paths = [urlsplit(one).path for one in more["media_urls"]]
    picture = row["media_url"] and urlsplit(row["media_url"]).path
    return row | {"media_url": picture, "extended_attributes": more | {"media_urls": paths}}
