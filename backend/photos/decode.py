"""Inside the worker: from bytes nobody trusts to a clean picture. Everything here may crash or hang; see worker."""

import io
import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageDraw, UnidentifiedImageError

from backend.photos.likeness import likeness
from backend.photos.limits import MAX_PIXELS

CLEAN_SIDE, THUMB_SIDE = 1600, 400
_QUALITY = 80
_BLOCK = 16  # pixels: a JPEG shares its colours among so many each way
_MIXED = 2  # pixels on either side of the edge of a block
_COVER = (64, 64, 64)
_CLOCKWISE = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")  # an MPO is opened as the JPEG it begins with
_SRGB = ImageCms.createProfile("sRGB")
_MOST_ICC_BYTES = 1_000_000
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the decoders raise over broken files.
_FAULTS = (
    *(OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, RuntimeError),
    *(struct.error, zlib.error, MemoryError),
)

pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
Image.MAX_IMAGE_PIXELS = None  # our own limit counts all frames, and is checked before any pixel is decoded


class Unfit(Exception):
    """The bytes are no picture that we take; ``code`` as in :class:`backend.photos.clean.NotAPhoto`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cleaned(raw: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return (facts, clean JPEG, thumbnail JPEG): width, height, likeness, gps as (lat, lon) or None."""
    image = _opened(raw)
    with _or_unfit("unreadable"):
        turn, gps = _exif(image)
        small = _upright(_plain(image), turn)
        thumb = _fitted(small, THUMB_SIDE)
        facts: dict[str, object] = {"width": small.width, "height": small.height}
        facts |= {"likeness": likeness(thumb), "gps": gps}
        return facts, _jpeg(small), _jpeg(thumb)


