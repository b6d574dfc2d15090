"""How two texts differ, word by word: for whoever decides what of a resident's words others may read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(r"\S+\s*|\s+")


class Change(StrEnum):
    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words that stay, went or came."""

    change: Change
    words: str


def difference(before: str, after: str) -> Sequence[Piece]:
    """Return the pieces that make ``after`` of ``before``, in order; empty where they are the same.

    Kept and gone pieces together are ``before``, kept and new ones ``after``, to the letter.
    """
    if before == after:
        return ()
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    pieces: list[Piece] = []
    for tag, first, last, begins, ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(old[first:last])))
            continue
        if first < last:
            pieces.append(Piece(Change.GONE, "".join(old[first:last])))
        if begins < ends:
            pieces.append(Piece(Change.NEW, "".join(new[begins:ends])))
    return pieces
