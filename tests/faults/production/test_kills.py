"""Every part of a production is killed under load, in an order by chance: what was acknowledged is there, once."""

import os
import time
from collections import Counter
from random import Random

import httpx
import pytest

from tests.faults.production.conftest import Town
from tests.faults.production.killing import DEATHS, orders
from tests.faults.production.listening import listening
from tests.faults.production.whole import whole

SHORT = os.environ.get("PROOF", "short") == "short"
SEEDS, EACH, KILLS = ((1,), 300, 12) if SHORT else ((1, 2, 3, 4, 5), 2000, 40)  # each seed: submissions, kills
AWAY_AT_MOST_S = 180  # without a single acknowledgement more: then it has not come back by itself

pytestmark = [pytest.mark.timeout(3600), pytest.mark.enable_socket]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_dies_nothing_acknowledged_is_lost_or_doubled(town: Town, officer: httpx.Client, seed: int) -> None:
    began, rng = time.monotonic(), Random(seed)  # noqa: S311  # the same order each time
    ledger, died = town.ledger(), orders(KILLS, rng)
    with listening(officer) as inbox:
        ledger.begin()
        for number, name in enumerate(died):
            assert ledger.reach(EACH * number // KILLS, within_s=AWAY_AT_MOST_S), f"not back after {died[:number]}"
            DEATHS[name](town.made, rng)
        assert ledger.reach(EACH, within_s=AWAY_AT_MOST_S)
        town.close(ledger)
        town.made.ready()
        filed = set(ledger.codes())
        assert inbox.has_heard(filed, within_s=60)
    assert {code: inbox.heard[code] for code in filed} == dict.fromkeys(filed, 1)
    assert inbox.reloads == 0
    stormed_s = time.monotonic() - began
    figures = whole(town, officer)
    print(  # noqa: T201  # the figures
        f"seed {seed}: {len(filed)} submissions, {len(died)} kills {dict(Counter(died))} in {stormed_s:.0f} s; "
        f"answers {dict(ledger.answers)}, the inbox opened {inbox.openings} times; 0 lost, 0 doubled, "
        f"{figures} after {time.monotonic() - began:.0f} s"
    )
    assert figures.repeated <= 2 * KILLS * seed  # at most what each of two workers was just sending