def rendered(clean: bytes, edit: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return a public picture and its thumbnail, made anew from a clean one; ``edit`` as in ``rendition.Edit``."""
    image = _opened(clean)
    with _or_unfit("unreadable"):
        whole = _plain(image)
        boxes = [_turned(box, edit["turn"]) for box in edit["boxes"]]
        turned = whole.transpose(_CLOCKWISE[edit["turn"]]) if edit["turn"] else whole
        crop = edit["crop"] or (0.0, 0.0, 1.0, 1.0)
        small = turned.crop(_pixels_in(crop, turned.size)) if edit["crop"] else turned
        inside = [_within(box, crop) for box in boxes]
        public = _covered(small, inside)
        return _jpeg(public), _jpeg(_covered(_fitted(public, THUMB_SIDE), inside))


def _turned(box: Sequence[float], turn: int) -> tuple[float, float, float, float]:
    """Return where a box lies once its picture is turned clockwise."""
    left, top, right, bottom = box
    match turn:
        case 90:
            return 1 - bottom, left, 1 - top, right
        case 180:
            return 1 - right, 1 - bottom, 1 - left, 1 - top
        case 270:
            return top, 1 - right, bottom, 1 - left
        case _:
            return left, top, right, bottom


def _within(box: Sequence[float], crop: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the box in shares of what was cut out."""
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    across = [(one - crop[0]) / width for one in (box[0], box[2])]
    down = [(one - crop[1]) / height for one in (box[1], box[3])]
    return across[0], down[0], across[1], down[1]


def _pixels_in(box: Sequence[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box in whole pixels, at least one each way."""
    left, top = min(int(box[0] * size[0]), size[0] - 1), min(int(box[1] * size[1]), size[1] - 1)
    return left, top, max(left + 1, round(box[2] * size[0])), max(top + 1, round(box[3] * size[1]))


def _blocks(start: float, end: float) -> tuple[int, int]:
    """Return the whole blocks that hold the stretch and the pixels beside it, whose colours a decoder mixes in."""
    return math.floor((start - _MIXED) / _BLOCK) * _BLOCK, math.ceil((end + _MIXED) / _BLOCK) * _BLOCK


def _covered(image: Image.Image, boxes: Sequence[Sequence[float]]) -> Image.Image:
    """Return the picture with the boxes in one colour, grown to whole blocks of the JPEG: nothing shines through."""
    if not boxes:
        return image
    covered = image.copy()
    draw = ImageDraw.Draw(covered)
    for left, top, right, bottom in boxes:
        x0, x1 = _blocks(left * image.width, right * image.width)
        y0, y1 = _blocks(top * image.height, bottom * image.height)
        if x1 > 0 and y1 > 0 and x0 < image.width and y0 < image.height:
            draw.rectangle((max(x0, 0), max(y0, 0), x1 - 1, y1 - 1), fill=_COVER)
    return covered


@contextmanager
def _or_unfit(code: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as fault:
        raise Unfit(code) from fault


def _opened(raw: bytes) -> Image.Image:
    """Read the header alone and check the size; no pixel is decoded yet."""
    with _or_unfit("unreadable"):
        try:
            image = Image.open(io.BytesIO(raw), formats=_FORMATS)
        except UnidentifiedImageError as unknown:
            raise Unfit("not_a_photo") from unknown
        pixels = _pixels_of_mpo(raw) if image.format == "MPO" else _pixels(image) * int(getattr(image, "n_frames", 1))
    if pixels > MAX_PIXELS:
        raise Unfit("too_many_pixels")
    return image


def _pixels(image: Image.Image) -> int:
    return image.width * image.height


def _pixels_of_mpo(raw: bytes) -> int:
    """Count each picture as large as it is: phones append small previews. One that is not there counts nothing."""
    image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    pixels = _pixels(image)
    for number in range(1, int(getattr(image, "n_frames", 1))):
        try:
            image.seek(number)
        except _FAULTS:  # cut off by a messenger; only the first picture is taken anyhow
            continue
        pixels += _pixels(image)
        if pixels > MAX_PIXELS:
            break
    return pixels


def _plain(image: Image.Image) -> Image.Image:
    """Return the first frame as 8-bit sRGB on white, no larger than CLEAN_SIDE, in an image of its own.

    Scaled as early as can be: palettes and cut-out colours are spelled out first, for they cannot be averaged.
    """
    _draft(image)
    image.load()
    profile = image.info.get("icc_profile")
    small = _fitted(_spelled_out(image), CLEAN_SIDE)
    if small.mode == "RGBA":
        ground = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(ground, small).convert("RGB")
    fresh = Image.new("RGB", small.size)
    fresh.paste(_in_srgb(small, profile).convert("RGB"))
    return fresh


def _draft(image: Image.Image) -> None:
    """Let libjpeg decode fewer pixels. The box needs the image's own aspect, or nothing happens."""
    longest = max(image.size)
    if image.format in {"JPEG", "MPO"} and longest > CLEAN_SIDE:
        scale = CLEAN_SIDE / longest
        image.draft(None, (round(image.width * scale), round(image.height * scale)))


def _spelled_out(image: Image.Image) -> Image.Image:
    """Return L, RGB, RGBA or CMYK, 8 bit a channel."""
    if image.mode == "F" or image.mode.startswith("I"):
        return _eight_bit(image)
    if "transparency" in image.info or image.mode in {"LA", "La", "PA", "RGBa", "RGBA"}:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8; Pillow's own conversion clips it to white."""
    whole = image if image.mode == "F" else image.convert("I")
    return whole.point(lambda value: value * (1 / 256)).convert("L")


def _fitted(image: Image.Image, side: int) -> Image.Image:
    """Return ``image`` with its longer side at most ``side`` pixels, the shorter at least one."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Convert by the colour profile where it is sound and fits; a broken one is dropped, not believed."""
    if not isinstance(profile, bytes) or len(profile) > _MOST_ICC_BYTES:
        return image
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, found, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return changed or image


def _upright(image: Image.Image, orientation: object) -> Image.Image:
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image.transpose(turn) if turn is not None else image


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _exif(image: Image.Image) -> tuple[object, tuple[float, float] | None]:
    """Return the orientation and the place (lat, lon); a broken EXIF block says nothing and spoils no picture."""
    try:
        exif = image.getexif()
        return exif.get(ExifTags.Base.Orientation, 1), _place(exif)
    except _FAULTS:
        return 1, None


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    """Return (lat, lon) in WGS 84 degrees from the file, None where it has none or nonsense."""
    tags = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(tags[ExifTags.GPS.GPSLatitude], tags[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = _degrees(tags[ExifTags.GPS.GPSLongitude], tags[ExifTags.GPS.GPSLongitudeRef], "W")
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _degrees(parts: tuple[float, float, float], side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if side == negative else value
