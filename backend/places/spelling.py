"""How people write place names: folded, without the words for street and ward, as initials, with a house number."""

import re
from dataclasses import dataclass

from backend.core.text import clean_line, fold

# Folded words that say what a thing is. Only at the start or after a number ('ngõ 298 phố Ngọc Lâm'): the same
# letters inside a name belong to it ('Chương Dương', 'Hướng Dương').
_KINDS = {"duong", "pho", "phuong", "d", "p", "dg"}
_ALLEYS = {"ngo", "ngach", "hem", "kiet"}
_SHORT = {
    "bv": "benh vien",
    "bvdk": "benh vien da khoa",
    "bx": "ben xe",
    "kcn": "khu cong nghiep",
    "cn": "cong nghiep",
    "kdt": "khu do thi",
    "ql": "quoc lo",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "ttyt": "trung tam y te",
    "tyt": "tram y te",
    "tttm": "trung tam thuong mai",
    "vd": "vanh dai",
    "ii": "2",
    "iii": "3",
}
_NUMBER_WORDS = {"so", "sn", "nha"}
_HAS_DIGIT = re.compile(r"\d")
_HOUSE = re.compile(r"\d+[a-z]{0,2}")
_LONGEST = 100
_MOST_INITIALS = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name or query in the forms it is compared by."""

    full: str  # folded, 'p' and 'd' as they stand
    core: str  # without the words for street and ward
    bare: str  # without the words for alley either
    joined: str  # the core without blanks
    initials: str  # of the bare form, where it has no digit


def spelling(words: str) -> Spelling:
    """Return the forms of ``words``; all are empty for words without a letter or digit."""
    tokens = _tokens(words)
    core = _without_kinds(tokens)
    bare = [token for place, token in enumerate(core) if not _is_alley(core, place)]
    return Spelling(
        full=" ".join(tokens),
        core=" ".join(core),
        bare=" ".join(bare),
        joined="".join(core),
        initials=_initials(bare),
    )


def attempts(query: str) -> list[Spelling]:
    """Return what to look for in turn: the query, what stands before a comma, then without the house number."""
    head = _before_comma(query)
    wordings = [query, head, *(without for whole in (query, head) if (without := _without_house(whole)))]
    spelled = [spelling(words) for words in wordings]
    return [one for place, one in enumerate(spelled) if one.full and one not in spelled[:place]]


def _before_comma(query: str) -> str:
    """Return the words up to the first comma that follows a name: '9, Ngọc Lâm, Long Biên' is '9 Ngọc Lâm'."""
    parts = query[: 2 * _LONGEST].split(",")
    named = next((place for place, part in enumerate(parts) if any(map(str.isalpha, fold(part)))), 0)
    return " ".join(parts[: named + 1])


def _without_house(words: str) -> str:
    """Return the words after a leading house number ('số 171', '12A', '171-173', '5/24'), empty where there is none."""
    tokens = _tokens(words)
    while tokens and tokens[0] in _NUMBER_WORDS:
        tokens = tokens[1:]
    rest = tokens
    while rest and _HOUSE.fullmatch(rest[0]):
        rest = rest[1:]
    return " ".join(rest) if len(rest) < len(tokens) else ""


def _tokens(words: str) -> list[str]:
    folded = fold(clean_line(words[: 2 * _LONGEST]))[:_LONGEST]
    return " ".join(_SHORT.get(token, token) for token in folded.split()).split()


def _without_kinds(tokens: list[str]) -> list[str]:
    """Drop the words for street and ward at the start and after a number; never the last word, never two in a row."""
    kept: list[str] = []
    dropped = -2
    for place, token in enumerate(tokens):
        leads = not kept or _HAS_DIGIT.search(kept[-1])
        if token in _KINDS and leads and dropped != place - 1 and place < len(tokens) - 1:
            dropped = place
        else:
            kept.append(token)
    return kept


def _is_alley(tokens: list[str], place: int) -> bool:
    """Whether this word means a lane: 'ngõ 298', unlike 'Ngô Gia Tự', which folds alike."""
    follows = tokens[place + 1] if place + 1 < len(tokens) else ""
    return tokens[place] in _ALLEYS and bool(_HAS_DIGIT.search(follows))


def _initials(tokens: list[str]) -> str:
    if len(tokens) > _MOST_INITIALS or any(map(_HAS_DIGIT.search, tokens)):
        return ""
    return "".join(token[0] for token in tokens)
