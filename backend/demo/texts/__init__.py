"""How residents and officers write: one text a line, with places to fill in.

``residents/<category>.txt``, ``held/`` (what reads like khiếu nại or tố cáo), ``spam.txt``, ``staff/<act>.txt``,
``reporter/``. A line without any tone mark gets what is filled in without marks too, as such people write.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Filling:
    """What is filled in, each with marks and without."""

    marked: dict[str, str]
    bare: dict[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """One text with its slots; ``is_bare``: written without marks."""

    text: str
    is_bare: bool

    def filled(self, filling: Filling) -> str:
        """Return the text with everything filled in; a sentence that begins with a slot begins with a capital."""
        words = self.text.format_map(filling.bare if self.is_bare else filling.marked)
        starts_with_slot = self.text[0] == "{" and not self.is_bare
        return words[:1].upper() + words[1:] if starts_with_slot else words


@cache
def templates(name: str) -> tuple[Template, ...]:
    """Return the texts of ``name``, "residents/household_waste" or "staff/accept". FileNotFoundError for an unknown."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(Template(line, is_bare=without_marks(line) == line) for line in lines if line)


def slots(text: str) -> frozenset[str]:
    """Return the names of the slots in ``text``."""
    return frozenset(_SLOT.findall(text))


def without_marks(words: str) -> str:
    """Return ``words`` as they are typed without tone marks: "phố Ngọc Lâm" is "pho Ngoc Lam"."""
    apart = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def folded(words: str) -> str:
    """Return what ``core.text.fold`` returns, for text in NFC, several times faster."""
    return " ".join(words.lower().translate(_PLAIN).split())


class _Plain(dict[int, str]):
    """Letters without their marks, for ``str.translate``; each is looked up once."""

    def __missing__(self, letter: int) -> str:
        plain = without_marks(chr(letter))
        self[letter] = plain if plain.isascii() and plain.isalnum() else " "
        return self[letter]


_PLAIN = _Plain()
