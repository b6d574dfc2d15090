"""Every file says what it is, stands where it belongs, and names nothing of the machine it was written on."""

import ast
import re

import pytest

from tests.house.files import ROOT, project_files, texts

ROOMS = {"backend", "citizen_api", "moderation", "notifications", "templates", "tests", ".ci"}
LOOSE = {
    ".dockerignore", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile",
    "Makefile", "README.md", "docker-compose.yml", "manage.py", "pyproject.toml", "requirements-dev.txt",
    "requirements-proof.txt", "requirements-uv.txt", "requirements.txt",
}  # fmt: skip
# Written in pieces, so that this file does not find itself.
MACHINE = re.compile("/" + r"(?:work|root|tmp/var-|tmp/brief|home/\w+)" + r"\b(?!ers)(?:/|$)", re.MULTILINE)
REGISTRIES = ("pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "index" + "-url =")
IGNORES = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)(?P<rest>.*)$")


def python() -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts(".py") if "/migrations/" not in name]


def test_the_top_level_holds_the_rooms_and_nothing_else() -> None:
    names = {file.relative_to(ROOT).parts for file in project_files()}
    assert {parts[0] for parts in names if len(parts) > 1} <= ROOMS
    assert {parts[0] for parts in names if len(parts) == 1} <= LOOSE


def test_every_file_begins_by_saying_what_lives_there() -> None:
    excused = ("apps.py", "urls.py")  # their names say it
    silent = [
        name
        for name, text in python()
        if text.strip() and not name.endswith(excused) and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_no_file_is_longer_than_one_reading() -> None:
    assert {name: lines for name, text in python() if (lines := text.count("\n")) > 350} == {}


@pytest.mark.parametrize("kind", ["this machine", "a package registry"])
def test_no_file_names(kind: str) -> None:
    found = []
    for name, text in texts():
        if kind == "this machine" and MACHINE.search(text):
            found.append(name)
        if kind == "a package registry" and any(host in text for host in REGISTRIES):
            found.append(name)
    assert found == []


def test_every_ignore_gives_its_reason() -> None:
    bare = [
        f"{name}:{number}"
        for name, text in python()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := IGNORES.search(line)) and not re.search(r"#\s*\S+.*\w{2}", match["rest"])
    ]
    assert bare == []


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-dev.txt", "requirements-proof.txt", "requirements-uv.txt"]
)
def test_every_requirement_is_pinned_by_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_developers_lock_holds_the_same_versions() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^([\w.\[\]-]+==\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(
        r'^  "[a-z0-9-]+(?:\[[\w,-]+\])?[^"/]*",(.*)$', text.split("[tool.importlinter]")[0], re.MULTILINE
    )
    assert len(lines) > 40
    assert [line for line in lines if not line.strip().startswith("#")] == []
