"""The tools that keep the house in order: layers, style, types, templates, containers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.house.files import ROOT, project_files

TOOLS = Path(sys.executable).parent


def passes(*command: str | Path, timeout_s: int = 170, more: Mapping[str, str] | None = None) -> None:
    """Run a tool in the project; what it complains about is the failure's text."""
    done = subprocess.run(  # noqa: S603  # our own tools
        [str(word) for word in command],
        cwd=ROOT,
        env=dict(os.environ) | dict(more or {}),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def templates() -> list[str]:
    return [str(file.relative_to(ROOT)) for file in project_files() if file.suffix == ".html"]


def test_arrows_go_down_only() -> None:
    passes(TOOLS / "lint-imports", "--no-cache")


def test_the_style_is_kept() -> None:
    passes(TOOLS / "ruff", "check", "--no-cache", ".")


def test_the_format_is_kept() -> None:
    passes(TOOLS / "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.timeout(600)
def test_the_types_hold(tmp_path_factory: pytest.TempPathFactory) -> None:
    passes(TOOLS / "mypy", "--cache-dir", tmp_path_factory.getbasetemp() / "mypy", ".", timeout_s=590)


def test_templates_are_well_formed() -> None:
    passes(TOOLS / "djade", "--check", "--target-version", "5.2", *templates())
    passes(TOOLS / "djlint", "--lint", "--quiet", *templates())


def test_the_image_is_described_well() -> None:
    passes(TOOLS / "hadolint", "Dockerfile")


def test_checks_before_a_commit_fetch_nothing() -> None:
    described = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in described["repos"]} == {"local"}
    assert {hook["language"] for repo in described["repos"] for hook in repo["hooks"]} == {"system"}


def test_the_run_on_a_bare_machine_can_be_read() -> None:
    bash = shutil.which("bash")
    assert bash
    passes(bash, "-n", ROOT / ".ci" / "run")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
