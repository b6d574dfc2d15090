"""Pictures come out upright, in 8-bit RGB, no larger than needed, whatever the phone made of them."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from backend.photos.clean import clean
from tests.photos import pictures
from tests.photos.pictures import BLUE, CORNERS, GREEN, GREY, RED, encoded, near, opened, seen_in

pytestmark = pytest.mark.usefixtures("here")  # what the worker answers itself: test_worker, test_refused

UNDO = {  # how a camera held that way lays the picture down: the inverse of what makes it upright
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    turn = UNDO[orientation]
    laid = pictures.corners() if turn is None else pictures.corners().transpose(turn)
    photo = clean(encoded(laid, quality=95, exif=pictures.exif(orientation=orientation)))
    assert seen_in(photo.clean) == seen_in(photo.thumb) == list(CORNERS)
    assert (photo.width, photo.height) == (320, 200)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "AVIF"])
def test_other_formats_are_turned_once_too(form: str) -> None:
    laid = pictures.corners().transpose(Image.Transpose.ROTATE_90)
    photo = clean(encoded(laid, form, exif=pictures.exif(orientation=6)))
    assert seen_in(photo.clean) == list(CORNERS)
    assert (photo.width, photo.height) == (320, 200)


def test_an_orientation_that_does_not_exist_changes_nothing() -> None:
    assert seen_in(clean(encoded(pictures.corners(), exif=pictures.exif(orientation=9))).clean) == list(CORNERS)


@pytest.mark.parametrize("block", [b"II*\0\xff\xff\xff\xff" + b"\x99" * 40, b"nothing of the kind"])
def test_a_broken_exif_block_spoils_no_picture(block: bytes) -> None:
    raw = encoded(pictures.corners(), exif=b"Exif\0\0" + block)
    photo = clean(raw)
    assert seen_in(photo.clean) == list(CORNERS)
    assert photo.gps is None


def test_a_large_photo_is_scaled_and_gets_a_thumbnail() -> None:
    photo = clean(encoded(pictures.corners(4000, 3000)))
    assert (photo.width, photo.height) == opened(photo.clean).size == (1600, 1200)
    assert opened(photo.thumb).size == (400, 300)
    assert seen_in(photo.clean) == list(CORNERS)


def test_a_tall_photo_is_bounded_by_its_longer_side() -> None:
    photo = clean(encoded(pictures.corners(1500, 3000), exif=pictures.exif(orientation=1)))
    assert (photo.width, photo.height) == (800, 1600)
    assert opened(photo.thumb).size == (200, 400)


def test_a_small_picture_is_not_blown_up() -> None:
    photo = clean(encoded(pictures.corners(40, 20)))
    assert opened(photo.clean).size == opened(photo.thumb).size == (40, 20)


def test_a_picture_of_one_line_keeps_a_pixel_of_height() -> None:
    photo = clean(encoded(Image.new("RGB", (8000, 1), RED), "PNG"))
    assert (photo.width, photo.height) == (1600, 1)
    assert opened(photo.thumb).size == (400, 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_every_format_becomes_a_jpeg(form: str) -> None:
    photo = clean(encoded(pictures.corners(), form))
    picture = opened(photo.clean)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert seen_in(photo.clean) == list(CORNERS)


@pytest.mark.parametrize("is_large", [False, True])
def test_cmyk_is_not_turned_into_its_negative(is_large: bool) -> None:
    size = (3000, 2000) if is_large else (320, 200)
    raw = encoded(pictures.corners(*size).convert("CMYK"), quality=95)
    assert b"Adobe" in raw  # inverted, as Photoshop writes it
    assert seen_in(clean(raw).clean) == list(CORNERS)


def test_sixteen_bit_grey_is_scaled_and_not_clipped() -> None:
    grey = Image.fromarray(np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1)))
    picture = opened(clean(encoded(grey, "PNG")).clean)
    for column in (5, 64, 128, 200, 250):
        assert near(picture.getpixel((column, 32)), (column, column, column), by=3)


def test_a_palette_with_transparency_lies_on_white() -> None:
    palette = pictures.corners(3000, 2000).quantize(4)
    red = palette.getpixel((10, 10))
    photo = clean(encoded(palette, "PNG", transparency=red))
    white, *others = seen_in(photo.clean)
    assert near(white, (255, 255, 255))
    assert others == [GREEN, BLUE, GREY]


def test_one_colour_cut_out_lies_on_white() -> None:
    photo = clean(encoded(pictures.corners(3000, 2000), "PNG", transparency=RED))
    assert near(seen_in(photo.clean)[0], (255, 255, 255))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "AVIF"])
def test_half_transparent_is_half_white(form: str) -> None:
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 128))
    assert near(seen_in(clean(encoded(image, form)).clean)[0], (127, 127, 127))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
def test_plain_modes_come_out_in_colour(mode: str) -> None:
    photo = clean(encoded(Image.new("RGB", (200, 100), "white").convert(mode), "PNG"))
    assert opened(photo.clean).mode == "RGB"
    assert near(seen_in(photo.clean)[0], (255, 255, 255))


def test_a_colour_profile_is_converted_before_it_is_dropped() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = lab.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")  # red is called green
    photo = clean(encoded(pictures.corners(), "PNG", icc_profile=swapped))
    first, second, *_rest = seen_in(photo.clean)
    assert first[1] > first[0]
    assert second[0] > second[1]
    assert "icc_profile" not in opened(photo.clean).info


@pytest.mark.parametrize("profile", [b"no profile at all", b"\0" * 1_000_001])
def test_a_colour_profile_that_is_broken_or_huge_is_dropped(profile: bytes) -> None:
    assert seen_in(clean(encoded(pictures.corners(), icc_profile=profile)).clean) == list(CORNERS)


def test_only_the_first_frame_counts() -> None:
    first, second = pictures.corners(), Image.new("RGB", (320, 200), BLUE)
    photo = clean(encoded(first, "WEBP", save_all=True, append_images=[second], lossless=True))
    assert seen_in(photo.clean) == list(CORNERS)


def test_only_the_first_picture_of_an_mpo_counts() -> None:
    raw = encoded(pictures.corners(3000, 2000), "MPO", save_all=True, append_images=[Image.new("RGB", (900, 600))])
    assert opened(raw).format == "MPO"
    assert seen_in(clean(raw).clean) == list(CORNERS)


def test_an_mpo_whose_second_picture_was_cut_off_is_still_a_photo() -> None:
    first = pictures.corners()
    raw = encoded(first, "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60))])
    end = raw.index(b"\xff\xd9\xff\xd8") + 2
    assert seen_in(clean(raw[:end]).clean) == list(CORNERS)
