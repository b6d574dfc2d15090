"""What the public gets to see: a picture of its own, made anew from a clean one."""

from dataclasses import dataclass

from backend.photos.clean import NotAPhoto
from backend.photos.pool import WorkerFailed, pool
from backend.photos.worker import RENDITION


@dataclass(frozen=True)
class Rendition:
    """A public JPEG and its thumbnail."""

    public: bytes
    thumb: bytes


def rendition(clean: bytes) -> Rendition:
    """Return the public rendition of a clean picture; raises NotAPhoto where it is none."""
    try:
        answer = pool.ask(RENDITION + clean)
    except WorkerFailed as failed:
        raise NotAPhoto("too_slow" if failed.is_slow else "unreadable") from failed
    if "unfit" in answer.facts:
        raise NotAPhoto("unreadable")
    return Rendition(answer.first, answer.second)
