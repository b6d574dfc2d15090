"""Seals: keyed hashes over what a report counts for and the head of the chain of events it was counted from."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache

from django.conf import settings

RULES = 1  # raised where ``tally`` counts otherwise: no seal of before holds then
Row = Sequence[object]


def of_month(report: int, head: str, first_day: date | str, rows: Iterable[Row]) -> str:
    """Return the seal (hex) on all ``rows`` of a report in the month that begins on ``first_day``, in any order."""
    said = sorted("|".join(map(str, row)) for row in rows)
    return _sealed(f"month|{RULES}|{report}|{head}|{first_day}|" + "\n".join(said))


def of_course(report: int, head: str, course: Row) -> str:
    """Return the seal (hex) on how long a report took: the columns ``facts.COURSE``, moments aware."""
    said = (one.astimezone(UTC).isoformat() if isinstance(one, datetime) else str(one) for one in course)
    return _sealed(f"course|{RULES}|{report}|{head}|" + "|".join(said))


def _sealed(words: str) -> str:
    return hmac.digest(_key(settings.SECRET_KEY), words.encode(), "sha256").hex()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"seals of figures {secret}".encode()).digest()
