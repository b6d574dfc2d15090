"""axe-core finds nothing on an alert, on a document and on a closed month, once there are such."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NGOC_LAM, PHONE
from tests.proof.test_axe import LEADER, OFFICE, Visit, faults_on, signed_in
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_A_MINUTE_MS = 90_000  # on a busy machine


def _poisonings(platform: Platform) -> None:
    """File what clusters: four people ill after one meal."""
    for number in range(4):
        report = {
            "category": "food_poisoning",
            "text": "Ăn cỗ về đau bụng, nôn.",
            "lat": NGOC_LAM["latitude"] + number * 2e-5,
            "lon": NGOC_LAM["longitude"],
            "answers": {"host": "ông Hưng tổ 12", "people_ill": 2, "meal_at": "2026-11-01T11:00+07:00"},
        }
        httpx.post(f"{platform.address}/api/v1/reports", json=report, timeout=20).raise_for_status()


def _faults_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    return faults_on(page)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_an_alert_with_its_map_steps_and_timeline_is_clean(platform: Platform, visit: Visit, viewport: object) -> None:
    _poisonings(platform)
    page = signed_in(visit, LEADER, viewport)  # type: ignore[arg-type]  # a size of a window
    link = page.locator("main a[href*='/programme/alerts/']").first
    page.goto("/programme/alerts")
    for _look in range(_A_MINUTE_MS // 3_000):
        if link.count():
            break
        page.wait_for_timeout(3_000)
        page.reload()
    expect(link).to_be_attached()
    assert faults_on(page) == []
    link.click()
    page.wait_for_selector("h1")
    assert "/programme/alerts/" in page.url
    assert faults_on(page) == []


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_document_and_the_preview_of_a_month_are_clean(platform: Platform, visit: Visit, viewport: object) -> None:
    page = signed_in(visit, OFFICE, viewport)  # type: ignore[arg-type]  # a size of a window
    page.goto("/programme/months")
    months = [one.get_attribute("href") or "" for one in page.locator("main a[href*='/programme/months/']").all()]
    assert months
    assert {address: faults for address in months[:2] if (faults := _faults_of(page, address))} == {}
    page.goto("/programme/documents")
    made = page.locator("main a[href^='/programme/documents/']")  # of each period there is one
    if made.count():
        made.first.click()
    else:
        page.locator("#period").fill(months[-1].rsplit("/", 1)[-1])
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/programme/documents/*")
    assert faults_on(page) == []
