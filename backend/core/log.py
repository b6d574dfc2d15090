"""Lines of the log: what happened, never a secret."""

import logging
import re

# What stands behind the question mark of an address is somebody's: the key of a report, a place, words searched for.
_QUERY = re.compile(r"(?<=[\w/.~%-])\?[^\s\"'<>]*[=&][^\s\"'<>]*")
_KEY = re.compile(r"\b(key|secret|token|ticket)=[^\s\"'&<>]+", re.IGNORECASE)


class Discreet(logging.Formatter):
    """Writes lines, tracebacks included, without the queries of addresses and without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return _KEY.sub(r"\1=…", _QUERY.sub("", super().format(record)))
