"""Ten thousand things happen while servers and writers are killed: two copies, each from one feed, are right after."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.replicas.copies import Copies
from tests.replicas.storm import Resident, Storm, database_of_its_own, storm_over

EVENTS, KILLS, WITHIN_S = (10_000, 14, 1500) if os.environ.get("PROOF") == "full" else (1_000, 4, 300)

pytestmark = [pytest.mark.timeout(WITHIN_S + 500), pytest.mark.enable_socket]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def storm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storm]:
    if request.param == "PostgreSQL" and (why := services.absent("postgres")):
        pytest.skip(why)
    with ExitStack() as stack:
        url = stack.enter_context(database_of_its_own()) if request.param == "PostgreSQL" else ""
        yield stack.enter_context(storm_over(tmp_path, url, seed=311))


def test_copies_made_from_the_feeds_alone_equal_the_database(storm: Storm) -> None:
    began, over = time.monotonic(), threading.Event()
    copies = Copies(storm.doors(), seed=1, page_size=200, pauses_s=(0.5, 12))
    resident = Resident(storm.doors(), over)
    resident.start()
    copies.follow()
    try:
        there = storm.rage(events=EVENTS, kills=KILLS, within_s=WITHIN_S)
        raged_s = time.monotonic() - began
        storm.calm()
    except BaseException:
        copies.stop()
        raise
    finally:
        over.set()
    resident.end()
    copies.end()
    true = storm.truth()
    print(f"{there} events in {raged_s:.0f} s, kills {storm.kills}, {copies.by_open311.walks} walks")  # noqa: T201  # the figures
    assert copies.wrong(true) == []
    _nothing_written_was_lost(storm, true, resident)
    assert min(storm.kills.values()) > 0
    assert copies.by_open311.saved, "nothing was found by looking back alone: the storm was too mild"


def _nothing_written_was_lost(storm: Storm, true: Any, resident: Resident) -> None:
    known, _away = storm.ledger()
    assert known - set(true["events"]) == set()
    assert set(resident.acknowledged.values()) <= set(true["codes"])
    assert len(known) > EVENTS / 2
