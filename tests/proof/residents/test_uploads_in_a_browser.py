"""Photos go up while the form is written; one that is refused, interrupted or over loses nothing."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route

from tests.citizen_api.pages.throttled import SlowPhone
from tests.reports.filing import NGOC_LAM, jpeg

pytestmark = pytest.mark.browser
MOST_BYTES = 400_000
_UP = "#new-photos li[data-state=up]"
_BYTES = "async () => [...new Uint8Array(await document.getElementById('photos-input').files[0].arrayBuffer())]"
_KEPT = """async () => {
  const { get } = await import("/static/citizen/draft_store.js");
  return (await get())?.uploaded.length;
}"""


def rough(size: tuple[int, int]) -> bytes:
    """Return a photo with much in it, which is large even as JPEG."""
    width, height = size
    grains = Image.frombytes("RGB", (width // 4, height // 4), random.Random(1).randbytes(width * height // 16 * 3))  # noqa: S311  # grains, no secret
    out = io.BytesIO()
    grains.resize(size).save(out, "JPEG", quality=95)
    return out.getvalue()


def with_place(lat: float, lon: float) -> bytes:
    """Return a photo with its place in EXIF, as telephones write it."""
    picture = Image.new("RGB", (800, 600), (90, 120, 60))
    exif = picture.getexif()
    exif.get_ifd(0x8825).update({1: "N", 2: _parts(lat), 3: "E", 4: _parts(lon)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return (int(degrees), int(minutes), round(minutes % 1 * 60, 3))


def choose(page: Page, folder: Path, *photos: bytes) -> None:
    names = []
    for number, raw in enumerate(photos):
        (folder / f"{number}.jpg").write_bytes(raw)
        names.append(str(folder / f"{number}.jpg"))
    page.set_input_files("#photos-input", names)


def fill_in(page: Page, words: str) -> None:
    page.tap("#locate")
    page.wait_for_selector("#said .strong")
    page.fill("#kind-search", "rac thai")
    page.tap("label:has(input[value=household_waste])")
    page.fill("#text", words)


def sent_photos(page: Page) -> int:
    """Send the form; return how many photos the report has."""
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    page.goto(page.get_attribute("#own-link", "href") or "")
    page.wait_for_selector("text=Ông/bà đã gửi")
    return page.locator(".photos img").count()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/")
    return page


def test_a_photo_is_made_light_and_its_way_up_is_shown(slow_phone: SlowPhone, tmp_path: Path) -> None:
    page = slow_phone.page
    page.goto("/")
    choose(page, tmp_path, rough((2000, 1500)))
    page.wait_for_selector("#new-photos progress:not([hidden])")
    page.wait_for_function("() => document.querySelector('#new-photos progress').value > 0.2")
    assert page.evaluate("document.getElementById('photos-input').files[0].size") <= MOST_BYTES
    page.wait_for_selector("text=Đang tải")
    slow_phone.offline()
    page.wait_for_selector("#new-photos >> text=Chưa có mạng, ảnh vẫn được giữ")
    slow_phone.online()
    page.wait_for_selector(_UP)
    page.wait_for_selector("#photos-title.step-done")
    assert page.evaluate("document.getElementById('photos-input').files.length") == 0


def test_photos_that_are_up_go_by_their_tokens(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, jpeg(), jpeg((200, 60, 60)))
    page.wait_for_selector(f"{_UP} >> nth=1")
    fill_in(page, "Rác, ảnh đã lên trước.")
    assert page.evaluate("new FormData(document.getElementById('report-form')).getAll('photo_tokens').length") == 2
    assert sent_photos(page) == 2


def test_a_photo_that_is_not_up_goes_with_the_form(page: Page, tmp_path: Path) -> None:
    page.route("**/api/v1/photos", lambda route: route.abort())
    choose(page, tmp_path, jpeg())
    page.wait_for_selector("#new-photos li[data-state=waiting]")
    fill_in(page, "Rác, ảnh đi cùng.")
    assert sent_photos(page) == 1


def test_a_way_up_that_broke_is_tried_again(page: Page, tmp_path: Path) -> None:
    tries: list[str] = []

    def break_once(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/api/v1/photos", break_once)
    choose(page, tmp_path, jpeg())
    page.wait_for_selector(_UP)
    assert len(tries) == 2


def test_a_file_that_is_no_photo_says_so_on_its_tile_and_the_rest_is_sent(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, b"not a photo at all", jpeg())
    page.wait_for_selector("#new-photos li[data-state=refused] >> text=không phải ảnh")
    page.wait_for_selector(_UP)
    fill_in(page, "Rác, một tệp hỏng.")
    assert sent_photos(page) == 1


def test_a_photo_taken_out_takes_its_token_along(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, jpeg(), jpeg((200, 60, 60)))
    page.wait_for_selector(f"{_UP} >> nth=1")
    page.tap("#new-photos button >> nth=0")
    assert page.locator("input[name=photo_tokens]").count() == 1
    fill_in(page, "Rác, bớt một ảnh.")
    assert sent_photos(page) == 1


def test_a_token_that_is_over_does_not_lose_the_photo(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, jpeg())
    page.wait_for_selector(_UP)
    fill_in(page, "Rác, mã ảnh hết hạn.")
    page.evaluate("document.querySelector('input[name=photo_tokens]').value = 'over'")
    page.tap("#send")
    page.wait_for_selector("#faults >> text=ảnh gửi trước đã quá hạn")
    page.wait_for_selector(_UP)
    assert sent_photos(page) == 1


def test_a_draft_keeps_the_photo_and_its_token(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, jpeg())
    page.wait_for_selector(_UP)
    token = page.input_value("input[name=photo_tokens]")
    while not page.evaluate(_KEPT):
        page.wait_for_timeout(100)
    sent_again: list[str] = []
    page.on("request", lambda one: sent_again.append(one.url) if one.method == "POST" else None)
    page.reload()
    page.wait_for_selector(_UP)
    assert page.input_value("input[name=photo_tokens]") == token
    assert sent_again == []


def test_after_an_answer_with_faults_the_photos_stay_in_the_draft(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, jpeg(), jpeg((200, 60, 60)))
    page.wait_for_selector(f"{_UP} >> nth=1")
    page.tap("#send")  # neither place nor kind
    page.wait_for_selector("#faults")
    page.wait_for_selector(f"{_UP} >> nth=1")
    assert page.locator("#kept-photos").count() == 0
    page.goto("/help/")
    page.goto("/")
    page.wait_for_selector(f"{_UP} >> nth=1")


def test_the_place_in_a_photo_is_offered_and_goes_nowhere_untapped(page: Page, tmp_path: Path) -> None:
    page.route("**/api/v1/photos", lambda route: route.abort())
    photo = with_place(*NGOC_LAM)
    assert b"Exif" in photo
    choose(page, tmp_path, photo)
    page.wait_for_selector("#photo-place-use >> text=Dùng vị trí ghi trong ảnh")
    assert page.input_value("input[name=lat]") == ""
    assert b"Exif" not in bytes(page.evaluate(_BYTES))
    page.tap("#photo-place-use")
    page.wait_for_selector("#said >> text=Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm")
    assert page.input_value("input[name=lat]").startswith("21.0457")
    assert page.input_value("input[name=lon]").startswith("105.8697")
    assert page.is_hidden("#photo-place")


_BROKEN = b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00MM\x00*\xff\xff\xff\xff"


@pytest.mark.parametrize("photo", [jpeg(), _BROKEN, with_place(0, 0)], ids=["none", "broken", "nowhere"])
def test_a_photo_without_a_place_offers_none(page: Page, tmp_path: Path, photo: bytes) -> None:
    choose(page, tmp_path, photo)
    page.wait_for_selector("#new-photos li:not([data-state=waiting])")
    assert page.is_hidden("#photo-place")
