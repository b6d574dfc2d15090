"""The server is killed again and again under load: what was acknowledged is there, once, with its photo and letter."""

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import Ledger
from tests.faults.mails import mails
from tests.server import Platform

KILLS = 12 if os.environ.get("PROOF") == "full" else 3
EACH_LIFE = 20  # reports acknowledged between two kills, so that every kill comes under load
UP_S = 20  # but no life is longer than this
DRAIN_S = 330  # a letter that was just being sent when its worker was killed waits five minutes for the next

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    own = Platform(tmp_path, more={"EMAIL_URL": f"filemail://{tmp_path}/mail"})
    own.prepare()
    yield own
    own.kill()


def _rows(platform: Platform, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(platform.folder / "db.sqlite3") as database:
        return list(database.execute(sql))


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


def _stormed(platform: Platform) -> Ledger:
    """Kill the server again and again under load; return what was acknowledged."""
    ledger = Ledger(platform.address)
    platform.start()
    ledger.begin()
    for kill in range(KILLS):
        ledger.reach(len(ledger.acknowledged) + EACH_LIFE + kill, within_s=UP_S)
        platform.kill()
        platform.start()
    ledger.end()
    return ledger


def test_a_server_killed_under_load_loses_and_doubles_nothing(platform: Platform) -> None:
    ledger = _stormed(platform)
    kept = [code for (code,) in _rows(platform, "SELECT code FROM reports_report")]
    assert len(ledger.acknowledged) >= KILLS
    assert ledger.codes() == sorted(kept)  # nothing lost, nothing doubled
    assert _rows(platform, "SELECT count(*) FROM reports_photo") == [(len(kept),)]

    _drained(platform)
    assert _reporters_owed(platform) == 0
    sent = [str(one["To"]) for one in mails(platform.folder / "mail") if "@dan.example" in one["To"]]
    assert sorted(set(sent)) == sorted(one.email for one in ledger.acknowledged.values())
    platform.kill()
    assert "The history holds." in platform.manage("verify_history")
    platform.manage("sweep_photos", "--grace-s", "0")
    assert platform.manage("sweep_photos", "--grace-s", "0").split("\n")[:2] == [
        "0 files without a row removed.",
        "0 files missing.",
    ]
    print(f"{KILLS} kills, {len(kept)} reports, {ledger.answers.total()} tries, {len(sent)} letters")  # noqa: T201  # the figures
