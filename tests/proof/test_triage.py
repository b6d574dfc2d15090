"""A ward officer's morning without a mouse: through thirty reports, two at once, many at once, and back."""

import io
from collections.abc import Callable

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESK, PASSWORD
from tests.browser.field import file as file_with_photo
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]
WARD = "phuong-ngoc-lam"
NUMBER = 30
_COLLEAGUE = f"""
from backend.accounts.models import Membership, User
first = User.objects.get(username={WARD!r})
lan = User.objects.create_user("lan", password={PASSWORD!r}, display_name="Chị Lan")
Membership.objects.create(user=lan, unit=first.posts[0].unit, role="ward_officer")
"""
LIST = "/staff/?tab=new&q=rac+dong+so"


def file(platform: Platform, text: str) -> str:
    """File a report of waste on Phố Ngọc Lâm by the API and return its code."""
    new = {"category": "household_waste", "text": text, "lat": 21.045795, "lon": 105.869766}
    answer = httpx.post(f"{platform.address}/api/v1/reports", json=new)
    assert answer.status_code == httpx.codes.CREATED
    return str(answer.json()["code"])


@pytest.fixture
def officer(visit: Visit) -> Callable[..., Page]:
    def signed_in(username: str = WARD, viewport: ViewportSize = DESK) -> Page:
        page = visit(viewport)
        page.goto("/staff/login")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#inbox")
        return page

    return signed_in


