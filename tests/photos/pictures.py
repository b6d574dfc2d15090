"""Pictures for tests, made on the spot: four corners of four colours, and everything a file can carry along."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, GREY = (220, 20, 20), (20, 180, 20), (20, 20, 220), (128, 128, 128)
CORNERS = (RED, GREEN, BLUE, GREY)  # top left, top right, bottom left, bottom right
NGOC_LAM = (21.045795, 105.869766)
Colour = tuple[int, int, int]


def corners(width: int = 320, height: int = 200) -> Image.Image:
    """Return a picture whose quarters are CORNERS."""
    image = Image.new("RGB", (width, height), GREY)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def street(width: int = 640, height: int = 480, *, seed: int = 1) -> Image.Image:
    """Return soft shapes by ``seed``: like a photo, and unlike that of another seed."""
    coarse = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def seen_in(data: bytes) -> list[Colour]:
    """Return the colour of each corner, named as in CORNERS where it is near one of them."""
    image = opened(data).convert("RGB")
    right, bottom = image.width - 1 - image.width // 8, image.height - 1 - image.height // 8
    left, top = image.width // 8, image.height // 8
    return [_named(image.getpixel(spot)) for spot in ((left, top), (right, top), (left, bottom), (right, bottom))]


def _named(pixel: Any) -> Colour:
    return next((known for known in CORNERS if near(pixel, known)), tuple(pixel))


def near(pixel: Any, wanted: Colour, *, by: int = 14) -> bool:
    return all(abs(one - other) <= by for one, other in zip(pixel, wanted, strict=True))


def exif(*, orientation: int = 1, place: tuple[float, float] | None = None, **more: str) -> bytes:
    """Return an EXIF block: orientation, place (lat, lon), and tags by their names."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    for name, words in more.items():
        block[ExifTags.Base[name]] = words
    if place:
        block[ExifTags.IFD.GPSInfo] = _gps(*place)
    return block.tobytes()


def _gps(lat: float, lon: float) -> dict[int, Any]:
    return {
        ExifTags.GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _parts(abs(lat)),
        ExifTags.GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _parts(abs(lon)),
    }


def _parts(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), minutes % 1 * 60


def segment(marker: int, body: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Return ``jpeg`` with ``segments`` right after its beginning."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def png_bomb(width: int, height: int, *, frames: int = 1) -> bytes:
    """Return a small PNG that says it is ``width`` x ``height``, black, of 1 bit, with so many frames."""
    rows = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    animation = _chunk(b"acTL", struct.pack(">II", frames, 0)) if frames > 1 else b""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + animation + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
