"""Seals: keyed hashes over what a report counts for and the head of the chain of events it was counted from.

What a row says is first made a digest (SHA-256), which the database can make as well (see ``digests``); the key never
leaves this process.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache

from django.conf import settings

RULES = 2  # raised where ``tally`` counts otherwise, or a seal says it otherwise: no seal of before holds then
Row = Sequence[object]


def of_month(report: int, head: str, first_day: date | str, digests: Iterable[str]) -> str:
    """Return the seal (hex) on all rows of a report in the month that begins on ``first_day``, by their digests."""
    return _sealed(f"month|{RULES}|{report}|{head}|{first_day}|" + "|".join(sorted(digests)))


def of_course(report: int, head: str, course: Row) -> str:
    """Return the seal (hex) on how long a report took: the columns ``facts.COURSE``, moments aware."""
    return _sealed(f"course|{RULES}|{report}|{head}|{digest(course)}")


def digest(row: Row) -> str:
    """Return SHA-256 (hex) over the columns of ``row``: numbers, words, moments (aware), yes or no, or nothing."""
    return hashlib.sha256("|".join(map(_said, row)).encode()).hexdigest()


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
    return hmac.digest(_key(settings.SECRET_KEY), words.encode(), "sha256").hex()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"seals of figures {secret}".encode()).digest()
