"""axe-core finds nothing on what follows sending: the confirmation, and the report's page in any state."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.browser.own_page import Sent, look_at_contact, release_all, send, step
from tests.proof.test_axe import AT_400_PERCENT, faults_on
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]
STATES = ("received", "accepted", "needs_info", "resolved", "closed", "gone")
_OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true;"


def _bring(state: str, sent: Sent, *, officer: Page, reporter: Page) -> None:
    """Bring a report from where the state before left it to ``state``."""
    match state:
        case "accepted":
            look_at_contact(officer, sent)
            step(officer, sent, "accepted", "Đã nhận.")
        case "needs_info":
            step(officer, sent, "needs_info", "Xin cho biết số nhà.")
        case "resolved":
            reporter.goto(sent.own)
            reporter.locator("#reply").fill("Số 12.")
            reporter.get_by_role("button", name="Gửi câu trả lời").click()
            step(officer, sent, "resolved", "Đã dọn.", photo=jpeg((60, 160, 80), (800, 600)))
            release_all(officer, sent)
        case "closed":
            reporter.goto(sent.own)
            reporter.get_by_role("button", name="5 Rất hài lòng").click()
        case "gone":
            for act in ("Xóa thông tin của tôi", "Không công khai"):
                reporter.goto(sent.own)
                reporter.locator("summary", has_text=act).click()
                reporter.locator("details[open] button[type=submit]").click()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_after_sending(
    platform: Platform, visit: Visit, sign_in: Callable[[str], Page], viewport: ViewportSize
) -> None:
    sent = send(platform, "Rác để xem từng trang sau khi gửi.")
    officer, reporter, page = sign_in("phuong-ngoc-lam"), visit(PHONE), visit(viewport)
    found = {}
    for state in STATES:
        _bring(state, sent, officer=officer, reporter=reporter)
        for address in (sent.confirmation, sent.public, sent.own):
            page.goto(address)
            page.evaluate(_OPEN_ALL)
            if faults := faults_on(page):
                found[f"{state} {address}"] = faults
    assert found == {}


def test_a_form_that_has_to_be_mended_is_clean(platform: Platform, visit: Visit) -> None:
    sent = send(platform, "Rác để ghi sai.")
    page = visit(PHONE)
    page.goto(sent.own)
    page.locator("summary", has_text="Sửa thông tin liên hệ").click()
    page.locator("#contact_email").fill("mau@dan")
    page.locator("#consent").check()
    page.get_by_role("button", name="Lưu thông tin liên hệ").click()
    assert page.locator("#contact_email").get_attribute("aria-invalid") == "true"
    assert faults_on(page) == []


def test_at_400_percent_nothing_is_wider_than_the_window(
    platform: Platform, visit: Visit, sign_in: Callable[[str], Page]
) -> None:
    sent = send(platform, "Rác để phóng to sau khi gửi.")
    officer, page = sign_in("phuong-ngoc-lam"), visit(AT_400_PERCENT)
    step(officer, sent, "accepted", "Đã nhận.")
    step(officer, sent, "resolved", "Đã dọn.", photo=jpeg((60, 160, 80), (800, 600)))
    release_all(officer, sent)
    for address in (sent.confirmation, sent.public, sent.own):
        page.goto(address)
        page.evaluate(_OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"], address
