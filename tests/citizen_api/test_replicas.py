"""Copies that others keep of what is public, each from one feed, are right: a short storm; the long one is a proof."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from pytest_django import Settings

from tests.replicas.copies import Copies, Doors
from tests.replicas.storm import PUBLIC_URL, Web
from tests.replicas.town import Town
from tests.replicas.truth import truth

EVENTS = 240
WRITERS = 3
WAITS_S = 120
LATE_S = 60  # between the moment that is told and the commit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("city"),
    pytest.mark.database,
    pytest.mark.enable_socket,
]


class Writing(threading.Thread):
    """Lets things happen in the town: the first half at once, the second when it is let go on."""

    def __init__(self, seed: int, on: threading.Event) -> None:
        super().__init__(daemon=True)
        self._town = Town(random.Random(seed), late_s=LATE_S, photographs=0)  # noqa: S311  # no secrets
        self._on, self.half_done = on, threading.Event()
        self.written: set[int] = set()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self._write(EVENTS // WRITERS // 2)
            self.half_done.set()
            assert self._on.wait(WAITS_S)
            self._write(EVENTS // WRITERS)
        except BaseException as failure:  # noqa: BLE001  # raised again by end()
            self.failure = failure
        finally:
            self.half_done.set()
            connections.close_all()

    def end(self) -> None:
        self.join(WAITS_S)
        if self.failure is not None:
            raise self.failure

    def _write(self, number: int) -> None:
        while len(self.written) < number:
            self.written |= {event.seq for event in self._town.happen()}


def _address() -> str:
    """Return the address of the database of this test, for another process."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A server of its own on the database of the test, not started yet."""
    more = {"DATABASE_URL": _address(), "SECRET_KEY": "only-for-tests", "SECRET_LINK_KEY": "only-for-tests"}
    server = Web(tmp_path, more=more | {"PUBLIC_URL": PUBLIC_URL, "ALLOWED_HOSTS": "127.0.0.1"})
    (tmp_path / "static").mkdir()
    yield server
    server.kill()


def test_copies_made_from_the_feeds_alone_equal_the_database(web: Web, settings: Settings) -> None:
    settings.PUBLIC_URL = PUBLIC_URL
    on = threading.Event()
    writers = [Writing(seed, on) for seed in range(WRITERS)]
    for thread in writers:
        thread.start()
    web.start()
    for writer in writers:
        assert writer.half_done.wait(WAITS_S)
    doors = Doors([web.address], random.Random(0))  # noqa: S311  # no secrets
    copies = Copies(doors, seed=1, page_size=20, pauses_s=(0.1, 0.5))
    copies.catch_up()
    copies.follow()
    on.set()
    web.kill()
    web.start()
    for writer in writers:
        writer.end()
    copies.end()
    true = truth()
    assert set().union(*(writer.written for writer in writers)) <= set(true["events"])
    assert len(true["events"]) >= EVENTS
    assert copies.wrong(true) == []
    assert copies.by_open311.saved > 0
    assert doors.passed_by > 0
