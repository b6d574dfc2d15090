"""Rows from a data file into their table: what is missing is added, what somebody edited stays unless it is renewed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

Fields = dict[str, Any]


@dataclass(frozen=True)
class Count:
    """How many rows were added, set back to the file (only with ``renew``), and left as they were."""

    new: int
    changed: int
    kept: int


def bring(model: type[models.Model], rows: Iterable[Fields], *, key: tuple[str, ...], renew: bool) -> Count:
    """Insert the rows whose key is new; with ``renew`` update those that differ."""
    table = model._default_manager  # noqa: SLF001  # Django's documented name for any model's manager
    held = {tuple(getattr(one, name) for name in key): one for one in table.all()}
    wanted = {tuple(row[name] for name in key): row for row in rows}
    new = [model(**row) for place, row in wanted.items() if place not in held]
    known = [(held[place], row) for place, row in wanted.items() if place in held]
    differing = [pair for pair in known if renew and _differs(*pair)]
    table.bulk_create(new)
    for one, row in differing:
        table.filter(pk=one.pk).update(**row)
    return Count(new=len(new), changed=len(differing), kept=len(known) - len(differing))


def _differs(one: models.Model, row: Mapping[str, object]) -> bool:
    return any(getattr(one, name) != value for name, value in row.items())
