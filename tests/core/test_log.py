"""What the log keeps to itself."""

import json
import logging
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from backend.core import trace
from backend.core.log import Discreet, DiscreetJson, Numbered, logging_of


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ('127.0.0.1 - "GET /r/ABCD2345?key=T2cvuBTgwAYV HTTP/1.1" 200', '127.0.0.1 - "GET /r/ABCD2345 HTTP/1.1" 200'),
        ("GET /map/place.json?at=21.04,105.8", "GET /map/place.json"),
        ("https://longbien.example/r/ABCD2345?key=T2cv.", "https://longbien.example/r/ABCD2345"),
        ("went wrong with key=T2cvuBTgwAYV&x", "went wrong with key=…&x"),
        ("What now? Nothing = nothing", "What now? Nothing = nothing"),
        ("refused: mau.nguyen@dan.example (550)", "refused: …@… (550)"),
        ("called 0912 345 678 and +84912345678", "called … and …"),
        ("Authorization: Token 3f9a8b7c6d5e4f3a2b1c", "Authorization: Token …"),
        ("duplicate key\nDETAIL:  Failing row contains (7, Bà Mẫu, rác).", "duplicate key\nDETAIL: …"),
        ("Letter 12 of event 1000345 by email: Sent at 20261126T030000Z", None),
    ],
    ids=["access", "place", "link", "bare", "words", "mail", "telephone", "token", "row", "numbers"],
)
def test_no_line_holds_a_query_a_key_or_anybodys_data(said: str, written: str | None) -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s", (said,), None)
    assert Discreet("{message}", style="{").format(record) == (written or said).replace("\n", r"\u000a")
    assert json.loads(of_a_program(record))["message"] == (written or said)


def of_a_program(record: logging.LogRecord) -> str:
    """Return the line that a production writes."""
    told = dict(logging_of(as_json=True)["formatters"]["json"])
    formatter = DiscreetJson(told.pop("format"), **{name: told[name] for name in told if name != "()"})
    Numbered().filter(record)
    return formatter.format(record)


def test_a_programs_line_says_when_who_and_under_which_number() -> None:
    record = logging.LogRecord("longbien.request", logging.INFO, "", 0, "%s %s", ("GET", "home"), None)
    record.__dict__["ms"] = 12.5
    with trace.of(uuid.UUID("0b5d1f3e-5a0c-4bd2-9f0e-3c2d1a0b9e8f")):
        told = json.loads(of_a_program(record))
    assert told["request"] == "0b5d1f3e5a0c4bd29f0e3c2d1a0b9e8f"
    assert (told["message"], told["level"], told["logger"], told["ms"]) == (
        "GET home",
        "INFO",
        "longbien.request",
        12.5,
    )
    assert "at" in told


@pytest.mark.parametrize(
    "sent", ["", "7", "x" * 36, "{0b5d1f3e-5a0c-4bd2-9f0e-3c2d1a0b9e8f}", "0b5d1f3e-5a0c-4bd2-9f0e-3c2d1a0b9e8f\nX"]
)
def test_a_number_that_is_none_is_not_taken_over(sent: str) -> None:
    assert trace.sane(sent) is None


def test_a_traceback_holds_no_key() -> None:
    try:
        raise ValueError("/r/ABCD2345?key=T2cvuBTgwAYV")  # noqa: TRY301  # what is tested
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "T2cv" not in Discreet("{message}", style="{").format(record)


FORGED = "nobody\r\n2026-11-26T10:00:00.000+07:00 INFO longbien.security signed_in who=1\x1b[2K\u2028\x85\u202e"


def of_people(record: logging.LogRecord) -> str:
    """Return the line that people read."""
    told = logging_of(as_json=False)["formatters"]["line"]
    Numbered().filter(record)
    return Discreet(told["format"], style="{").format(record)


def test_what_is_sent_cannot_write_a_line_of_its_own() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "not found: %s", (FORGED,), None)
    for line in (of_people(record), of_a_program(record)):
        assert len(line.splitlines()) == 1
        assert line.isprintable()
    assert json.loads(of_a_program(record))["message"] == f"not found: {FORGED}"


def test_below_a_line_stands_its_traceback_and_nothing_that_looks_like_a_line() -> None:
    try:
        raise ValueError(FORGED)  # noqa: TRY301  # what is tested
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    logging.Formatter().format(record)  # another handler was first, and keeps its traceback in the record
    first, *below = of_people(record).split("\n")
    assert first.endswith("failed")
    assert below[0] == "\tTraceback (most recent call last):"
    assert all(line.startswith("\t") and line[1:].isprintable() for line in below)
    assert len(of_a_program(record).splitlines()) == 1


def test_a_line_says_when_with_the_zone_and_under_which_number() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "filed", (), None)
    with trace.of(uuid.UUID("0b5d1f3e-5a0c-4bd2-9f0e-3c2d1a0b9e8f")):
        lines = of_people(record), json.loads(of_a_program(record))
    assert lines[0].endswith(" filed 0b5d1f3e5a0c4bd29f0e3c2d1a0b9e8f")
    for said in (lines[0].split()[0], lines[1]["at"]):
        at = datetime.fromisoformat(said)
        assert at.utcoffset() == timedelta(hours=7)
        assert at.timestamp() == pytest.approx(record.created, abs=0.001)


def test_the_servers_own_lines_go_through_it() -> None:
    told: dict[str, Any] = settings.LOGGING
    assert told["formatters"]["line"]["()"] == "backend.core.log.Discreet"
    assert told["formatters"]["json"]["()"] == "backend.core.log.DiscreetJson"
    assert all(told["loggers"][name]["propagate"] for name in ("uvicorn", "uvicorn.access"))
