"""Processor milliseconds of one act in a production's process trees: web with live, worker, PostgreSQL.

What the trees use while nobody does anything is
taken off. What an act leaves to the worker is counted with it: after the last one the worker is waited for.
"""

import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import httpx

from tests.bench.figures import say
from tests.bench.filing import photo_of_300_kb
from tests.bench.live import sign_in
from tests.bench.trees import Trees, own_code, used_ms
from tests.production.stack import Stack

# What one act may cost in all trees together.
MOST_MS = {"file": 12, "file_with_photo": 60, "inbox_page": 12, "open_report": 12, "map_box": 12}
TIMES, WARM_UP, IDLE_S = 200, 10, 8
QUIET_MS_A_S, LONGEST_S = 60, 90  # the worker has nothing left to do; or it is told that it had
WARD = "phuong-ngoc-lam"
_BOX = {"box": "105.865,21.040,105.875,21.050", "zoom": "16"}


def measure(made: Stack, reports: int, password: str) -> None:
    """Print what each act costs, in all and by tree."""
    trees = own_code(made)
    with httpx.Client(base_url=made.address, timeout=60, follow_redirects=True) as client:
        acts = _acts(client, password, photo_of_300_kb())
        for act in acts.values():
            for _time in range(WARM_UP):
                act()
        for name, act in acts.items():
            _until_quiet(trees)
            spent = _spent(trees, act, _idle(trees), leaves_work=name.startswith("file"))
            more = {"reports": reports, "most": MOST_MS[name]}
            by_tree = {f"in_{tree}": round(ms, 2) for tree, ms in spent.items()}
            say(f"act_{name}_cpu", sum(spent.values()), "ms", per="act", **more, **by_tree)


def _acts(client: httpx.Client, password: str, photo: bytes) -> dict[str, Callable[[], object]]:
    sign_in(client, WARD, password)
    first = client.get("/api/v1/staff/inbox", params={"tab": "open"}).json()["results"][0]["code"]
    return {
        "file": partial(_file, client, None),
        "file_with_photo": partial(_file, client, photo),
        "inbox_page": partial(_read, client, "/staff/"),
        "open_report": partial(_read, client, f"/staff/r/{first}"),
        "map_box": partial(_read, client, "/map/reports.json", _BOX),
    }


def _file(client: httpx.Client, photo: bytes | None) -> None:
    body = {"category": "household_waste", "text": "Rác chưa thu gom.", "lat": "21.045795", "lon": "105.869766"}
    files = {"photos": ("anh.jpg", photo, "image/jpeg")} if photo else None
    with httpx.Client(base_url=client.base_url, timeout=60) as resident:
        answer = resident.post("/api/v1/reports", data=body, files=files, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == httpx.codes.CREATED, answer.text[:400]


def _read(client: httpx.Client, address: str, query: dict[str, str] | None = None) -> None:
    answer = client.get(address, params=query)
    assert answer.status_code == httpx.codes.OK, answer.text[:400]


def _spent(trees: Trees, act: Callable[[], object], idle: dict[str, float], *, leaves_work: bool) -> dict[str, float]:
    """Return the milliseconds one act costs each tree, by the mean of many; what it leaves undone is waited for."""
    before, began = used_ms(trees), time.monotonic()
    for _time in range(TIMES):
        act()
    if leaves_work:
        _until_quiet(trees)
    lasted = time.monotonic() - began
    after = used_ms(trees)
    return {tree: (after[tree] - before[tree] - idle[tree] * lasted) / TIMES for tree in trees}


def _idle(trees: Trees) -> dict[str, float]:
    """Return the milliseconds that each tree uses in a second in which nobody does anything."""
    before = used_ms(trees)
    time.sleep(IDLE_S)
    return {tree: (used - before[tree]) / IDLE_S for tree, used in used_ms(trees).items()}


def _until_quiet(trees: Trees) -> None:
    deadline = time.monotonic() + LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        before = sum(used_ms(trees).values())
        time.sleep(1)
        quiet = quiet + 1 if sum(used_ms(trees).values()) - before < QUIET_MS_A_S else 0
