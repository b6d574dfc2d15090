"""What the public gets to see: a picture of its own, made anew from a clean one."""

from dataclasses import dataclass

from backend.photos.clean import ask
from backend.photos.worker import RENDITION


@dataclass(frozen=True)
class Rendition:
    """A public JPEG and its thumbnail."""

    public: bytes
    thumb: bytes


def rendition(clean: bytes) -> Rendition:
    """Return the public rendition of a clean picture; raises NotAPhoto where it is none."""
    answer = ask(RENDITION, clean)
    return Rendition(answer.first, answer.second)
