"""What in a text tells one thing from another: house numbers, names, rare words; not what everybody writes.

Texts are compared without marks, for many people type none. No database, no request.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from backend.core.text import fold

NUMBER, NAME, PLAIN, USUAL = 3.0, 1.6, 1.0, 0.25  # how much a shared word says
_ENOUGH = 2.0  # with less than this in either text, the words say nothing
_NEXT_DOOR = 4  # house numbers so far apart may be told of one and the same thing
# What a number is of. A word of another kind before it ("3 ngày") makes it a count, which says nothing.
_CUES = {
    "so": "số",
    "ngo": "ngõ",
    "ngach": "ngách",
    "hem": "hẻm",
    "cot": "cột",
    "kiot": "ki-ốt",
    "to": "tổ",
    "nha": "số",
}
_WORD = re.compile(r"\w+(?:/\w+)*")
_SENTENCE = re.compile(r"[.!?\n]+")
# Words of every report: particles, time, courtesy, directions. Folded, as they are compared.
_EMPTY_WORDS = """
a ai anh ba bac bay bi biet boi ca cac cai can canh cam cang cha chac chi cho chu chua chung co con
cua cung cuc da dan dang dau day de den deu di dia do doan doi dung duoc dc gan gap gay giai gio giua giup
hang hay het hien hoi hom hon khi kho khong ko k kiem kinh lai lam lan len lien lon luc ma may mong moi mot muon
nay nam nao nen ngay nghi ngoai nguoi ng nguy nha nham nhan nhat nhieu nho nhu nhung nhg noi o oi on phai
phia phuong qua quyet ra rat roi r sang sau se so som ta tai than thang thanh thay the them thi thoi
tho thu ti tiep tim to toi trc trong truoc tuan va van vao ve vi viec voi vs vua vui xem xin xu xuong y
duong dg pho ngo ngach hem de xuat kien nguyen khu vuc hieu ly chuc nang lau som
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True)
class Told:
    """What a text tells: its words by weight, as they were written, and its numbers by what they are of."""

    weights: Mapping[str, float]
    written: Mapping[str, str]
    numbers: Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Compared:
    """Two texts: ``shared`` 0 to 1 (None where one says too little), and the words they share as the first wrote them.

    ``numbers``: 1 where they name the same house or lane, -1 where they name others far along, else 0.
    """

    shared: float | None
    words: Sequence[str]
    numbers: int


def told(text: str, *, usual: Collection[str] = ()) -> Told:
    """Return what ``text`` tells; ``usual`` are folded syllables in every report of its kind."""
    weights: dict[str, float] = {}
    written: dict[str, str] = {}
    numbers: dict[str, set[int]] = {}
    for sentence in _SENTENCE.split(text):
        last, last_written = "", ""
        for place, word in enumerate(_WORD.findall(sentence)):
            folded = fold(word).replace(" ", "/")
            if (number := re.match(r"\d+", folded)) and last in _CUES:
                numbers.setdefault(_CUES[last], set()).add(int(number[0][:6]))
                weights[f"{_CUES[last]} {folded}"], written[f"{_CUES[last]} {folded}"] = (
                    NUMBER,
                    f"{last_written} {word}",
                )
            elif folded and not number:
                is_name = place > 0 and word[0].isupper()
                for term, said in ((folded, word), (f"{last} {folded}", f"{last_written} {word}")):
                    weight = _weight(term, usual, is_name=is_name)
                    if weight > weights.get(term, 0):
                        weights[term], written[term] = weight, said
            last, last_written = folded, word
    return Told(weights, written, numbers)


def compare(one: Told, other: Told) -> Compared:
    """Return how alike two texts are."""
    shared = one.weights.keys() & other.weights.keys()
    smaller = min(sum(one.weights.values()), sum(other.weights.values()))
    weighed = sum(min(one.weights[term], other.weights[term]) for term in shared)
    telling = sorted((term for term in shared if one.weights[term] >= PLAIN), key=lambda t: (-one.weights[t], t))
    return Compared(
        shared=weighed / smaller if smaller >= _ENOUGH else None,
        words=[one.written[term] for term in telling],
        numbers=_numbers(one, other),
    )


def _weight(term: str, usual: Collection[str], *, is_name: bool) -> float:
    """Return what ``term``, one syllable or two, says: 0 for none; one syllable alone means little in Vietnamese."""
    parts = term.split()
    if not parts or len(parts) != len(term.split(" ")):  # the first word of a sentence has none before it
        return 0
    if any(part in _EMPTY or len(part) < 2 for part in parts):
        return 0
    if all(part in usual for part in parts):
        return USUAL
    if is_name:
        return NAME
    return PLAIN if len(parts) > 1 else PLAIN / 2


def _numbers(one: Told, other: Told) -> int:
    """Return 1 for a house or lane both name, -1 for others too far along to be next door, 0 where nothing is said."""
    found = 0
    for cue in one.numbers.keys() & other.numbers.keys():
        apart = min(abs(a - b) for a in one.numbers[cue] for b in other.numbers[cue])
        if apart == 0:
            return 1
        if apart > _NEXT_DOOR:
            found = -1
    return found
