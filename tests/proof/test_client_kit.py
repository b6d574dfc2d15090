"""What others build with: the client that `make client` writes, and the example of the README, as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.proof.tools import TOOLS, tool
from tests.reports.filing import jpeg
from tests.server import ROOT

BIN = Path(sys.executable).parent
EXAMPLE = re.compile(r"^### [^\n]*client kit\n.*?^```python\n(?P<script>.*?)^```$", re.MULTILINE | re.DOTALL)
QUICK_S = 180


def run(*words: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run a program and return what it printed; the test fails with its words where it fails."""
    done = subprocess.run(  # noqa: S603  # programs of our own environments
        words, cwd=cwd, env=os.environ | (env or {}), capture_output=True, text=True, timeout=QUICK_S, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client, written by the recipe of the Makefile."""
    tool("openapi-python-client")
    out = tmp_path_factory.mktemp("client") / "client"
    run("make", "-o", "set-up", "-o", "tools", "client", f"BIN={BIN}", f"TOOLS={TOOLS}", f"OUT={out}")
    return out


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, taken out of the README."""
    found = EXAMPLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    file = tmp_path_factory.mktemp("example") / "example.py"
    file.write_text(found["script"], encoding="utf-8")
    return file


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_the_example_of_the_readme_files_follows_and_lists(
    live_server: LiveServer, client: Path, example: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    said = run(tool("python"), example, live_server.url, photo, env={"PYTHONPATH": str(client)}).splitlines()
    words = [line.split() for line in said]
    assert [one[0] for one in words[:3]] == ["filed", "status", "event"]
    code = words[0][1]
    assert words[1] == ["status", "received", "photos", words[1][3]]
    assert code in {one[2] for one in words if one[0] == "change"}
    assert words[-1][0] == "since"
    assert int(words[-1][1]) > 0


def test_the_client_and_the_example_are_typed(client: Path, example: Path, tmp_path: Path) -> None:
    assert (client / "long_bien_client" / "py.typed").exists()
    seen = {"MYPYPATH": str(client), "PYTHONPATH": ""}
    run(
        BIN / "mypy",
        "--strict",
        "--config-file=",
        f"--python-executable={tool('python')}",
        f"--cache-dir={tmp_path}",
        example,
        client / "long_bien_client",
        env=seen,
        cwd=tmp_path,
    )


def test_every_operation_has_its_call(client: Path) -> None:
    described = set(re.findall(r"operationId: (\w+)", client.with_suffix(".yml").read_text(encoding="utf-8")))
    written = {file.stem for file in (client / "long_bien_client" / "api").glob("*/*.py")} - {"__init__"}
    assert described == written
    assert len(described) > 50
