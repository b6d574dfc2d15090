"""One measured figure a line, what a page costs inside, and the processor time of a process tree."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from django.test import Client

_TICKS = os.sysconf("SC_CLK_TCK")


def say(name: str, value: float, unit: str, *, per: str, **more: object) -> None:
    """Print one figure as a JSON object on a line of its own."""
    sys.stdout.write(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "per": per, **more}) + "\n")
    sys.stdout.flush()


def cost(client: Client, address: str, query: Mapping[str, str], **more: str) -> tuple[float, float, int]:
    """Return the milliseconds of SQL (waiting included), of processor, and the number of statements of one page.

    ``more`` are headers."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    spent: list[float] = []

    def timed(execute: Callable[..., object], *call: object) -> object:
        began = time.perf_counter()
        try:
            return execute(*call)
        finally:
            spent.append((time.perf_counter() - began) * 1000)

    began = time.process_time()
    with connection.execute_wrapper(timed):
        status = client.get(address, query, headers=more).status_code
    assert status == HTTPStatus.OK, status
    return sum(spent), (time.process_time() - began) * 1000, len(spent)


def cpu_ms(group: int) -> float:
    """Return the processor milliseconds used so far by all processes of the process group, dead children included."""
    return sum(used for _parent, of, used in processes().values() if of == group)


def processes() -> dict[int, tuple[int, int, float]]:
    """Return (parent, group, milliseconds of processor used, dead children included) of each process by its number."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            found[int(entry.name)] = int(fields[1]), int(fields[2]), sum(map(int, fields[11:15])) * 1000 / _TICKS
    return found


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
