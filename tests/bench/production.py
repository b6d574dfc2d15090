"""A whole production with many reports in it: what one act costs, then how much of a storm it takes.

``python -m tests.bench.production [REPORTS]``; ``make bench`` runs it last.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import acts, storm
from tests.production.stack import Stack, stack
from tests.server import ROOT


def main(reports: int) -> None:
    """Make so many reports of the last five years, and measure on them."""
    password = os.environ.setdefault("DEMO_PASSWORD", "do-luong-tren-may-nay")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, stack(Path(folder), webs=2, staffs=2) as made:
        _fill(made, reports)
        acts.measure(made, reports, password)
        storm.measure(made, reports, password)


def _fill(made: Stack, reports: int) -> None:
    """Make the reports and their figures, while nobody works: else the worker counts them while it is measured."""
    workers = [process for name, process in made.processes.items() if name.startswith(("worker", "beat"))]
    for one in workers:
        one.kill()  # nothing is in its hands that the database does not know
    demo = ("make_demo", "--reports", str(reports), "--months", "60", "--photos", "0")
    made.manage(*demo, as_owner=True, timeout_s=4 * 3600)
    made.manage("letters_from_now")
    _run(made, "figures_from_now")
    for one in workers:
        one.start()
    made.ready()


def _run(made: Stack, part: str) -> None:
    command = [sys.executable, "-m", "tests.bench.inside", part, "postgresql"]
    subprocess.run(command, cwd=ROOT, env=made.environment, check=True)  # noqa: S603  # our own program


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
