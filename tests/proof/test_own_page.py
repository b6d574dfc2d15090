"""After sending, in a real browser: the confirmation as a picture, one tap that rates, photos sent later."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.own_page import send, step
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]


def _modules(picture: Image.Image, side: int) -> list[list[bool]]:
    """Return the code to scan as it is drawn in the only pure black of the picture: ``side`` modules square."""
    black = picture.convert("RGB").point(lambda value: 0 if value else 255).split()
    only = Image.merge("RGB", black).convert("L").point(lambda value: 255 if value == 255 else 0)
    box = only.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert right - left == bottom - top
    assert (right - left) % side == 0
    each = (right - left) // side
    middle = each // 2
    return [
        [bool(only.getpixel((left + x * each + middle, top + y * each + middle))) for x in range(side)]
        for y in range(side)
    ]


def test_the_confirmation_is_saved_as_a_picture_with_its_code_to_scan(platform: Platform, visit: Visit) -> None:
    sent = send(platform, "Rác để lưu thành ảnh.")
    page = visit(PHONE)
    page.goto(sent.confirmation)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Lưu thành ảnh").click()
    assert waiting.value.suggested_filename == f"phan-anh-{sent.code}.png"
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    picture = Image.open(io.BytesIO(raw))
    assert picture.width == 1080
    assert 1400 < picture.height < 3000
    link = page.locator("#own-link").get_attribute("href") or ""
    assert sent.secret in link
    code = segno.make(link, error="m", micro=False)
    drawn = _modules(picture, len(code.matrix))
    assert drawn == [[bool(module) for module in row] for row in code.matrix]
    expect(page.locator("#saved")).to_have_text("Đã lưu ảnh vào mục tải xuống.")


def test_where_the_telephone_shares_pictures_it_is_asked_to(platform: Platform, visit: Visit) -> None:
    sent = send(platform, "Rác để chia sẻ ảnh.")
    page = visit(PHONE)
    page.add_init_script(
        """navigator.canShare = (what) => what.files?.length === 1;
        navigator.share = async (what) => { window.given = [what.files[0].name, what.files[0].type]; };"""
    )
    page.goto(sent.confirmation)
    page.get_by_role("button", name="Lưu thành ảnh").click()
    page.wait_for_function("() => window.given")
    assert page.evaluate("window.given") == [f"phan-anh-{sent.code}.png", "image/png"]


def test_without_javascript_the_confirmation_is_printed(platform: Platform, visit: Visit) -> None:
    sent = send(platform, "Rác để in.")
    page = visit(DESK, java_script_enabled=False)
    page.goto(sent.confirmation)
    expect(page.get_by_role("button", name="Lưu thành ảnh")).to_be_hidden()
    expect(page.get_by_text("xin ông/bà in trang này hoặc chụp màn hình")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#qr svg")).to_be_visible()
    expect(page.locator("#own-link")).to_be_visible()
    expect(page.get_by_role("link", name="Gửi phản ánh khác")).to_be_hidden()
    expect(page.locator(".site-header")).to_be_hidden()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_one_tap_rates_and_photos_come_later(
    platform: Platform, visit: Visit, sign_in: Callable[[str], Page], *, with_scripts: bool
) -> None:
    sent = send(platform, "Rác để đánh giá.")
    officer = sign_in("phuong-ngoc-lam")
    page = visit(PHONE, has_touch=True, java_script_enabled=with_scripts)
    page.goto(sent.own)
    page.locator("#more summary").tap()
    page.set_input_files(
        "#more-photos", {"name": "them.jpg", "mimeType": "image/jpeg", "buffer": jpeg((9, 9, 200), (800, 600))}
    )
    page.get_by_role("button", name="Gửi ảnh").tap()
    expect(page.get_by_text("Đã gửi ảnh cho đơn vị xử lý.")).to_be_visible()
    step(officer, sent, "accepted", "Đã nhận.")
    step(officer, sent, "resolved", "Đã dọn.", photo=jpeg((60, 160, 80), (800, 600)))
    page.goto(sent.own)
    page.get_by_role("button", name="4 Hài lòng").tap()
    expect(page.get_by_text("Đã ghi nhận ý kiến.")).to_be_visible()
    expect(page.locator(".badge-large")).to_have_text("Đã đóng")
    expect(page.get_by_role("button", name="Chưa ổn, xin xem lại")).to_be_visible()


def test_chosen_photos_are_not_taken_away_by_news(
    platform: Platform, visit: Visit, sign_in: Callable[[str], Page]
) -> None:
    sent = send(platform, "Rác để hỏi.")
    officer = sign_in("phuong-ngoc-lam")
    step(officer, sent, "needs_info", "Xin cho biết số nhà.")
    page = visit(PHONE)
    with page.expect_websocket() as heard:
        page.goto(sent.own)
    assert heard.value.url.endswith(sent.code)
    page.set_input_files("#reply-photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    other = visit(PHONE)
    other.goto(sent.own)
    other.locator("#reply").fill("Số 12.")
    other.get_by_role("button", name="Gửi câu trả lời").click()
    expect(page.locator("#news")).to_be_visible()
    assert page.locator("#reply-photos").evaluate("field => field.files.length") == 1
