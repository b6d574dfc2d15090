"""Settings from the environment: a wrong value stops the start and names its variable."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from backend import env
from tests.house.files import ROOT


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("IT", raising=False)
    return monkeypatch


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("TRUE", True), (" on ", True), ("no", False), ("", True)])
def test_yes_and_no(given: pytest.MonkeyPatch, value: str, is_on: bool) -> None:
    given.setenv("IT", value)
    assert env.flag("IT", default=True) is is_on


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("maybe", lambda: env.flag("IT", default=True)),
        ("0", lambda: env.number("IT", 8000, low=1, high=65535)),
        ("65536", lambda: env.number("IT", 8000, low=1, high=65535)),
        ("８０", lambda: env.number("IT", 8000, low=1, high=65535)),
        ("1e3", lambda: env.number("IT", 8000, low=1, high=65535)),
        ("none", lambda: env.choice("IT", {"required", "optional"}, "required")),
        ("31/12/2024", lambda: env.day_or_today("IT", date(2024, 12, 31))),
        ("mysql://host/name", lambda: env.address("IT", {"postgres"})),
    ],
    ids=["flag", "too low", "too high", "other digits", "exponent", "choice", "day", "address"],
)
def test_a_wrong_value_names_its_variable(given: pytest.MonkeyPatch, value: str, read: object) -> None:
    given.setenv("IT", value)
    with pytest.raises(env.WrongSetting, match="Setting IT: expected"):
        read()  # type: ignore[operator]  # one of the lambdas above


def test_what_is_unset_takes_its_default(given: pytest.MonkeyPatch) -> None:
    assert env.text("IT", "x") == "x"
    assert env.number("IT", 8000, low=1, high=65535) == 8000
    assert env.choice("IT", {"a", "b"}, "a") == "a"
    assert env.day_or_today("IT", date(2024, 12, 31)) == date(2024, 12, 31)
    assert env.address("IT", {"http"}) == ""
    assert env.words("IT") == []


def test_good_values_are_read(given: pytest.MonkeyPatch) -> None:
    given.setenv("IT", "2025-07-01")
    assert env.day_or_today("IT", date(2024, 12, 31)) == date(2025, 7, 1)
    given.setenv("IT", "today")
    assert env.day_or_today("IT", date(2024, 12, 31)) is None
    given.setenv("IT", "https://a.example/")
    assert env.address("IT", {"https"}) == "https://a.example"
    given.setenv("IT", "a, b,,c ")
    assert env.words("IT") == ["a", "b", "c"]


def test_a_database_beside_it_asks_for_secrets_of_its_own(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "SECRET_LINK_KEY"}}
    done = subprocess.run(
        [sys.executable, "-c", "import backend.settings"],
        cwd=ROOT,
        env=kept | {"VAR": str(tmp_path), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().startswith("Setting SECRET_KEY: expected a long random text")


def test_a_secret_is_read_from_a_file(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("tu-trong-tep\n", encoding="utf-8")
    given.setenv("IT_FILE", str(tmp_path / "secret"))
    assert env.text("IT") == "tu-trong-tep"
    given.setenv("IT", "beside it")
    with pytest.raises(env.WrongSetting, match="IT_FILE"):
        env.text("IT")
    given.delenv("IT")
    given.setenv("IT_FILE", str(tmp_path / "absent"))
    with pytest.raises(env.WrongSetting, match="IT_FILE"):
        env.text("IT")
