"""The only way in for a photo: bytes that nobody trusts become a clean, upright picture, or are refused."""

from dataclasses import dataclass

from backend.photos.limits import MAX_BYTES, MAX_PIXELS
from backend.photos.pool import Answer, WorkerFailed, pool
from backend.photos.worker import CLEAN

__all__ = ["MAX_BYTES", "MAX_PIXELS", "CleanPhoto", "NotAPhoto", "ask", "clean"]


class NotAPhoto(Exception):
    """The bytes cannot become a photo.

    ``code``: empty, too_large (over 15 MB), not_a_photo (no JPEG, PNG, WebP, HEIC or AVIF by its content),
    too_many_pixels (over 50 million in all frames), unreadable (broken or cut off), too_slow.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class CleanPhoto:
    """A picture without metadata: JPEG, at most 1600 pixels on its longer side, and a thumbnail of at most 400.

    ``likeness`` is a signed 64-bit perceptual hash; ``gps`` (lat, lon) in WGS 84 degrees as the file said it, to be
    offered as a pin and not kept.
    """

    clean: bytes
    thumb: bytes
    width: int
    height: int
    likeness: int
    gps: tuple[float, float] | None


def clean(raw: bytes) -> CleanPhoto:
    """Return the clean picture of ``raw``; raises NotAPhoto. Takes a core for a while: never in a transaction."""
    answer = ask(CLEAN, raw)
    match answer.facts:
        case {"width": int(width), "height": int(height), "likeness": int(likeness), "gps": gps}:
            return CleanPhoto(answer.first, answer.second, width, height, likeness, _pair(gps))
    raise NotAPhoto("unreadable")


def ask(deed: bytes, raw: bytes) -> Answer:
    """Return what a worker makes of ``raw``; NotAPhoto where it refuses, dies of it, or is not done in time."""
    if not raw:
        raise NotAPhoto("empty")
    if len(raw) > MAX_BYTES:
        raise NotAPhoto("too_large")
    try:
        answer = pool.ask(deed + raw)
    except WorkerFailed as failed:  # it fails closed: what the decoder dies of is no photo
        raise NotAPhoto("too_slow" if failed.is_slow else "unreadable") from failed
    match answer.facts:
        case {"unfit": str(code)}:
            raise NotAPhoto(code)
    return answer


def _pair(gps: object) -> tuple[float, float] | None:
    match gps:
        case [float(lat), float(lon)]:
            return lat, lon
    return None
