"""One measured figure a line, and the processor time of a process tree."""

import json
import os
import sys
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def say(name: str, value: float, unit: str, *, per: str, **more: object) -> None:
    """Print one figure as a JSON object on a line of its own."""
    sys.stdout.write(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "per": per, **more}) + "\n")
    sys.stdout.flush()


def cpu_ms(group: int) -> float:
    """Return the processor milliseconds used so far by all processes of the process group, dead children included."""
    used = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == group:
                used += sum(map(int, fields[11:15]))
    return used * 1000 / _TICKS


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
