"""The map beside the inbox in a browser: pins and rows mark each other, a box drawn on it filters the list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_rows_and_pins_mark_each_other_and_a_box_filters(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("lanhdao")
    page.goto("/staff/?tab=open")
    rows = page.locator(".report-row")
    number = rows.count()
    page.click("#map-toggle")
    pins = page.locator("#map .dot, #map .pin-group")
    expect(pins.first).to_be_visible(timeout=20_000)
    rows.nth(0).hover()
    expect(page.locator("#map .is-lit")).to_have_count(1)
    page.click("#map-draw")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=5)
    page.mouse.up()
    page.wait_for_url("**box=**")
    expect(page.locator("#map-clear")).to_be_visible()
    expect(rows).not_to_have_count(number)
    filtered = rows.count()
    page.reload()
    expect(page.locator("#map-side")).to_be_visible()
    expect(rows).to_have_count(filtered)
    page.click("#map-clear")
    expect(rows).to_have_count(number)
