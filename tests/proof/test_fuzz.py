"""A fuzzer reads the description of the API and finds no answer that breaks it: as anybody, and as colleagues."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.tools import tool
from tests.server import ROOT, Platform

CONFIG = ROOT / "tests" / "proof" / "schemathesis.toml"
SECONDS_EACH = 40 if os.environ.get("PROOF") == "full" else 25  # four runs: under three minutes in all
RESIDENTS, STAFF = "^/api/v1/(?!staff)", "^/api/v1/staff"
MAKE_TOKEN = """
from django.utils import timezone
from backend.accounts import tokens
from backend.accounts.models import User
user = User.objects.get(username='{name}')
print('token', tokens.make(user, 'fuzz', now=timezone.now())[1])
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    server = Platform(tmp_path_factory.mktemp("fuzz"))
    server.prepare()
    server.manage("make_demo", "--reports", "150", "--months", "1", "--seed", "6")
    server.start()
    yield server
    server.stop()


def fuzz(platform: Platform, folder: Path, *words: str) -> None:
    """Let the fuzzer loose for a while; the test fails with its last words where it found something."""
    found = subprocess.run(  # noqa: S603  # a program that make tools installed
        [
            tool("schemathesis"),
            f"--config-file={CONFIG}",
            "run",
            f"{platform.address}/api/schema",
            "--checks=all",
            f"--max-time={SECONDS_EACH}",
            "--seed=6",
            *words,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS_EACH + 60,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
    assert "Traceback" not in (platform.folder / "server.log").read_text(encoding="utf-8")


def test_a_fuzzer_breaks_nothing_as_anybody(platform: Platform, tmp_path: Path) -> None:
    fuzz(platform, tmp_path, f"--include-path-regex={RESIDENTS}")


@pytest.mark.parametrize("name", ["phuong-ngoc-lam", "chuongtrinh"])
def test_a_fuzzer_breaks_nothing_as_a_colleague(platform: Platform, tmp_path: Path, name: str) -> None:
    said = platform.manage("shell", "--no-imports", "-c", MAKE_TOKEN.format(name=name))
    token = next(line.split()[1] for line in said.splitlines() if line.startswith("token"))
    fuzz(platform, tmp_path, f"--include-path-regex={STAFF}", f"--header=Authorization: Token {token}")


def test_nobody_reaches_the_colleagues_door_without_a_key(platform: Platform, tmp_path: Path) -> None:
    fuzz(platform, tmp_path, f"--include-path-regex={STAFF}", "--phases=examples,coverage", "--max-failures=1")
