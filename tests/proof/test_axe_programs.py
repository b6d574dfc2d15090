"""The pages for programs that others write: axe-core finds nothing, nothing is wider than the window."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.proof.test_axe import ADMINISTRATOR, faults_on, signed_in
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]
KEYS, PARTNERS = "/staff/settings/keys", "/staff/settings/partners"


def is_clean(page: Page, viewport: ViewportSize) -> None:
    assert faults_on(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], page.url


def make_key(page: Page, viewport: ViewportSize) -> None:
    """Make the key of a program that is told of changes."""
    page.goto(KEYS)
    page.fill("#name", f"Cổng thông tin {viewport['width']}")
    page.fill("#owner", "Phòng Văn hóa, 024 0000 0002")
    page.fill("#last-day", f"{timezone.localdate() + timedelta(days=90):%Y-%m-%d}")
    page.check("input[name=scopes][value=webhook]")
    page.fill("#reason", "Công văn mẫu.")
    page.locator("main form.card button[type=submit]").last.click()
    page.wait_for_selector("#new-key")
    is_clean(page, viewport)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_webhooks_are_clean_in_every_state(
    platform: Platform, visit: Visit, viewport: ViewportSize
) -> None:
    page = signed_in(visit, ADMINISTRATOR, viewport)
    make_key(page, viewport)
    page.locator("main a[href$='/webhooks']").last.click()
    page.wait_for_selector("#url")
    is_clean(page, viewport)
    page.fill("#url", "https://10.0.0.1/tin")
    page.fill("#reason", "Công văn mẫu.")
    page.locator("main form.card button[type=submit]").last.click()
    page.wait_for_selector("#refused")
    is_clean(page, viewport)
    page.fill("#url", "https://hook.example.org/nhan-tin-thay-doi-cua-phan-anh-da-cong-khai")
    page.locator("main form.card button[type=submit]").last.click()
    page.wait_for_selector("#new-secret")
    is_clean(page, viewport)
    at_work = page.locator("#hooks > li").filter(has=page.get_by_role("button", name="Tạm ngừng"))
    at_work.locator("input[name=reason]").fill("Bên nhận bảo trì.")
    at_work.get_by_role("button", name="Tạm ngừng").click()
    at_work.wait_for(state="detached")
    is_clean(page, viewport)
    page.get_by_role("link", name="Nhật ký gửi").first.click()
    page.wait_for_selector("text=Tạm ngừng gửi từ")
    is_clean(page, viewport)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_partners_are_clean_in_every_state(
    platform: Platform, visit: Visit, viewport: ViewportSize
) -> None:
    page = signed_in(visit, ADMINISTRATOR, viewport)
    page.goto(PARTNERS)
    page.fill("#name", f"Gia Lâm {viewport['width']}")
    page.fill("#endpoint", "https://open311.gialam.example/v2")
    page.fill("#services", "household_waste = rac")
    page.fill("#reason", "Quy chế phối hợp.")
    page.locator("main form.card button[type=submit]").last.click()
    page.wait_for_selector("#partners a")
    is_clean(page, viewport)
    page.locator("#partners a").last.click()
    page.wait_for_url(re.compile(rf"{PARTNERS}/[0-9]+"))
    is_clean(page, viewport)
    page.fill("#services", "khong_co = x")
    page.fill("#reason", "Thử.")
    page.locator("main form.card button[type=submit]").click()
    page.wait_for_selector("#refused")
    is_clean(page, viewport)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", ["/help/api", "/help/open311", "/open-data/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_help_for_programs_is_clean(
    platform: Platform, visit: Visit, viewport: ViewportSize, address: str, language: str
) -> None:
    page = visit(viewport)
    page.goto(f"{address}?lang={language}")
    is_clean(page, viewport)
