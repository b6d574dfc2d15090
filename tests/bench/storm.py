"""How many reports with photos a minute a production takes while its staff go on working as if nothing was.

A production of this machine, its crowd before it; the rate of filing grows step by step until an inbox page or a
report's page takes 300 ms or more for one in twenty, or the live channel 2 s, or somebody gets an answer that is
neither the thing asked for nor an announced "come again". The last rate before that is the result. The
crowd runs niced, and its processor is told apart.
"""

import asyncio
import os
import resource
import time
from collections.abc import Sequence
from random import Random
from types import SimpleNamespace

import httpx

from tests.bench.crowd import Crowd, Tally
from tests.bench.figures import percentile, say
from tests.bench.live import sign_in
from tests.bench.trees import servers, used_ms
from tests.production.stack import Stack

STEADY = (2.8, 45.0)  # ten thousand in an hour, as after a typhoon
WARM = (1.0, 40.0)  # each process reads its templates and reference data once: nothing is judged
STEP_S = 25.0
STEPS = (5, 7, 9, 11, 13, 15, 17, 20, 24, 28, 32, 40, 50)
MOST_STAFF_S, MOST_LIVE_S = 0.3, 2.0  # one in twenty may take so long
WARDS = 14
LEADERS = ("lanhdao", "chuongtrinh")
NICER = 10
OFFICERS = """
from backend.accounts.models import User
print(*User.objects.filter(username__startswith="phuong-").order_by("username").values_list("username", flat=True)[:%d])
"""
PLACES = """
from backend.reports.models import Report
for lat, lon in Report.objects.order_by("-pk").values_list("lat", "lon")[:300]: print(lat, lon)
"""


def measure(made: Stack, reports: int, password: str) -> None:
    """Let the crowd come, and print what was seen at each rate."""
    names = made.run(OFFICERS % WARDS).split()
    officers, leaders = ([_cookie(made, name, password) for name in some] for some in (names, LEADERS))
    places = [(float(lat), float(lon)) for lat, lon in (line.split() for line in made.run(PLACES).splitlines())]
    os.nice(NICER)
    crowd = Crowd(made.address, officers, leaders, places, Random(11))  # noqa: S311  # the same crowd each time
    judge = Judge(made)
    asyncio.run(crowd.stays([WARM, STEADY, *((rate, STEP_S) for rate in STEPS)], judge))
    say("storm", judge.held * 60, "reports", per="minute", of=reports, first_bottleneck=judge.bottleneck, why=judge.why)


class Judge:
    """Says after each phase what was seen, and whether more may come."""

    def __init__(self, made: Stack) -> None:
        self.held, self.why, self.bottleneck = 0.0, "", ""
        self._trees = servers(made)
        self._since = self._now()

    def _now(self) -> SimpleNamespace:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return SimpleNamespace(at=time.monotonic(), used=used_ms(self._trees), crowd=own.ru_utime + own.ru_stime)

    async def __call__(self, rate: float, tally: Tally) -> bool:
        """Print the figures of a phase at ``rate`` reports a second; return whether staff worked on unhindered."""
        before, self._since = self._since, self._now()
        lasted = self._since.at - before.at
        cores = {tree: (used - before.used[tree]) / 1000 / lasted for tree, used in self._since.used.items()}
        crowd = (self._since.crowd - before.crowd) / lasted
        for act, taken in sorted(tally.taken.items()):
            say(f"load_{act}", percentile(taken, 0.5) * 1000, "ms", per="act", reports_a_second=rate, **_far(taken))
        say(
            "load_live",
            percentile(tally.delays or [0.0], 0.5) * 1000,
            "ms",
            per="report",
            **_far(tally.delays or [0.0]),
        )
        told = {tree: round(share, 2) for tree, share in cores.items()}
        counts = {
            "announced": tally.announced(),
            "given_up": tally.given_up,
            "wrong": tally.wrong(),
            "said": tally.said[:3],
        }
        filed = len(tally.taken["file_with_photo"]) / lasted
        say("load_cores", sum(cores.values()), "processors", per="second", **told, crowd=round(crowd, 2), **counts)
        say("load_filed", filed, "reports", per="second", reports_a_second=rate, lasted_s=round(lasted, 1))
        self.why = "" if rate == WARM[0] else _too_much(tally)
        if self.why:
            self.bottleneck = max(cores, key=lambda tree: cores[tree])
        else:
            self.held = rate
        return not self.why


def _too_much(tally: Tally) -> str:
    for act in ("inbox_page", "open_report"):
        if tally.taken[act] and percentile(tally.taken[act], 0.95) >= MOST_STAFF_S:
            return f"{act} p95"
    if tally.delays and percentile(tally.delays, 0.95) >= MOST_LIVE_S:
        return "live p95"
    return f"wrong: {tally.wrong()}" if tally.wrong() else ""


def _far(taken: Sequence[float]) -> dict[str, float | int]:
    values = list(taken)
    far = {name: round(percentile(values, share) * 1000, 1) for name, share in (("p95", 0.95), ("p99", 0.99))}
    return far | {"most": round(max(values) * 1000, 1), "times": len(values)}


def _cookie(made: Stack, name: str, password: str) -> str:
    with httpx.Client(base_url=made.address, follow_redirects=True, timeout=30) as client:
        sign_in(client, name, password)
        return "; ".join(f"{key}={value}" for key, value in client.cookies.items())
