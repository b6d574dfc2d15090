"""A passkey in a browser: added, then asked for at the next sign-in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PASSWORD
from tests.server import Platform

pytestmark = pytest.mark.browser
WHO = "phuong-bo-de"
AT_MOST_MS = 30_000  # a busy machine takes its time
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in(visit: Callable[..., Page], platform: Platform) -> None:
    page = visit(DESK)
    home = platform.address.replace("127.0.0.1", "localhost")  # a key belongs to a name, not to a number
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    _sign_in(page, home)
    page.goto(f"{home}/staff/mfa/webauthn/add/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)  # once more, as before every change to how one signs in
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Tên khóa").fill("Máy một cửa")
    page.wait_for_load_state("networkidle")  # the button works once its script has asked for everything it needs
    page.click("#mfa_webauthn_add")
    expect(page.locator("body")).to_contain_text("Đã thêm khóa bảo mật.", timeout=AT_MOST_MS)
    page.context.clear_cookies()
    _sign_in(page, home)
    expect(page).to_have_url(f"{home}/staff/mfa/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(f"{home}/staff/**")
    expect(page.locator("h1")).to_have_text("Hộp việc")


def _sign_in(page: Page, home: str) -> None:
    page.goto(f"{home}/staff/login")
    page.get_by_label("Tên đăng nhập").fill(WHO)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/staff/login" not in url)
