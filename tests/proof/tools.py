"""Programs of others that the proof runs: the fuzzer, the maker of clients; in an environment of their own."""

import os
from pathlib import Path

import pytest

from tests.server import ROOT

TOOLS = Path(os.environ.get("TOOLS", "") or ROOT / "var" / "tools")


def tool(name: str) -> str:
    """Return the path of a program of requirements-proof.txt; the test fails where nobody installed it."""
    found = TOOLS / "bin" / name
    if not found.exists():
        pytest.fail(f"{name} is missing: make tools", pytrace=False)
    return str(found)
