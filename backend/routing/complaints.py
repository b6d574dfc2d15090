"""Does a text read like a complaint (khiếu nại), a denunciation (tố cáo) or a crime? By law these go elsewhere.

A cue is a pattern of Vietnamese words. A strong one holds a text alone, a weak one together with a second of its list.
Where a text has tone marks it is matched with marks ("cây to cao" is a tree, "tố cáo" is not); only a text wholly
without marks is matched against the patterns without marks. A wrong hold costs a look by a person, nothing more.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from backend.routing import cues


class ReadsLike(StrEnum):
    """What a text reads like. A text that reads like both counts as TO_CAO: its author is the one to protect."""

    KHIEU_NAI = "khieu_nai"
    TO_CAO = "to_cao"


@dataclass(frozen=True)
class _Cue:
    pattern: re.Pattern[str]
    is_strong: bool


def reads_like(text: str) -> ReadsLike | None:
    """Return what ``text`` reads like, None for an ordinary report."""
    words, has_marks = _prepared(text)
    if _holds(words, _cues("to_cao", with_marks=has_marks)):
        return ReadsLike.TO_CAO
    if _holds(words, _cues("khieu_nai", with_marks=has_marks)):
        return ReadsLike.KHIEU_NAI
    return None


def mentions_crime(text: str) -> bool:
    """Return whether ``text`` speaks of a crime: then 113 is shown, and nothing is held for that alone."""
    words, has_marks = _prepared(text)
    return any(cue.pattern.search(words) for cue in _cues("crime", with_marks=has_marks))


def _holds(words: str, found: Iterable[_Cue]) -> bool:
    """One strong cue, or two different weak ones."""
    weak = 0
    for cue in found:
        if cue.pattern.search(words):
            if cue.is_strong:
                return True
            weak += 1
    return weak > 1


def _prepared(text: str) -> tuple[str, bool]:
    """Return the text on one line in NFC with old tone placement, and whether it has any mark."""
    line = _old_placement(" ".join(unicodedata.normalize("NFC", text).split()))
    return line, line != _bare(line)


@cache
def _cues(name: str, *, with_marks: bool) -> tuple[_Cue, ...]:
    strong, weak = cues.LISTS[name]
    unmarked_strong, unmarked_weak = cues.UNMARKED.get(name, ((), ()))
    if not with_marks:
        strong = tuple(_bare(pattern) for pattern in strong if pattern not in cues.MARKED_ONLY) + unmarked_strong
        weak = tuple(_bare(pattern) for pattern in weak if pattern not in cues.MARKED_ONLY) + unmarked_weak
    return (*(_cue(one, is_strong=True) for one in strong), *(_cue(one, is_strong=False) for one in weak))


def _cue(pattern: str, *, is_strong: bool) -> _Cue:
    return _Cue(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), is_strong)


_NEW_PLACEMENT = re.compile("(?<![qQ])(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\\w)", re.IGNORECASE)


def _old_placement(line: str) -> str:
    """Write "huỷ", "hoà", "xoè" as "hủy", "hòa", "xòe": the cues are written so."""
    return _NEW_PLACEMENT.sub(_moved, line)


def _moved(found: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFD", found[0])
    first, second, mark = decomposed[0], decomposed[1], decomposed[2:]
    return unicodedata.normalize("NFC", first + mark) + second


def _bare(words: str) -> str:
    """Strip all marks and đ; what is not a letter stays, so that a pattern remains one."""
    plain = words.replace("đ", "d").replace("Đ", "D")
    apart = unicodedata.normalize("NFD", plain)
    return "".join(c for c in apart if not unicodedata.combining(c))
