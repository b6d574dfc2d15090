"""Lines of the log: what happened, under which number; never a secret, never anybody's data."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from backend.core import trace

# What stands behind the question mark of an address is somebody's: the key of a report, a place, words searched for.
_QUERY = re.compile(r"(?<=[\w/.~%-])\?[^\s\"'<>]*[=&][^\s\"'<>]*")
_KEY = re.compile(r"\b(key|secret|token|ticket)=[^\s\"'&<>]+", re.IGNORECASE)
_SAID = re.compile(r"\b(Token|Bearer|Basic) [\w.~+/=-]{8,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\w.:-])(?:\+84|0084|0)[ .-]?\d(?:[ .-]?\d){7,8}(?![\w:-])")
# What a database says of a row it refuses: the whole row, a report's words among it.
_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT):.*(?:\n(?!\S+Error|Traceback|\s*$).*)*", re.MULTILINE)
_CHANGES = ((_QUERY, ""), (_KEY, r"\1=…"), (_SAID, r"\1 …"), (_ROW, r"\1: …"), (_MAIL, "…@…"), (_PHONE, "…"))


def discreet(text: str) -> str:
    """Return ``text`` without queries of addresses, keys, mail addresses, telephone numbers and rows of tables."""
    for pattern, instead in _CHANGES:
        text = pattern.sub(instead, text)
    return text


class Numbered(logging.Filter):
    """Gives every line the number of what is being done."""

    def filter(self, record: logging.LogRecord) -> bool:
        number = trace.current()
        record.__dict__["request"] = number.hex if number else ""
        return True


class Discreet(logging.Formatter):
    """Writes lines for people, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


class DiscreetJson(JsonFormatter):
    """Writes one JSON object a line, for programs."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        told = super().process_log_record(log_data)
        return {name: discreet(value) if isinstance(value, str) else value for name, value in told.items()}


def logging_of(*, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: lines for people, or one JSON object a line for programs, requests among them."""
    told = {"asctime": "at", "levelname": "level", "name": "logger"}
    fields = "{asctime} {levelname} {name} {message} {request}"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"numbered": {"()": "backend.core.log.Numbered"}},
        "formatters": {
            "line": {
                "()": "backend.core.log.Discreet",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            },
            "json": {
                "()": "backend.core.log.DiscreetJson",
                "format": fields,
                "style": "{",
                "rename_fields": told,
                "json_ensure_ascii": False,
            },
        },
        "handlers": {
            "terminal": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "line",
                "filters": ["numbered"],
            }
        },
        "root": {"handlers": ["terminal"], "level": "INFO"},
        "loggers": {
            # The servers' own lines go the same way: as they write them, every address is whole, with its secret.
            **{name: {"handlers": [], "propagate": True} for name in _SERVERS},
            "weasyprint": {"level": "WARNING"},  # it tells of every page it sets
            "celery": {"level": "WARNING"},  # and it of every ring
            # In development the server's own line tells of each request.
            "longbien.request": {"level": "INFO" if as_json else "WARNING"},
        },
    }


_SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access")
