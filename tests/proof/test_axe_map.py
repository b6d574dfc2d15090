"""axe-core finds nothing on the public map, at a desk and on a telephone; nothing is lost at 400 %."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESK, PHONE
from tests.proof.test_axe import AT_400_PERCENT, faults_on

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_with_the_map_open(visit: Visit, viewport: ViewportSize) -> None:
    page = visit(viewport)
    page.goto("/map")
    page.click("summary")
    assert faults_on(page) == []
    if viewport == PHONE:
        page.click("#show-map")
    sign = page.locator("#map .number, #map .dot").first
    expect(sign).to_be_visible(timeout=30_000)
    sign.focus()
    assert faults_on(page) == []
    point = page.locator("#map .dot")
    for _zoom in range(4):
        if point.count():
            break
        page.locator("#map .number").first.press("Enter")
        page.wait_for_load_state("networkidle")
    if point.count():
        point.first.press("Enter")
        expect(page.locator(".spot").first).to_be_visible()
        expect(page.locator(".leaflet-popup").first).to_have_css("opacity", "1")  # it fades in
    assert faults_on(page) == []


def test_at_400_percent_nothing_is_wider_than_the_window(visit: Visit) -> None:
    page = visit(AT_400_PERCENT)
    page.goto("/map")
    page.click("summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"]
    page.click("#show-map")
    expect(page.locator("#map .number, #map .dot").first).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"]
