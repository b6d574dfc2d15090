"""The table of OWASP ASVS 5.0: every requirement once, each file and each test it names is there."""

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = list(csv.DictReader((ROOT / "backend" / "ops" / "asvs.csv").read_text(encoding="utf-8").splitlines()))
STATES = {"met", "partly", "not met", "n/a"}
# Beyond level 2.
FURTHER = {"1.2.10", "5.2.4", "5.2.6", "6.3.8", "14.2.7", "14.2.8", "15.4.2"}
# Level 1 and 2, and those, by section.
WANTED = {
    "1.1": "1-2", "1.2": "1-10", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3", "2.3":
    "1-4", "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3", "4.2":
    "1", "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-4 6", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3", "6.2":
    "1-12", "6.3": "1-4 8", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4", "7.1": "1-3", "7.2": "1-4",
    "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6":
    "1-2", "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5", "14.1":
    "1-2", "14.2": "1-4 7-8", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "15.4": "2", "16.1": "1",
    "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip


def ids() -> list[str]:
    found = []
    for section, numbers in WANTED.items():
        for part in numbers.split():
            first, _dash, last = part.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


@cache
def named_in(file: Path) -> frozenset[str]:
    """Return the names of the tests in ``file``, read without running it."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    functions = (one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(one.name for one in functions if one.name.startswith("test_"))


def test_every_requirement_is_there_once() -> None:
    assert [row["id"] for row in ROWS] == ids()
    assert {row["id"] for row in ROWS if row["level"] == "3"} == FURTHER
    assert {row["level"] for row in ROWS} == {"1", "2", "3"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_a_row_says_is_there(row: dict[str, str]) -> None:
    assert row["state"] in STATES
    assert row["topic"]
    for name in row["where"].split():
        assert (ROOT / name).is_file(), name
    if row["test"]:
        file, _colons, test = row["test"].partition("::")
        assert test in named_in(ROOT / file), row["test"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_gives_its_reasons(row: dict[str, str]) -> None:
    if row["state"] == "n/a":
        assert row["note"]
        assert not row["where"]
    elif row["state"] == "met":
        assert row["where"]
    else:
        assert row["note"]
