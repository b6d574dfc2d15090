"""What is wrong with what was sent, as lines that lead to the place to mend."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A line of the summary; ``anchor`` is the id of what has to be mended, "" for the whole."""

    words: str
    anchor: str
