"""What is no photo is refused, with the reason, before it costs anything."""

import os
import time

import pytest
from PIL import Image

from backend.photos import decode
from backend.photos.clean import MAX_BYTES, MAX_PIXELS, NotAPhoto, clean
from backend.photos.rendition import rendition
from tests.photos import pictures
from tests.photos.pictures import encoded, png_bomb

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def code_of(raw: bytes) -> str:
    with pytest.raises(NotAPhoto) as refused:
        clean(raw)
    return refused.value.code


def animated_gif() -> bytes:
    return encoded(Image.new("P", (40, 30)), "GIF", save_all=True, append_images=[Image.new("P", (40, 30), 1)])


def test_an_empty_file_is_refused() -> None:
    assert code_of(b"") == "empty"


def test_one_byte_too_many_is_refused_and_the_last_one_allowed_is_not() -> None:
    raw = encoded(pictures.corners())
    assert code_of(raw.ljust(MAX_BYTES + 1, b"\0")) == "too_large"
    assert clean(raw.ljust(MAX_BYTES, b"\0")).width == 320


@pytest.mark.parametrize("form", ["GIF", "TIFF", "BMP", "ICO", "PPM", "JPEG2000", "TGA", "PCX"])
def test_other_image_formats_are_refused(form: str) -> None:
    assert code_of(encoded(pictures.corners(64, 64), form)) == "not_a_photo"


@pytest.mark.parametrize(
    "raw",
    [animated_gif(), SVG, PDF, b"<html></html>", b"GIF89a", b"MZ" * 500, b"\xff\xd8", b"\0", bytes(range(256)) * 40],
    ids=["animated GIF", "SVG", "PDF", "page", "GIF head", "program", "two bytes of JPEG", "NUL", "bytes"],
)
def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    assert code_of(raw) == "not_a_photo"


def test_random_bytes_are_refused() -> None:
    assert code_of(os.urandom(100_000)) == "not_a_photo"


def test_a_page_with_a_photo_inside_is_refused() -> None:
    assert code_of(b"<html>" + encoded(pictures.corners())) == "not_a_photo"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_cut_off_is_refused(form: str, share: float) -> None:
    raw = encoded(pictures.street(), form)
    assert code_of(raw[: int(len(raw) * share)]) in {"unreadable", "not_a_photo"}


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "AVIF"])
def test_a_file_overwritten_in_its_middle_comes_out_whole_or_not_at_all(form: str) -> None:
    raw = bytearray(encoded(pictures.street(), form))
    raw[len(raw) // 3 : len(raw) // 2] = b"\xa5" * (len(raw) // 2 - len(raw) // 3)
    try:
        size = pictures.opened(clean(bytes(raw)).clean).size
    except NotAPhoto:
        size = (640, 480)
    assert size == (640, 480)


def test_a_bomb_of_twenty_thousand_pixels_square_is_refused_at_its_header() -> None:
    raw = png_bomb(20_000, 20_000)
    assert len(raw) < 100_000
    began = time.process_time()
    with pytest.raises(decode.Unfit) as refused:
        decode.cleaned(raw)
    assert refused.value.code == "too_many_pixels"
    assert time.process_time() - began < 0.2  # nothing was decoded
    assert code_of(raw) == "too_many_pixels"


@pytest.mark.parametrize("side", [9_400, 13_000])
def test_sizes_that_pillow_lets_pass_are_refused(side: int) -> None:
    assert code_of(png_bomb(side, side)) == "too_many_pixels"


def test_fifty_million_pixels_are_a_photo_and_one_line_more_is_not() -> None:
    assert MAX_PIXELS == 10_000 * 5_000
    assert clean(png_bomb(10_000, 5_000)).width == 1600
    assert code_of(png_bomb(10_000, 5_001)) == "too_many_pixels"


def test_the_pixels_of_all_frames_count() -> None:
    assert clean(png_bomb(1_000, 1_000, frames=49)).width == 1000  # and one shown to old browsers
    assert code_of(png_bomb(1_000, 1_000, frames=51)) == "too_many_pixels"


def test_many_frames_of_a_webp_are_refused() -> None:
    frames = [Image.new("RGB", (1_000, 1_000), (shade * 10, 0, 0)) for shade in range(51 // 2)]
    raw = encoded(frames[0], "WEBP", save_all=True, append_images=[*frames[1:], *frames, *frames[:2]], method=0)
    assert code_of(raw) == "too_many_pixels"


def test_a_webp_that_claims_the_largest_canvas_is_refused() -> None:
    raw = bytearray(encoded(Image.new("RGBA", (64, 64)), "WEBP", exif=pictures.exif(), lossless=True))
    assert raw[12:16] == b"VP8X"
    raw[24:30] = (16_382).to_bytes(3, "little") * 2
    assert code_of(bytes(raw)) in {"too_many_pixels", "unreadable"}


def test_the_pictures_of_an_mpo_count_as_large_as_they_are() -> None:
    big, bigger = Image.new("L", (7_000, 5_000)), Image.new("L", (8_000, 2_000))
    assert clean(encoded(big, "MPO", save_all=True, append_images=[Image.new("L", (700, 500))])).width == 1600
    raw = encoded(big, "MPO", save_all=True, append_images=[bigger, big])
    assert code_of(raw) == "too_many_pixels"
    with pytest.raises(decode.Unfit, match="too_many_pixels"):
        decode.cleaned(raw)


def test_a_png_with_a_bomb_in_its_text_is_refused() -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415  # only here

    words = PngInfo()
    words.add_text("Comment", "a" * 20_000_000, zip=True)
    raw = encoded(pictures.corners(), "PNG", pnginfo=words)
    assert len(raw) < 100_000
    assert code_of(raw) in {"unreadable", "not_a_photo"}


def test_a_rendition_of_something_else_is_refused() -> None:
    for raw in (PDF, encoded(pictures.street())[:4000], b""):
        with pytest.raises(NotAPhoto):
            rendition(raw)


def test_the_decoder_refuses_by_itself_too() -> None:
    broken = encoded(pictures.street())[:9000]
    with pytest.raises(decode.Unfit):
        decode.cleaned(broken)
    with pytest.raises(decode.Unfit):
        decode.rendered(broken, {"boxes": [], "turn": 0, "crop": None})
