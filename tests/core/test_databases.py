"""What Django is told of its databases: one, and a replica beside it where there is one."""

import os
import subprocess
import sys
from pathlib import Path

from backend.core.databases import primary, with_replica
from tests.house.files import ROOT

THERE = "postgres://one@127.0.0.1:1/city"
REPLICA = "postgres://one@127.0.0.1:2/city"


def told(url: str, tmp_path: Path) -> dict[str, dict[str, dict[str, object]]]:
    return with_replica({"default": primary(THERE, folder=tmp_path, called="us")}, url, called="us")


def test_without_a_replica_there_is_one_database(tmp_path: Path) -> None:
    assert set(told("", tmp_path)) == {"default"}


def test_a_replica_has_the_options_of_the_primary_and_refuses_to_write(tmp_path: Path) -> None:
    both = {name: one["OPTIONS"] for name, one in told(REPLICA, tmp_path).items()}
    assert both["replica"]["options"] == f"{both['default']['options']} -c default_transaction_read_only=on"
    same = both["default"].keys() - {"options", "pool"}
    assert {name: both["replica"][name] for name in same} == {name: both["default"][name] for name in same}
    assert both["default"]["pool"] == {"min_size": 1, "max_size": 20, "timeout": 5, "reconnect_timeout": 2}
    assert both["replica"]["pool"] == {"min_size": 1, "max_size": 20, "timeout": 1, "reconnect_timeout": 2}


def test_sqlite_has_no_replica(tmp_path: Path) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "-c", "import backend.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR": str(tmp_path), "REPLICA_URL": REPLICA},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Setting REPLICA_URL: expected to stand beside a DATABASE_URL of PostgreSQL" in done.stderr
    assert REPLICA not in done.stderr
