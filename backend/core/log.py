"""Lines of the log: what happened, when, under which number; never a secret, never anybody's data."""

import copy
import logging
import re
from datetime import datetime
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
# What would end a line, or turn what is shown of it: nobody writes a second one, or hides one, by what they send.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CHANGES = ((_QUERY, ""), (_KEY, r"\1=…"), (_SAID, r"\1 …"), (_ROW, r"\1: …"), (_MAIL, "…@…"), (_PHONE, "…"))


def discreet(text: str) -> str:
    """Return ``text`` without queries of addresses, keys, mail addresses, telephone numbers and rows of tables."""
    for pattern, instead in _CHANGES:
        text = pattern.sub(instead, text)
    return text


def visible(text: str) -> str:
    """Return ``text`` in one line: ends of lines and other control characters as JSON writes them."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Numbered(logging.Filter):
    """Gives every line the number of what is being done."""

    def filter(self, record: logging.LogRecord) -> bool:
        number = trace.current()
        record.__dict__["request"] = number.hex if number else ""
        return True


class Dated(logging.Formatter):
    """Says when with the zone: ``2026-11-26T10:00:00.000+07:00``."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802, ARG002  # logging's
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")


class Discreet(Dated):
    """Writes lines for people. A traceback stands below its line, indented: only what we write begins a line."""

    def format(self, record: logging.LogRecord) -> str:
        first = copy.copy(record)
        first.exc_info = first.exc_text = first.stack_info = None
        below = [self.formatException(record.exc_info)] if record.exc_info else []
        below += [record.stack_info] if record.stack_info else []
        said = visible(discreet(super().format(first)).rstrip())
        return "\n".join([said, *(f"\t{visible(line)}" for line in discreet("\n".join(below)).splitlines())])


class DiscreetJson(JsonFormatter, Dated):
    """Writes one JSON object a line, for programs."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        told = super().process_log_record(log_data)
        return {name: discreet(value) if isinstance(value, str) else value for name, value in told.items()}

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        return visible(super().jsonify_log_record(log_data))  # JSON lets some of what ends a line stand as it is


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
                "format": fields,
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
