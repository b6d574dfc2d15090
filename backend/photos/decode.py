"""Inside the worker: from bytes nobody trusts to a clean picture. Everything here may crash or hang; see worker."""

import io
import warnings

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps

from backend.photos.likeness import likeness

MAX_PIXELS = 50_000_000  # over all frames
CLEAN_SIDE, THUMB_SIDE = 1600, 400
_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")  # an MPO is opened as the JPEG it begins with
_SRGB = ImageCms.createProfile("sRGB")
_MOST_ICC_BYTES = 1_000_000
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
Image.MAX_IMAGE_PIXELS = None  # our own limit counts all frames, and is checked before any pixel is decoded
warnings.simplefilter("ignore")  # what Pillow warns of is refused or dropped here


class Unfit(Exception):
    """The bytes are no picture that we take; ``code`` as in :class:`backend.photos.clean.NotAPhoto`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cleaned(raw: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return (facts, clean JPEG, thumbnail JPEG): width, height, likeness, gps as (lat, lon) or None."""
    image = _opened(raw)
    try:
        exif = image.getexif()
        turn, gps = exif.get(_ORIENTATION, 1), _gps(exif)
        small = _upright(_plain(_shrunk(image)), turn)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, MemoryError) as fault:
        raise Unfit("unreadable") from fault
    thumb = ImageOps.contain(small, (THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    facts: dict[str, object] = {"width": small.width, "height": small.height, "likeness": likeness(thumb), "gps": gps}
    return facts, _jpeg(small), _jpeg(thumb)


def rendered(clean: bytes) -> tuple[bytes, bytes]:
    """Return a public picture and its thumbnail, made anew from a clean one."""
    image = _opened(clean).convert("RGB")
    return _jpeg(image), _jpeg(ImageOps.contain(image, (THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS))


def _opened(raw: bytes) -> Image.Image:
    """Read the header alone and check the size; no pixel is decoded yet."""
    try:
        image = Image.open(io.BytesIO(raw), formats=_FORMATS)
        frames = getattr(image, "n_frames", 1)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError) as fault:
        raise Unfit("not_a_photo") from fault
    if image.width < 1 or image.height < 1:
        raise Unfit("unreadable")
    if image.width * image.height * frames > MAX_PIXELS:
        raise Unfit("too_many_pixels")
    return image


def _shrunk(image: Image.Image) -> Image.Image:
    """Decode the first frame, no larger than needed. A draft needs the image's own aspect to do anything."""
    longest = max(image.size)
    if image.format in {"JPEG", "MPO"} and longest > CLEAN_SIDE:
        scale = CLEAN_SIDE / longest
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    if image.mode == "P" or image.mode.startswith(("I", "F")):
        return image  # scaled after they are plain: neither can be averaged as it is
    return _fitted(image)


def _fitted(image: Image.Image) -> Image.Image:
    if max(image.size) <= CLEAN_SIDE:
        return image
    return ImageOps.contain(image, (CLEAN_SIDE, CLEAN_SIDE), Image.Resampling.LANCZOS)


def _plain(image: Image.Image) -> Image.Image:
    """Return 8-bit sRGB on white, in an image of its own so that nothing rides along."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    image = _in_srgb(image, profile)
    fresh = Image.new("RGB", image.size)
    fresh.paste(image.convert("RGB"))
    return _fitted(fresh)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8; Pillow's own conversion clips it to white."""
    whole = image.convert("I") if image.mode != "F" else image
    return whole.point(lambda value: value * (1 / 256)).convert("L")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Convert by the colour profile where it is sound and fits; a broken one is dropped, not believed."""
    if not isinstance(profile, bytes) or len(profile) > _MOST_ICC_BYTES or image.mode not in {"RGB", "CMYK", "L"}:
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
    image.save(out, "JPEG", quality=_QUALITY, optimize=False)
    return out.getvalue()


def _gps(exif: Image.Exif) -> tuple[float, float] | None:
    """Return (lat, lon) in WGS 84 degrees from the file, None where it has none or nonsense."""
    try:
        tags = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(tags[ExifTags.GPS.GPSLatitude], tags[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = _degrees(tags[ExifTags.GPS.GPSLongitude], tags[ExifTags.GPS.GPSLongitudeRef], "W")
    except (LookupError, TypeError, ValueError, ArithmeticError, SyntaxError, OSError):
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _degrees(parts: tuple[float, float, float], side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if side == negative else value
