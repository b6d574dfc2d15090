"""Seals: keyed hashes over what a report counts for and the head of the chain of events it was counted from.

They are made with BLAKE2b and a key (RFC 7693): a third of the time of an HMAC with SHA-256. What a row says is first
made a text, which the database can make as well (see ``row_texts``); the key never leaves this process.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache

from django.conf import settings

RULES = 3  # raised where ``tally`` counts otherwise, or a seal says it otherwise: no seal of before holds then
Row = Sequence[object]


def of_month(report: int, head: str, first_day: date | str, rows: Iterable[str]) -> str:
    """Return the seal (hex) on all rows of a report in the month that begins on ``first_day``, by their texts."""
    return _sealed(f"month|{RULES}|{report}|{head}|{first_day}|" + "\n".join(sorted(rows)))


def of_course(report: int, head: str, course: Row) -> str:
    """Return the seal (hex) on how long a report took: the columns ``facts.COURSE``, moments aware."""
    return _sealed(f"course|{RULES}|{report}|{head}|{text(course)}")


def text(row: Row) -> str:
    """Return the columns of ``row`` in one text: numbers, words, moments (aware), yes or no, or nothing.

    All that the columns hold is numbers and moments but for the reason of a refusal, whose 20 characters are too few
    to pass for another row: no two lists of rows have the same texts.
    """
    return "|".join(map(_said, row))


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        case _:
            return str(value)


def _sealed(words: str) -> str:
    return hashlib.blake2b(words.encode(), key=_key(settings.SECRET_KEY), digest_size=32).hexdigest()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"seals of figures {secret}".encode()).digest()
