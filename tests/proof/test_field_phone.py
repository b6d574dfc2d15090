"""The telephone of an officer: whose it is, what is asked of a photo, what lies under the thumb."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import NGOC_LAM, PASSWORD, PHONE
from tests.browser.field import OTHER_WARD, WARD, advance, deed, file, kept_of, open_report, photo, told
from tests.promised import wait_until_true
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_signing_out_clears_what_the_telephone_held(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác dưới gầm cầu.")
    page = telephone(WARD)
    person = page.locator("#field").get_attribute("data-person") or ""
    assert kept_of(page, person) == {"caches": [f"field-data-{person}"], "bases": [f"field-{person}"], "who": person}
    page.context.set_offline(True)
    open_report(page, code)
    deed(page, "accepted")
    page.locator("#sheet-close").click()
    asked: list[str] = []

    def stay(question: Dialog) -> None:
        asked.append(question.message)
        question.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Đăng xuất").click()
    assert "1 việc hiện trường chưa gửi" in asked[0]
    expect(page.locator("#outbox-button")).to_have_text("1 việc chờ gửi")

    page.context.set_offline(False)
    expect(page.locator("#outbox-button")).to_be_hidden(timeout=20_000)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/staff/login")
    page.wait_for_load_state("networkidle")
    assert kept_of(page, person) == {"caches": [], "bases": [], "who": None}


def test_who_signs_in_after_somebody_else_finds_nothing_of_theirs(
    platform: Platform, telephone: Callable[..., Page]
) -> None:
    code = file(platform, "Rác trong công viên.")
    page = telephone(WARD)
    person = page.locator("#field").get_attribute("data-person") or ""
    page.context.set_offline(True)
    open_report(page, code)
    deed(page, "accepted")
    expect(page.locator("#outbox-button")).to_have_text("1 việc chờ gửi")  # kept, as the officer sees
    page.context.clear_cookies()
    page.close()
    page.context.set_offline(False)

    other = telephone(OTHER_WARD, on=page.context)
    expect(other.locator("main")).to_contain_text("trong đó có 1 việc chưa gửi")
    wait_until_true(
        other,
        """async (person) => !(await caches.keys()).includes(`field-data-${person}`)
            && !(await indexedDB.databases()).some((base) => base.name === `field-${person}`)""",
        person,
    )
    held = kept_of(other, person)
    assert (held["caches"], held["bases"]) == ([], [])
    assert held["who"] not in {person, None}
    expect(other.locator(f"#s-{code}")).to_have_count(0)


def test_a_photo_from_far_away_is_a_question_not_a_wall(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác cách xa.")
    page = telephone(WARD)
    advance(page, code, "accepted")
    page.reload()
    page.context.set_geolocation({"latitude": NGOC_LAM["latitude"] + 0.0027, "longitude": NGOC_LAM["longitude"]})
    open_report(page, code)
    page.locator("#camera").set_input_files(photo())
    expect(page.locator("#far-words")).to_contain_text("300 m")
    page.locator("#far-yes").click()
    deed(page, "resolved")
    expect(page.locator("#said")).to_have_text("Đã gửi.")
    expect(page.locator(f"#s-{code}")).to_contain_text("Đã xử lý")
    assert [one["is_after"] for one in told(page, code)["photos"]] == [False, True]


def test_what_is_pressed_with_a_thumb_is_large_and_low(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác trên vỉa hè.")
    page = telephone(WARD)
    open_report(page, code)
    for button in page.locator("#sheet button:visible, #sheet a:visible, #sheet label.camera:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 48, button.inner_text()
    seen = page.locator("#sheet-photos img").first.bounding_box()
    assert seen
    assert seen["height"] >= 150
    lowest = page.locator("#deeds .deed-first").bounding_box()
    assert lowest
    assert lowest["y"] + lowest["height"] > PHONE["height"] - 40
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    way = page.locator("#sheet-way").get_attribute("href") or ""
    assert way.startswith("geo:21.04")


def test_without_programs_the_page_is_a_list_of_links(platform: Platform, browser: Browser) -> None:
    code = file(platform, "Rác trước nhà văn hóa.")
    context = browser.new_context(viewport=PHONE, base_url=platform.address, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/staff/login?next=/staff/field")
    page.get_by_label("Tên đăng nhập").fill(WARD)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Chọn nơi xuất phát").click()
    page.locator("#place").fill("ngoc lam")
    page.get_by_role("button", name="Xếp đường đi").click()
    expect(page.locator("#about")).to_contain_text("Ngọc Lâm")
    page.locator(f".stop-link[href='/staff/r/{code}']").click()
    expect(page.locator("#why")).to_be_visible()
    context.close()


def test_what_is_kept_of_people_is_gone_after_half_a_day(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác ngoài bãi.")
    page = telephone(WARD)
    expect(page.locator(f"#s-{code}")).to_be_visible()
    page.context.set_offline(True)
    page.add_init_script("const now = Date.now; Date.now = () => now() + 12 * 3600 * 1000 + 60_000;")
    page.reload()
    expect(page.locator("#said")).to_contain_text("Chưa có dữ liệu trong máy")
    expect(page.locator(".stop")).to_have_count(0)
    assert (
        page.evaluate("caches.match('/api/v1/staff/field', {ignoreVary: true}).then((found) => found ?? null)") is None
    )


def test_what_was_begun_for_a_report_is_there_when_it_is_opened_again(
    platform: Platform, telephone: Callable[..., Page]
) -> None:
    code = file(platform, "Rác trong ngõ.")
    page = telephone(WARD)
    advance(page, code, "accepted")
    page.reload()
    open_report(page, code)
    page.locator("#camera").set_input_files(photo())
    page.locator("#note").fill("Đã gọi xe, ")
    expect(page.locator("#compare")).to_be_visible()
    page.locator("#sheet-close").click()
    open_report(page, code)
    expect(page.locator("#compare")).to_be_visible()
    page.reload()
    expect(page.locator("#note")).to_have_value("Đã gọi xe, ")
