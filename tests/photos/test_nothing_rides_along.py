"""What a phone or a stranger put into the file beside the picture is gone; the place is read once."""

import io
import zipfile

import pytest
from PIL import Image

from backend.photos.clean import clean
from backend.photos.rendition import rendition
from tests.photos import pictures
from tests.photos.pictures import BLUE, NGOC_LAM, encoded, opened, segment, with_segments

pytestmark = pytest.mark.usefixtures("here")  # what the worker answers itself: test_worker, test_refused

SECRET = "Nguyen Thi Mau so 7"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{SECRET}</dc:creator></x:xmpmeta>'.encode()
_JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}  # what every JPEG says of itself


def loaded() -> bytes:
    """Return a JPEG with everything in it: EXIF with a place, a thumbnail, XMP, comment, IPTC, ICC, bytes behind."""
    thumbnail = encoded(Image.new("RGB", (16, 16), BLUE)).ljust(1000, SECRET.encode()[:1])
    exif = pictures.exif(place=NGOC_LAM, Artist=SECRET, Model=SECRET) + thumbnail
    raw = encoded(pictures.corners(), exif=exif, comment=SECRET.encode(), icc_profile=SECRET.encode() * 9)
    more = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + SECRET.encode()),
        segment(0xEC, b"Ducky" + SECRET.encode()),
    )
    return with_segments(raw, *more) + SECRET.encode()


def _segments(jpeg: bytes) -> list[int]:
    """Return the markers before the picture's data."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def assert_bare(data: bytes) -> None:
    """Nothing but what it takes to show the picture."""
    picture = opened(data)
    assert set(picture.info) == _JFIF
    assert not picture.getexif()
    assert set(_segments(data)) <= {0xE0, 0xDB, 0xC0, 0xC4}  # JFIF, tables, frame
    assert data.endswith(b"\xff\xd9")
    assert data.count(b"\xff\xd8\xff") == 1
    for trace in (SECRET.encode(), b"Exif", b"ICC_PROFILE", b"adobe", b"MPF", b"GPS"):
        assert trace not in data


def test_no_metadata_survives_cleaning() -> None:
    raw = loaded()
    assert raw.count(SECRET.encode()) >= 6
    photo = clean(raw)
    assert_bare(photo.clean)
    assert_bare(photo.thumb)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "AVIF"])
def test_no_metadata_survives_in_other_formats(form: str) -> None:
    raw = encoded(pictures.corners(), form, exif=pictures.exif(place=NGOC_LAM, Artist=SECRET), xmp=XMP)
    assert SECRET.encode() in raw
    photo = clean(raw)
    assert_bare(photo.clean)
    assert_bare(photo.thumb)
    assert photo.gps == pytest.approx(NGOC_LAM, abs=1e-5)


def test_the_second_picture_of_an_mpo_is_gone() -> None:
    raw = encoded(pictures.corners(), "MPO", save_all=True, append_images=[pictures.street()])
    photo = clean(raw)
    assert_bare(photo.clean)
    assert opened(photo.clean).format == "JPEG"


def test_an_archive_hidden_behind_a_photo_is_gone() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("run.html", "<script>alert(1)</script>")
    raw = encoded(pictures.corners()) + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(raw))
    photo = clean(raw)
    assert_bare(photo.clean)
    assert not zipfile.is_zipfile(io.BytesIO(photo.clean))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_page_hidden_behind_a_photo_is_gone(form: str) -> None:
    photo = clean(encoded(pictures.corners(), form) + b"<html><script>alert(1)</script></html>")
    assert_bare(photo.clean)
    assert b"<script" not in photo.clean


@pytest.mark.parametrize("place", [NGOC_LAM, (-33.5, -70.25), (0.5, -0.25)])
def test_the_place_is_read_in_degrees(place: tuple[float, float]) -> None:
    assert clean(encoded(pictures.corners(), exif=pictures.exif(place=place))).gps == pytest.approx(place, abs=1e-5)


def test_no_place_no_pin() -> None:
    assert clean(encoded(pictures.corners())).gps is None


@pytest.mark.parametrize("place", [(91.0, 105.0), (21.0, 181.0)])
def test_a_place_off_the_globe_is_no_place(place: tuple[float, float]) -> None:
    assert clean(encoded(pictures.corners(), exif=pictures.exif(place=place))).gps is None


def test_a_place_cut_in_half_is_no_place() -> None:
    block = Image.Exif()
    block[0x8825] = {1: "N", 2: (21.0, 2.0)}
    assert clean(encoded(pictures.corners(), exif=block.tobytes())).gps is None


def test_the_public_rendition_is_made_anew() -> None:
    photo = clean(encoded(pictures.street(3000, 2000), quality=95))
    public = rendition(photo.clean)
    assert opened(public.public).size == (photo.width, photo.height) == (1600, 1067)
    assert opened(public.thumb).size == (400, 267)
    assert public.public != photo.clean
    assert_bare(public.public)
    assert_bare(public.thumb)


def test_a_rendition_drops_what_a_clean_picture_cannot_have() -> None:
    public = rendition(loaded())
    assert_bare(public.public)
    assert_bare(public.thumb)
