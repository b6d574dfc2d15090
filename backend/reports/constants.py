"""Our own constants written out in a statement that is asked with every page."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Choices

from backend.reports.models.standing import HELD_DENUNCIATION

_PLACE = re.compile(r"%%|%s")


def with_constants(sql: str, parameters: Iterable[Any]) -> tuple[str, Sequence[Any]]:
    """Return the statement with members of our enumerations in the place of their parameters, and those that are left.

    PostgreSQL plans a prepared statement once only where it need not fear that other parameters want another plan.
    """
    rest, left = iter(parameters), list[Any]()

    def written(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        value = next(rest)
        if isinstance(value, Choices) or value == HELD_DENUNCIATION:
            return f"'{value}'"
        left.append(value)
        return "%s"

    return _PLACE.sub(written, sql), left
