"""Which of the two databases is copied."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from django.db import connection

from backend.backups import postgres, sqlite
from backend.backups.look import Look, Rows


class Database(Protocol):
    """What both do."""

    def dump(self, to: Path, look: Callable[[Rows], Look]) -> Look: ...
    def restore(self, file: Path) -> None: ...
    def is_empty(self) -> bool: ...
    def others(self) -> int: ...
    def leap(self, table: str, key: str, *, by: int) -> None: ...


def database() -> Database:
    """Return the ways of the database of the settings."""
    if connection.vendor == "postgresql":
        return postgres
    return sqlite