def test_thirty_reports_are_triaged_by_keys_alone(platform: Platform, officer: Callable[..., Page]) -> None:
    codes = [file(platform, f"Rác đống số {number}.") for number in range(NUMBER)]
    page = officer()
    page.goto(LIST)
    expect(page.locator(".report-row")).to_have_count(NUMBER)
    rows: list[str] = page.evaluate("[...document.querySelectorAll('.report-row')].map((row) => row.id.slice(2))")
    assert sorted(rows) == sorted(codes)
    _accept_together(page, rows[:10])
    for code in rows[10:]:
        _accept(page, code)
    page.goto(LIST)
    expect(page.locator(".report-row")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**tab=open**")


def _accept_together(page: Page, codes: list[str]) -> None:
    """Pick the first rows with x, then accept them in one go."""
    for code in codes:
        page.keyboard.press("j")
        expect(page.locator(f"#r-{code} .row-link")).to_be_focused()
        page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text(str(len(codes)))
    page.keyboard.press("s")
    for field, letters in (("#bulk-action", "Chuyển b"), ("#bulk-to", "Đã tiếp"), ("#bulk-note", "Đến trong hôm nay.")):
        _tab_to(page, field)
        page.keyboard.insert_text(letters) if field == "#bulk-note" else _choose(page, letters)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Đã làm {len(codes)} phản ánh")


def _accept(page: Page, code: str) -> None:
    """Open the first row of the list by its key, and accept it."""
    page.goto(LIST)
    page.keyboard.press("j")
    expect(page.locator(f"#r-{code} .row-link")).to_be_focused()
    page.keyboard.press("s")
    page.wait_for_url(f"**/staff/r/{code}**")
    _tab_to(page, "#step-accepted textarea")
    page.keyboard.insert_text("Đã nhận.")
    _tab_to(page, "#step-accepted button[type=submit]:not(.preview)")
    page.keyboard.press("Enter")
    expect(page.locator(".badge-accepted").first).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the field has the cursor."""
    page.wait_for_selector(selector, state="attached")
    for _step in range(80):
        if page.evaluate(f"document.activeElement?.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def _choose(page: Page, letters: str) -> None:
    """Walk down the list under the cursor to the choice that begins so."""
    for _step in range(20):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.selectedOptions[0].text").startswith(letters):
            return
    raise AssertionError(letters)


def test_keys_stay_out_of_fields_and_of_composed_words(platform: Platform, officer: Callable[..., Page]) -> None:
    code = file(platform, "Rác để thử phím.")
    page = officer()
    page.goto(f"/staff/r/{code}")
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("anh tam zjk?")
    expect(page.locator("#note-text")).to_have_value("anh tam zjk?")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.locator("h1").click()
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '?', isComposing: true, bubbles: true}))")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.locator("#keys-off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_hidden()


def test_a_transfer_goes_over_is_returned_and_taken_back_by_z(platform: Platform, officer: Callable[..., Page]) -> None:
    code = file(platform, "Việc của đơn vị khác.")
    sender, receiver = officer(), officer("donvi-phong-y-te")
    sender.goto(f"/staff/r/{code}")
    sender.keyboard.press("t")
    sender.locator("#transfer-unit").select_option(label="Phòng Y tế")
    sender.locator("#transfer-reason").fill("Thuộc phòng chuyên môn.")
    sender.locator("#act-transfer button[type=submit]").click()
    expect(sender.locator(".reasons")).to_contain_text("Chuyển đến Phòng Y tế: Thuộc phòng chuyên môn.")
    expect(sender.locator("#undo")).to_be_visible()

    receiver.goto(f"/staff/r/{code}")
    receiver.keyboard.press("t")
    receiver.locator("#act-transfer-return summary").click()
    receiver.locator("#transfer-return-reason").fill("Không thuộc thẩm quyền của phòng.")
    receiver.locator("#act-transfer-return button[type=submit]").click()
    receiver.wait_for_url("**/staff/?undo=*")
    receiver.keyboard.press("z")
    receiver.wait_for_url(f"**/staff/r/{code}")
    expect(receiver.locator("#act-transfer-accept")).to_be_visible()
    receiver.locator("#act-transfer-return summary").click()
    receiver.locator("#transfer-return-reason").fill("Không thuộc thẩm quyền của phòng.")
    receiver.locator("#act-transfer-return button[type=submit]").click()
    receiver.wait_for_url("**/staff/?undo=*")

    sender.goto("/staff/?tab=returned")
    expect(sender.locator(f"#r-{code}")).to_be_visible()


def test_five_are_merged_and_come_apart_again(platform: Platform, officer: Callable[..., Page]) -> None:
    main, *others = [file(platform, f"Cùng một đống rác {number}.") for number in range(6)]
    page = officer()
    page.goto("/staff/?tab=new&q=cung+mot+dong+rac")
    for code in others:
        page.locator(f"#r-{code} [name=code]").check()
    page.keyboard.press("m")
    page.locator("#bulk-action").select_option("merge")
    page.locator("#bulk-into").fill(main)
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.locator("h1")).to_have_text("Đã làm 5 phản ánh")
    page.keyboard.press("z")
    expect(page.locator("body")).to_contain_text("Đã hoàn tác 5 phản ánh.")
    page.goto("/staff/?tab=new&q=cung+mot+dong+rac")
    expect(page.locator(".report-row")).to_have_count(6)


def test_two_officers_on_one_report_lose_nothing(platform: Platform, officer: Callable[..., Page]) -> None:
    code = file(platform, "Hai cán bộ cùng mở.")
    platform.manage("shell", "-c", _COLLEAGUE)
    first, second = officer(), officer("lan")
    for page in (first, second):
        page.goto(f"/staff/r/{code}")
    second.locator("#act-level summary").click()
    second.locator("#level-level").select_option("complex")
    second.locator("#level-reason").fill("Cần nhiều bên cùng làm.")
    expect(second.locator("#others")).to_contain_text("đang xem", timeout=15_000)
    expect(first.locator("#others")).to_have_text("Chị Lan đang viết", timeout=15_000)
    first.locator("#step-accepted textarea").first.fill("Đã nhận.")
    first.locator("#step-accepted button[type=submit]:not(.preview)").click()
    expect(second.locator("#moved-on")).to_be_visible()
    second.locator("#act-level button[type=submit]").click()
    expect(second.locator("#refused")).to_contain_text("Đã tiếp nhận")
    expect(second.locator("#level-reason")).to_have_value("Cần nhiều bên cùng làm.")
    second.locator("#act-level button[type=submit]").click()
    expect(second.locator(".history")).to_contain_text("Đổi mức độ: Phức tạp")


def test_photos_are_looked_at_large_turned_and_one_after_the_other(
    platform: Platform, officer: Callable[..., Page]
) -> None:
    code = file_with_photo(platform, "Ảnh để xem kỹ.")
    page = officer()
    page.goto(f"/staff/r/{code}")
    page.locator("#photos a").first.click()
    viewer = page.locator("#viewer")
    expect(viewer.locator("img")).to_be_visible()
    viewer.get_by_role("button", name="Xoay").click()
    expect(viewer.locator("img")).to_have_css("rotate", "90deg")
    page.keyboard.press("+")
    expect(viewer.locator(".viewer-frame")).to_have_class("viewer-frame is-large")
    expect(viewer.get_by_role("button", name="Sau")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()


def test_a_box_drawn_on_a_photo_covers_it(platform: Platform, officer: Callable[..., Page]) -> None:
    code = file_with_photo(platform, "Ảnh có biển số.")
    page = officer()
    page.goto(f"/staff/r/{code}")
    page.get_by_role("link", name="Che ảnh 1").first.click()
    expect(page.locator("#last")).to_be_visible()  # the script is there
    frame = page.locator("#cover").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.6, frame["y"] + frame["height"] * 0.6)
    page.mouse.up()
    expect(page.locator(".cover-box")).to_have_count(1)
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".history")).to_contain_text("Đã che, sửa ảnh 1: 1 khung che")
    page.keyboard.press("s")
    page.locator("#step-accepted input[name=photo]").check()
    page.locator("#step-accepted input[name=release]").check()
    page.locator("#step-accepted button[type=submit]:not(.preview)").click()
    expect(page.locator(".badge-accepted").first).to_be_visible()
    [shown] = httpx.get(f"{platform.address}/api/v1/reports/{code}").json()["photos"]
    picture = Image.open(io.BytesIO(httpx.get(platform.address + shown["url"]).content)).convert("RGB")
    width, height = picture.size
    inside = picture.crop((round(0.31 * width), round(0.31 * height), round(0.59 * width), round(0.59 * height)))
    assert len(inside.getcolors(1 << 24) or ()) == 1
