"""What the log keeps to itself."""

import logging
import sys
from typing import Any

import pytest
from django.conf import settings

from backend.core.log import Discreet


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ('127.0.0.1 - "GET /r/ABCD2345?key=T2cvuBTgwAYV HTTP/1.1" 200', '127.0.0.1 - "GET /r/ABCD2345 HTTP/1.1" 200'),
        ("GET /map/place.json?at=21.04,105.8", "GET /map/place.json"),
        ("https://longbien.example/r/ABCD2345?key=T2cv.", "https://longbien.example/r/ABCD2345"),
        ("went wrong with key=T2cvuBTgwAYV&x", "went wrong with key=…&x"),
        ("What now? Nothing = nothing", "What now? Nothing = nothing"),
    ],
    ids=["access", "place", "link", "bare", "words"],
)
def test_no_line_holds_a_query_or_a_key(said: str, written: str) -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s", (said,), None)
    assert Discreet("{message}", style="{").format(record) == written


def test_a_traceback_holds_no_key() -> None:
    try:
        raise ValueError("/r/ABCD2345?key=T2cvuBTgwAYV")  # noqa: TRY301  # what is tested
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "T2cv" not in Discreet("{message}", style="{").format(record)


def test_the_servers_own_lines_go_through_it() -> None:
    logging_of: dict[str, Any] = settings.LOGGING
    assert logging_of["formatters"]["line"]["()"] == "backend.core.log.Discreet"
    assert all(logging_of["loggers"][name]["propagate"] for name in ("uvicorn", "uvicorn.access"))
