"""PostgreSQL, then Redis is away for seconds: what the platform answers meanwhile, and how it comes back by itself."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import httpx
import pytest
from redis import Redis

from tests.bench.live import sign_in
from tests.faults.ledger import Ledger
from tests.faults.production.conftest import PASSWORD, WARD, Town
from tests.faults.production.listening import Listening, listening
from tests.faults.production.whole import rows, whole
from tests.production.stores import wait_for_postgres, wait_for_redis

AWAY_S = 5.0 if os.environ.get("PROOF", "short") == "short" else 15.0
BACK_WITHIN_S = 120.0
AWAY = httpx.codes.SERVICE_UNAVAILABLE
FROM_MEMORY = ("/", "/tra-cuu", "/api/v1/wards", "/api/v1/locate?lat=21.045795&lon=105.869766")  # or told to wait
PAGES = (
    "/map", "/map/reports.json?box=105.8,21.0,105.95,21.1&zoom=13", "/figures", "/r/{code}",
    "/open-data/", "/open311/v2/requests.json", "/staff/", "/staff/r/{code}", "/staff/map.json?tab=open",
    "/staff/settings", "/staff/settings/sessions",
)  # fmt: skip
CALLS = (
    "/api/v1/reports", "/api/v1/reports/{code}", "/api/v1/changes", "/api/v1/figures", "/api/v1/staff/inbox",
    "/api/v1/staff/reports/{code}",
)  # fmt: skip

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]


@contextmanager
def filing(town: Town, *, telephones: int) -> Iterator[Ledger]:
    """Residents go on filing meanwhile, and what they are told is entered in the account."""
    ledger = town.ledger(telephones=telephones, pause_s=0.5)
    ledger.begin()
    try:
        assert ledger.reach(telephones, within_s=BACK_WITHIN_S)
        yield ledger
    finally:
        town.close(ledger)


def asked(officer: httpx.Client, paths: tuple[str, ...]) -> dict[str, httpx.Response]:
    """Return what each of ``paths`` answers, all of them asked at once."""
    with ThreadPoolExecutor(len(paths)) as pool:
        return dict(zip(paths, pool.map(officer.get, paths), strict=True))


def test_while_postgresql_is_away_all_are_told_to_come_again(town: Town, officer: httpx.Client) -> None:
    with filing(town, telephones=3) as ledger:
        paths = tuple(path.format(code=ledger.codes()[0]) for path in (*PAGES, *CALLS))
        usual = dict.fromkeys((*paths, *FROM_MEMORY), 200)
        assert statuses(asked(officer, tuple(usual))) == usual
        town.made.database.server.kill()
        went_at = time.monotonic()
        answers, kept = asked(officer, (*paths, "/readyz")), asked(officer, (*FROM_MEMORY, "/healthz"))
        time.sleep(max(0.0, went_at + AWAY_S - time.monotonic()))
        back_at, known = time.monotonic(), len(ledger.acknowledged)
        town.made.database.server.start()
        wait_for_postgres(town.made.database)
        town.made.ready()
        back_s = time.monotonic() - back_at
        assert ledger.reach(known + 3, within_s=BACK_WITHIN_S)
        assert statuses(asked(officer, tuple(usual))) == usual
    assert statuses(answers) == dict.fromkeys((*paths, "/readyz"), AWAY)
    assert [path for path in paths if "Retry-After" not in answers[path].headers] == []
    assert {kind_of(answers[path]) for path in paths if path.startswith("/api/")} == {"application/problem+json"}
    assert kept.pop("/healthz").status_code == 200
    assert set(statuses(kept).values()) <= {200, AWAY}
    said = f"PostgreSQL away {back_at - went_at:.1f} s, all back {back_s:.1f} s later; filing: {dict(ledger.answers)}"
    print(said)  # noqa: T201  # the figures
    whole(town, officer)


def statuses(answers: dict[str, httpx.Response]) -> dict[str, int]:
    return {path: one.status_code for path, one in answers.items()}


def kind_of(answer: httpx.Response) -> str:
    return str(answer.headers["Content-Type"])


def test_while_redis_is_away_everybody_works_on(town: Town, officer: httpx.Client) -> None:
    with listening(officer) as inbox, filing(town, telephones=2) as ledger:
        assert inbox.has_heard(set(ledger.codes()), within_s=30)
        openings = inbox.openings
        missed = without_redis(town, ledger, inbox)
        town.made.redis.server.start()
        wait_for_redis(town.made.redis.address)
        town.made.ready()
        assert is_heard_again(town.made.redis.address, within_s=BACK_WITHIN_S), "no hub is told of news any more"
        assert ledger.reach(len(missed) + 3, within_s=BACK_WITHIN_S)
    assert set(ledger.answers) == {201}, ledger.answers  # nobody was told to come again
    assert inbox.openings == openings  # the open page noticed nothing
    assert all(inbox.heard[code] == 1 for code in missed)
    assert letters_leave(town, set(ledger.codes()), within_s=BACK_WITHIN_S)  # by beat and worker, nobody helped
    whole(town, officer)


def without_redis(town: Town, ledger: Ledger, inbox: Listening) -> set[str]:
    """End Redis for a while and try what people do; return the reports that are in by then."""
    went_at, known = time.monotonic(), len(ledger.acknowledged)
    town.made.redis.server.kill()
    with closing(httpx.Client(base_url=town.made.address, follow_redirects=True, timeout=30)) as colleague:
        sign_in(colleague, WARD, PASSWORD)
        worked = asked(colleague, ("/staff/", "/api/v1/staff/inbox", "/map", "/", "/api/v1/reports"))
    assert statuses(worked) == dict.fromkeys(worked, 200)
    assert ledger.reach(known + 3, within_s=BACK_WITHIN_S)
    time.sleep(max(0.0, went_at + AWAY_S - time.monotonic()))
    filed = set(ledger.codes())
    assert inbox.has_heard(filed, within_s=30)  # the hub looks by itself
    ready = httpx.get(f"{town.made.address}/readyz", timeout=30)
    assert ready.status_code == AWAY
    assert ready.json()["checks"]["broker"] != "ok"
    return filed


def is_heard_again(address: str, *, within_s: float) -> bool:
    """Whether some hub listens at Redis again in time."""
    deadline = time.monotonic() + within_s
    with Redis.from_url(address) as redis:
        while not redis.pubsub_channels("*news*"):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
    return True


def letters_leave(town: Town, codes: set[str], *, within_s: float) -> bool:
    """Whether each of ``codes`` has its reporter's letter sent in time."""
    deadline = time.monotonic() + within_s
    sent = (
        "SELECT report.code FROM notifications_letter letter JOIN reports_event event ON event.seq = letter.event_id "
        "JOIN reports_report report ON report.id = event.report_id "
        "WHERE letter.recipient = 'reporter' AND letter.sent_at IS NOT NULL"
    )
    while not codes <= {code for (code,) in rows(town, sent)}:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True
