"""What the public gets to see: a picture of its own, made anew from a clean one, with what nobody may see covered."""

import json
import struct
from dataclasses import dataclass

from backend.photos.clean import ask
from backend.photos.worker import RENDITION

Box = tuple[float, float, float, float]
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Edit:
    """What becomes of a clean picture: first the boxes are covered, then it is turned, then cut.

    A box is (left, top, right, bottom) in shares of the picture, 0 to 1: ``boxes`` before turning, ``crop`` after it.
    ``turn``: degrees clockwise, a quarter, a half, three quarters.
    """

    boxes: tuple[Box, ...] = ()
    turn: int = 0
    crop: Box | None = None


NOTHING = Edit()


@dataclass(frozen=True)
class Rendition:
    """A public JPEG and its thumbnail. What is covered has one colour in both, to the pixel."""

    public: bytes
    thumb: bytes


def rendition(clean: bytes, edit: Edit = NOTHING) -> Rendition:
    """Return the public rendition of a clean picture; raises NotAPhoto where it is none."""
    told = json.dumps({"boxes": edit.boxes, "turn": edit.turn, "crop": edit.crop}).encode()
    answer = ask(RENDITION, _LENGTH.pack(len(told)) + told + clean)
    return Rendition(answer.first, answer.second)
