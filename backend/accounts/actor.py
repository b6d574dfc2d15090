"""Who does something: the domain is always told."""

from dataclasses import dataclass

from backend.accounts.models import User


@dataclass(frozen=True)
class Staff:
    """A person of the district, signed in."""

    user: User


@dataclass(frozen=True)
class Reporter:
    """A resident: the sender of a new report, or the holder of a report's secret link."""


@dataclass(frozen=True)
class Program:
    """A program that acts by a key of its own."""

    key_name: str


@dataclass(frozen=True)
class Clock:
    """Nobody: a deadline passed."""


Actor = Staff | Reporter | Program | Clock
