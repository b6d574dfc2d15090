"""What is covered has one colour in everything that can be fetched, and the old address is gone."""

import io
from itertools import product

import pytest
from django.test import Client
from PIL import Image

from backend.core.errors import Refused
from backend.photos.rendition import Edit, rendition
from backend.reports.act import Overtaken
from backend.reports.models import Kind, Photo, Report
from backend.reports.publication import Release, publish
from backend.reports.redaction import MOST_BOXES, redact
from backend.reports.rights import NotYours
from backend.reports.uploads import photo_store
from backend.routing.models import Unit
from tests.reports.filing import NOW, filed, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
BOX = (0.25, 0.25, 0.6, 0.5)


def noisy(size: tuple[int, int] = (800, 600)) -> bytes:
    """Return a JPEG in which no two neighbours look alike."""
    image = Image.new("RGB", size)
    image.putdata([((x * 7) % 256, (y * 11) % 256, (x * y) % 256) for y, x in product(range(size[1]), range(size[0]))])
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def colours(raw: bytes, box: tuple[float, float, float, float]) -> set[tuple[int, ...]]:
    """Return the colours inside the box (shares of the picture)."""
    image = Image.open(io.BytesIO(raw)).convert("RGB")
    left, top, right, bottom = (share * side for share, side in zip(box, (*image.size, *image.size), strict=True))
    inside = image.crop((int(left), int(top), int(right), int(bottom)))
    return {colour for _number, colour in inside.getcolors(1 << 24) or () if isinstance(colour, tuple)}


@pytest.fixture
def report() -> Report:
    report = filed(photos=[noisy()])
    photo = report.photos.get()
    publish(report, Release("Rác.", frozenset({photo.pk})), by=staff(report.unit), now=NOW)
    return report


@pytest.mark.parametrize(
    ("turn", "there"),
    [
        (0, BOX),
        (90, (0.5, 0.25, 0.75, 0.6)),
        (180, (0.4, 0.5, 0.75, 0.75)),
        (270, (0.25, 0.4, 0.5, 0.75)),
    ],
)
def test_a_box_has_one_colour_however_the_photo_is_turned(turn: int, there: tuple[float, float, float, float]) -> None:
    clean = noisy()
    made = rendition(clean, Edit((BOX,), turn))
    for raw in (made.public, made.thumb):
        assert len(colours(raw, there)) == 1
    assert len(colours(rendition(clean).public, BOX)) > 1000
    sizes = [Image.open(io.BytesIO(made.public)).size, Image.open(io.BytesIO(clean)).size]
    assert sizes[0] == (sizes[1] if turn in {0, 180} else sizes[1][::-1])


def test_a_box_stays_covered_in_what_is_cut_out() -> None:
    made = rendition(noisy(), Edit((BOX,), 0, (0.2, 0.2, 0.7, 0.7)))
    assert Image.open(io.BytesIO(made.public)).size == (400, 300)
    for raw in (made.public, made.thumb):
        assert len(colours(raw, (0.1, 0.1, 0.8, 0.6))) == 1


def test_a_public_photo_is_made_anew_and_its_old_addresses_are_gone(report: Report) -> None:
    photo = report.photos.get()
    old = [photo.public_name, photo.public_thumb_name]
    event = redact(report, photo.pk, Edit((BOX,)), by=staff(report.unit), now=NOW, version=report.version)
    photo.refresh_from_db()
    new = [photo.public_name, photo.public_thumb_name]
    anyone = Client()
    assert [anyone.get(f"/api/v1/photos/{name}").status_code for name in old + new] == [404, 404, 200, 200]
    for name in new:
        assert len(colours(anyone.get(f"/api/v1/photos/{name}").content, BOX)) == 1
    assert len(colours(photo_store().read(photo.clean_name), BOX)) > 1000  # for staff, as it came
    assert (event.kind, event.is_public, event.data["boxes"]) == (Kind.REDACTED, False, 1)


def test_a_photo_covered_before_it_is_released_comes_out_covered() -> None:
    report = filed(photos=[noisy()])
    photo = report.photos.get()
    redact(report, photo.pk, Edit((BOX,)), by=staff(report.unit), now=NOW)
    publish(report, Release("Rác.", frozenset({photo.pk})), by=staff(report.unit), now=NOW)
    photo.refresh_from_db()
    assert len(colours(photo_store().read(photo.public_name), BOX)) == 1


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (Edit((BOX,) * (MOST_BOXES + 1)), "boxes"),
        (Edit(((0.5, 0.1, 0.4, 0.2),)), "boxes"),
        (Edit(((0.5, 0.1, 1.4, 0.2),)), "boxes"),
        (Edit((), 45), "turn"),
        (Edit((), 0, (0.5, 0.5, 0.51, 0.9)), "crop"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(report: Report, edit: Edit, field: str) -> None:
    with pytest.raises(Refused) as refused:
        redact(report, report.photos.get().pk, edit, by=staff(report.unit), now=NOW)
    assert refused.value.field == field


def test_only_the_unit_in_charge_covers_its_own_photos(report: Report) -> None:
    photo = report.photos.get()
    with pytest.raises(NotYours):
        redact(report, photo.pk, Edit(), by=staff(Unit.objects.get(slug="phong-y-te")), now=NOW)
    with pytest.raises(Overtaken):
        redact(report, photo.pk, Edit(), by=staff(report.unit), now=NOW, version=1)
    with pytest.raises(Refused):
        redact(report, 0, Edit(), by=staff(report.unit), now=NOW)
    assert Photo.objects.get().boxes == []


def test_the_page_takes_boxes_as_text_and_says_what_is_wrong(report: Report, settings: object) -> None:
    settings.STAFF_MFA = "optional"  # type: ignore[attr-defined]  # pytest-django's
    client = Client()
    client.force_login(staff(report.unit).user)
    photo = report.photos.get()
    address = f"/staff/r/{report.code}/photos/{photo.pk}/cover"
    assert client.get(address).status_code == 200
    for wrong in ("một hai", "1 2 3", "10 10 5 5"):
        answer = client.post(address, {"boxes": wrong, "version": report.version})
        assert (answer.status_code, wrong in answer.content.decode()) == (422, True)
    sent = {"boxes": "25 25 60 50\n\n70, 70, 80, 80", "turn": "90", "crop": "", "version": report.version}
    assert client.post(address, sent).status_code == 302
    photo.refresh_from_db()
    assert (len(photo.boxes), photo.turn) == (2, 90)
    assert "25.00 25.00 60.00 50.00" in client.get(address).content.decode()
