"""An officer in the street with a telephone: without a network for a while, and everything done exactly once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD
from tests.browser.field import WARD, advance, again, deed, file, kinds, open_report, resolve, told
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def _work_offline(page: Page, first: str, second: str) -> None:
    """Resolve one report with a photo, accept another and write a note on it, all without a network."""
    resolve(page, first, "Đã thu gom, rửa sạch chỗ để rác.")
    expect(page.locator("#outbox-button")).to_have_text("1 việc chờ gửi")
    open_report(page, second)
    deed(page, "accepted")
    expect(page.locator("#deeds [data-to=resolved]")).to_be_visible()
    page.locator("#note").fill("Cần xe nhỏ, ngõ hẹp.")
    deed(page, "note")
    expect(page.locator("#outbox-button")).to_have_text("3 việc chờ gửi")


def test_half_a_day_without_a_network_is_sent_once_and_in_order(
    platform: Platform, telephone: Callable[..., Page]
) -> None:
    first, second = file(platform, "Rác trước cửa chợ."), file(platform, "Rác cạnh bến xe.", north_m=200)
    page = telephone(WARD)
    advance(page, first, "accepted")
    again(page)

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#offline")).to_be_visible()
    assert page.locator(f"#s-{first} img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    _work_offline(page, first, second)
    page.reload()
    expect(page.locator(f"#s-{first}")).to_contain_text("chờ gửi")
    expect(page.locator("#outbox-button")).to_have_text("3 việc chờ gửi")

    sent: list[str] = []
    page.context.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.context.set_offline(False)
    expect(page.locator("#outbox-button")).to_be_hidden(timeout=20_000)
    assert kinds(page, first) == ["received", "accepted", "resolved"]
    assert kinds(page, second) == ["received", "accepted", "noted"]
    paths = [re.sub(r".*/api/v1/(staff/reports/)?", "", url) for url in sent]
    assert paths == ["photos", f"{first}/advance", f"{second}/advance", f"{second}/note"]
    assert [one["is_after"] for one in told(page, first)["photos"]] == [False, True]
    expect(page.locator(f"#s-{first}")).to_have_count(0)


def test_an_answer_that_was_lost_does_not_do_it_twice(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác ở đầu ngõ.")
    page = telephone(WARD)
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # done over there, but nothing comes back
        route.abort()

    page.context.route("**/advance", lose_the_first)
    open_report(page, code)
    deed(page, "accepted")
    expect(page.locator("#outbox-button")).to_have_text("1 việc chờ gửi")
    page.locator("#sheet-close").click()
    page.locator("#outbox-button").click()
    page.locator("#send-now").click()
    expect(page.locator("#outbox-button")).to_be_hidden()
    assert len(lost) == 1
    assert kinds(page, code) == ["received", "accepted"]


def _overtaken(page: Page, colleague: Page, code: str) -> None:
    """Resolve a report and write a note on it without a network, while a colleague resolves it."""
    advance(colleague, code, "accepted")
    again(page)
    page.context.set_offline(True)
    resolve(page, code, "Tôi đã dọn xong.")
    open_report(page, code)
    page.locator("#note").fill("Ghi thêm sau khi dọn.")
    deed(page, "note")
    advance(colleague, code, "resolved", "Tổ khác đã dọn.")
    page.context.set_offline(False)


def test_what_a_colleague_did_meanwhile_is_shown_and_nothing_is_lost(
    platform: Platform, telephone: Callable[..., Page]
) -> None:
    code = file(platform, "Rác chắn lối đi.")
    page, colleague = telephone(WARD), telephone(WARD)
    _overtaken(page, colleague, code)
    act = page.locator("#acts .act").first
    expect(act).to_contain_text("Đồng nghiệp đã thay đổi phản ánh này", timeout=20_000)
    expect(act).to_contain_text("báo đã xử lý", ignore_case=True)
    expect(act).to_contain_text("Tôi đã dọn xong.")
    assert act.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(page.locator("#acts .act").nth(1)).to_contain_text("Chờ việc trước")
    assert kinds(page, code) == ["received", "accepted", "resolved"]

    page.reload()
    expect(page.locator("#outbox-button")).to_have_text("1 việc cần xem lại")
    page.get_by_role("button", name="Xem lại rồi gửi").click()
    expect(page.locator("#note")).to_have_value("Tôi đã dọn xong.")
    expect(page.locator("#compare-after")).to_be_visible()
    deed(page, "note")
    page.locator("#sure").get_by_role("button", name="Giữ lại").click()
    expect(page.locator("#compare-after")).to_be_visible()
    deed(page, "note")
    page.locator("#sure").get_by_role("button", name="Bỏ").click()
    expect(page.locator("#outbox-button")).to_be_hidden()
    assert kinds(page, code) == ["received", "accepted", "resolved", "noted", "noted"]


def test_what_is_let_go_is_asked_for_twice(platform: Platform, telephone: Callable[..., Page]) -> None:
    code = file(platform, "Rác sau trường học.")
    page, colleague = telephone(WARD), telephone(WARD)
    page.context.set_offline(True)
    open_report(page, code)
    deed(page, "accepted")
    advance(colleague, code, "accepted")
    page.context.set_offline(False)
    expect(page.locator("#acts .act-drop")).to_be_visible(timeout=20_000)
    page.locator("#sheet-close").click()
    page.locator("#acts .act-drop").click()
    page.locator("#sure").get_by_role("button", name="Giữ lại").click()
    expect(page.locator("#acts .act")).to_have_count(1)
    page.locator("#acts .act-drop").click()
    page.locator("#sure").get_by_role("button", name="Bỏ").click()
    expect(page.locator("#outbox-button")).to_be_hidden()
    assert kinds(page, code) == ["received", "accepted"]


def test_when_the_session_is_over_one_signs_in_and_nothing_is_lost(
    platform: Platform, telephone: Callable[..., Page]
) -> None:
    code = file(platform, "Rác bên hồ.")
    page = telephone(WARD)
    page.context.set_offline(True)
    open_report(page, code)
    page.locator("#note").fill("Đã nhận, chiều dọn.")
    deed(page, "accepted")
    page.locator("#sheet-close").click()
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    expect(page.locator("#signed-out")).to_contain_text("không có gì bị mất", timeout=20_000)
    expect(page.locator("#outbox-button")).to_have_text("1 việc chờ gửi")
    page.locator("#signed-out a").click()
    page.get_by_label("Tên đăng nhập").fill(WARD)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff/field")
    expect(page.locator(f"#s-{code}")).to_contain_text("Đã tiếp nhận")
    expect(page.locator("#outbox-button")).to_be_hidden()
    assert kinds(page, code) == ["received", "accepted"]
