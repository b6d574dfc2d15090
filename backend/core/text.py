"""Text from people: cleaned once at intake, and folded for search the same way on every database."""

import re
import unicodedata

# Control and format characters, lone surrogates, unassigned and private code points: they break PostgreSQL (NUL,
# surrogates), XML and spreadsheets (U+FFFE, controls), or deceive the eye (zero width, direction overrides).
_UNWANTED = {"Cc", "Cf", "Cs", "Cn", "Co"}
_KEPT = {"\n", "\t", "\u200d"}  # U+200D joins emoji; taken out where it joins nothing
_LONE_JOINER = re.compile(r"(?<![\u2190-\U0010ffff])\u200d|\u200d(?![\u2190-\U0010ffff])")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
# New placement of tone marks (hoà, thuỷ) written as the old one (hòa, thủy) before folding is not needed: marks go.
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def clean(words: str) -> str:
    """Return ``words`` in NFC without invisible characters, with single blanks, at most one empty line in a row."""
    unix = words.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(c for c in unix if c in _KEPT or unicodedata.category(c) not in _UNWANTED)
    # Composed last: an invisible character between a letter and its mark keeps the two apart until it is gone.
    composed = unicodedata.normalize("NFC", _LONE_JOINER.sub("", seen))
    lines = (_BLANKS.sub(" ", line).strip() for line in composed.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(words: str) -> str:
    """Return ``words`` cleaned, on one line."""
    return " ".join(clean(words).split())


def fold(words: str) -> str:
    """Return ``words`` for search: lower case, đ to d, all marks stripped, anything else one blank.

    'Phố Ngọc Thụy' and 'pho ngoc thuỵ' fold to the same 'pho ngoc thuy'.
    """
    lowered = unicodedata.normalize("NFC", words).lower().replace("đ", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()
