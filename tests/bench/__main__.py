"""Measure likeness; filing, live news, routing, inbox, lists at growing sizes, on SQLite and, at hand, PostgreSQL."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.bench import filing, likeness, live, pages, production
from tests.bench.figures import say
from tests.production import stores
from tests.server import ROOT, Platform

WORKED_FROM = 100_000  # search, a report's page, its steps and bulk are measured at so many reports and more
# Figures are counted anew once in a lifetime: a million takes minutes that say nothing new. More than that is asked for
# by whoever wants to see its months.
MOST_FOLDED = 100_000
PASSWORD = "do-luong-tren-may-nay"  # of sample accounts in a folder that is thrown away
SIZES = (10_000, 100_000, 1_000_000)
MOST_ON_SQLITE = 100_000  # a town that outgrows this has PostgreSQL; making a million takes minutes
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def main() -> None:
    most = int(os.environ.get("BENCH_REPORTS", "1000000"))
    likeness.measure()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        _measure(Platform(_made(folder, "sqlite"), more=_more({})), "sqlite", min(most, MOST_ON_SQLITE))
        with _postgres() as address:
            if address:
                own = {"DATABASE_URL": address, "SECRET_KEY": "x" * 50, "SECRET_LINK_KEY": "y" * 50}
                _measure(Platform(_made(folder, "postgresql"), more=_more(own)), "postgresql", most)
            else:
                sys.stderr.write("PostgreSQL is not at hand: its figures are left out.\n")
    if stores.programs():
        production.main(most)  # a cluster of its own: what is counted is its alone


def _measure(platform: Platform, database: str, most: int) -> None:
    platform.prepare()
    _inside(platform, "routing", database)
    made = 0
    for size in [size for size in SIZES if size < most] + [most]:
        words = ["--add"] if made else []
        began = time.monotonic()
        demo = ("make_demo", "--reports", str(size - made), "--months", "60", "--seed", str(size))
        platform.manage(*demo, *words, timeout_s=4 * 3600)
        say("make_demo", (size - made) / (time.monotonic() - began), "reports", per="second", database=database)
        made = size
        _inside(platform, "inbox", database)
        if size >= WORKED_FROM:
            _inside(platform, "public_map,work,api_lists", database)
        if size <= MOST_FOLDED or size > SIZES[-1]:
            _figures(platform, database, size)
    _inside(platform, "figures_from_now", database)  # else the server counts the samples while it is measured
    platform.manage("letters_from_now")
    _served(platform, database)


def _figures(platform: Platform, database: str, reports: int) -> None:
    """Count all figures from the events, and measure the fullest month where there are enough."""
    began = time.monotonic()
    platform.manage("verify_figures", "--rebuild", timeout_s=4 * 3600)
    say("figures_from_nothing", time.monotonic() - began, "s", per="run", database=database, reports=reports)
    if reports >= MOST_FOLDED:
        _inside(platform, "months", database)


def _served(platform: Platform, database: str) -> None:
    """Measure what is seen from outside while the platform runs."""
    platform.start()
    try:
        if database == "sqlite":
            pages.measure(platform)  # what the telephone waits for is the line and its processor
        live.measure(platform, database, username="phuong-ngoc-lam", password=PASSWORD)
        filing.measure(platform, database)
    finally:
        platform.stop()


def _inside(platform: Platform, what: str, database: str) -> None:
    subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.bench.inside", what, database], cwd=ROOT, env=platform.environment, check=True
    )


def _more(own: dict[str, str]) -> dict[str, str]:
    return {"DEMO_PASSWORD": PASSWORD} | own


def _made(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


@contextmanager
def _postgres() -> Iterator[str]:
    """Lend an empty database of its own; an empty address where PostgreSQL does not answer."""
    name = f"bench_{os.getpid()}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield ""
        return
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield POSTGRES.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    main()
