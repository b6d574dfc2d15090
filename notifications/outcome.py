"""What became of a letter that was to be sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sent:
    """The letter is out."""


@dataclass(frozen=True)
class PutOff:
    """The letter leaves later; ``code`` says why, empty where it is only the night.

    Only what is the letter's own failure counts as an attempt.
    """

    until: datetime
    code: str = ""
    is_counted: bool = True


@dataclass(frozen=True)
class GivenUp:
    """The letter will never leave."""

    code: str


Outcome = Sent | PutOff | GivenUp
