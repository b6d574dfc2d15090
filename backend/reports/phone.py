"""Telephone numbers as people write them, and the forms in which they are kept."""

import re

from backend.core.text import clean_line

PHONE = re.compile(r"(?:\+84|0)\d{8,10}")
_BETWEEN = re.compile(r"[\s().-]+")
_DIALLED = re.compile(r"\+?\d(?:[\s.-]?\d)+")


def bare(written: str) -> str:
    """Return the number without blanks, dots, dashes and brackets."""
    return _BETWEEN.sub("", clean_line(written))


def forms(written: str) -> tuple[str, ...]:
    """Return the forms (0912..., +84912...) in which the number may be kept; empty where it is none."""
    number = bare(written)
    if not PHONE.fullmatch(number):
        return ()
    rest = number.removeprefix("+84").removeprefix("0")
    return (f"0{rest}", f"+84{rest}")


def dialled(written: str) -> str:
    """Return the first number in ``written`` as a telephone dials it, "" where there is none."""
    found = _DIALLED.search(written)
    return _BETWEEN.sub("", found[0]) if found else ""
