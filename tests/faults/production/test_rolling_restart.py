"""A new version goes out at noon: one server after the other is ended and started, and nobody notices."""

import threading
import time
from collections import Counter

import httpx
import pytest

from tests.faults.production.conftest import Town
from tests.faults.production.listening import listening
from tests.faults.production.whole import whole

ONE_AFTER_THE_OTHER = ("web-1", "web-2", "live", "worker-1", "worker-2", "beat")
STARTS_WITHIN_S = 120.0
PAUSE_S = 0.2
FORGIVEN_AFTER_S = 6.0  # the proxy asks a server that was away after five seconds again
PAGES = ("/", "/map", "/api/v1/reports", "/staff/", "/api/v1/staff/inbox?tab=new")

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]


class Reader(threading.Thread):
    """Somebody at work: opens one page after the other and notes what is answered."""

    def __init__(self, officer: httpx.Client) -> None:
        super().__init__(daemon=True)
        self._address, self._cookies = str(officer.base_url), dict(officer.cookies)
        self.over = threading.Event()
        self.answers: Counter[str] = Counter()

    def run(self) -> None:
        with httpx.Client(base_url=self._address, cookies=self._cookies, timeout=60) as line:
            while not self.over.is_set():
                for page in PAGES:
                    try:
                        answer = line.get(page)
                        self.answers[str(answer.status_code)] += 1
                    except httpx.TransportError as failure:
                        self.answers[f"{page} {failure!r}"] += 1
                    time.sleep(PAUSE_S)


def test_one_server_after_the_other_is_restarted_and_no_request_fails(town: Town, officer: httpx.Client) -> None:
    ledger, readers = town.ledger(telephones=3, pause_s=0.5), [Reader(officer) for _number in range(2)]
    with listening(officer) as inbox:
        ledger.begin()
        for reader in readers:
            reader.start()
        began = time.monotonic()
        for name in ONE_AFTER_THE_OTHER:
            assert ledger.reach(len(ledger.acknowledged) + 5, within_s=STARTS_WITHIN_S)
            town.made.processes[name].stop()
            town.made.processes[name].start()
            if name in town.made.inner:
                town.made.ready(town.made.inner[name], within_s=STARTS_WITHIN_S)
            if name.startswith("web"):
                time.sleep(FORGIVEN_AFTER_S)
        assert ledger.reach(len(ledger.acknowledged) + 5, within_s=STARTS_WITHIN_S)
        took_s = time.monotonic() - began
        town.close(ledger)
        for reader in readers:
            reader.over.set()
            reader.join(timeout=120)
        assert inbox.has_heard(set(ledger.codes()), within_s=60)
    answers = sum((reader.answers for reader in readers), Counter[str]())
    print(f"{took_s:.0f} s; filing: {dict(ledger.answers)}; reading: {dict(answers)}")  # noqa: T201  # the figures
    assert set(answers) == {"200"}  # the proxy asked the other server
    # What has a body is not sent twice by the proxy: who finds first that a server has gone is told to come again.
    assert set(ledger.answers) <= {201, 503}
    assert ledger.answers[503] <= 1 + took_s / FORGIVEN_AFTER_S
    assert all(inbox.heard[code] == 1 for code in ledger.codes())
    whole(town, officer)
