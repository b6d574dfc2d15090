"""The public map in a real browser: numbers and points by finger, the list beside it, and both within their budget."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.reports.filing import NGOC_LAM
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_OF_THE_LIBRARY = 60_000  # bytes, packed: every program and style that the map brings with it
MOST_OF_ITS_DATA = 40_000  # bytes, packed: wards, streets and reports of a view
IN_THE_MAP = (".js", "leaflet.css", "css/map.css")
WIDE = 30_000  # milliseconds a busy machine may take


@pytest.fixture(scope="module")
def codes(platform: Platform, chromium: Browser) -> list[str]:
    """Five on Phố Ngọc Lâm, two of them at one place, and one far off in Phúc Đồng."""
    context = chromium.new_context(base_url=platform.address)
    places = [(NGOC_LAM[0], NGOC_LAM[1] + east) for east in (0, 0, 0.0004, 0.0008, 0.0012)] + [(21.0405, 105.8960)]
    filed = []
    for lat, lon in places:
        words: dict[str, str | float | bool] = {"category": "street_light", "text": "Đèn đường tắt ba tối nay."}
        answer = context.request.post("/api/v1/reports", form=words | {"lat": str(lat), "lon": str(lon)})
        filed.append(answer.json()["code"])
    context.close()
    return filed


@pytest.fixture
def desk(platform: Platform, chromium: Browser, codes: list[str]) -> Iterator[Page]:
    """A page at a desk; a fault of a script fails the test."""
    context = chromium.new_context(
        base_url=platform.address, viewport={"width": 1440, "height": 900}, locale="vi-VN", reduced_motion="reduce"
    )
    page = context.new_page()
    faults: list[Any] = []
    page.on("pageerror", lambda fault: faults.append(fault))  # noqa: PLW0108  # playwright hangs a mark on it
    yield page
    context.close()
    assert faults == []


def test_numbers_part_into_points_and_the_list_follows_by_a_button(desk: Page, codes: list[str]) -> None:
    desk.goto("/map")
    expect(desk.locator(".found")).to_have_count(len(codes))
    number = desk.locator("#map .number", has_text="5")
    expect(number).to_be_visible(timeout=WIDE)
    expect(desk.locator("#map .dot")).to_have_count(1)  # the one far off
    expect(desk.locator("#search-here")).to_be_hidden()
    number.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#search-here")).to_be_visible(timeout=WIDE)
    expect(desk.locator(".found")).to_have_count(len(codes))  # the list does not jump
    desk.click("#search-here")
    desk.wait_for_url("**box=**")
    expect(desk.locator(".found")).to_have_count(5)
    expect(desk.locator("#map-said")).to_have_text("Trên bản đồ: 5 phản ánh")
    desk.reload()
    expect(desk.locator(".found")).to_have_count(5)


def test_a_point_says_what_it_is_and_leads_to_its_page(desk: Page, codes: list[str]) -> None:
    desk.goto("/map")
    point = desk.locator("#map .dot")
    expect(point).to_be_visible(timeout=WIDE)
    assert "Đèn đường" in (point.get_attribute("aria-label") or "")
    point.click()
    expect(desk.locator(".spot")).to_contain_text("Mới nhận")
    expect(desk.locator(f"#f-{codes[-1]}")).to_have_class("found found-lit")
    desk.click(".spot a")
    desk.wait_for_url(f"**/r/{codes[-1]}")


def test_several_at_one_place_are_listed_there(desk: Page, codes: list[str]) -> None:
    lat, lon = NGOC_LAM
    desk.goto(f"/map?box={lon - 0.0003:.4f},{lat - 0.0003:.4f},{lon + 0.0003:.4f},{lat + 0.0003:.4f}")
    expect(desk.locator(".found")).to_have_count(2)
    two = desk.locator("#map .number", has_text="2")
    expect(two).to_be_visible(timeout=WIDE)
    two.click()
    expect(desk.locator(".spot-one")).to_have_count(2)


def test_on_a_telephone_one_taps_from_list_to_map_and_back(phone: BrowserContext, codes: list[str]) -> None:
    page = phone.new_page()
    fetched: list[str] = []
    page.on("response", lambda answer: fetched.append(answer.url))
    page.goto("/map")
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "leaflet" in url]  # nobody has asked for the map yet
    expect(page.locator("#map")).to_be_hidden()
    page.tap("#show-map")
    expect(page.locator("#map .number").first).to_be_visible(timeout=WIDE)
    expect(page.locator(".found").first).to_be_hidden()
    page.tap("#around")
    expect(page.locator("#search-here")).to_be_visible(timeout=WIDE)
    page.tap("#show-list")  # the list follows the map that was moved
    page.wait_for_url("**box=**")
    expect(page.locator(".found")).to_have_count(5)


def test_without_javascript_the_list_is_all_there(chromium: Browser, platform: Platform, codes: list[str]) -> None:
    context = chromium.new_context(base_url=platform.address, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/map")
    expect(page.locator(".found")).to_have_count(len(codes))
    page.fill("#q", "phuc dong")
    page.press("#q", "Enter")
    expect(page.locator(".found")).to_have_count(1)
    page.click("summary")
    page.select_option("#kind", "food")
    page.click("button:has-text('Lọc')")
    expect(page.locator("#list .notice")).to_contain_text("Chưa có phản ánh nào như vậy")
    context.close()


def test_the_first_view_obeys_its_budget(desk: Page) -> None:
    answers: list[Response] = []
    desk.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # as above
    desk.goto("/map")
    expect(desk.locator("#map .number").first).to_be_visible(timeout=WIDE)
    desk.wait_for_load_state("networkidle")
    library = {one.url: _packed(one) for one in answers if one.url.endswith(IN_THE_MAP)}
    data = {one.url: _packed(one) for one in answers if ".json" in one.url}
    assert any("leaflet" in url for url in library)
    assert sum(library.values()) <= MOST_OF_THE_LIBRARY, library
    assert len(data) >= 3
    assert sum(data.values()) <= MOST_OF_ITS_DATA, data


def _packed(answer: Response) -> int:
    return len(gzip.compress(answer.body()))


@pytest.mark.parametrize("width", [320, 360, 1440])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_wider_than_the_screen_and_the_header_keeps_two_rows(
    chromium: Browser, platform: Platform, codes: list[str], width: int, language: str
) -> None:
    context = chromium.new_context(base_url=platform.address, viewport={"width": width, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"/map?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    tops = {link.bounding_box()["y"] for link in page.locator(".site-nav a").all()}  # type: ignore[index]  # it is shown
    assert len(tops) == 1
    context.close()
