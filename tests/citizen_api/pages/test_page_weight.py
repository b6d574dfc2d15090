"""What the form weighs on the line: as it is served, in bytes and requests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.citizen_api.pages.conftest import PHONE
from tests.citizen_api.pages.throttled import wait_for_parts
from tests.server import Platform

pytestmark = pytest.mark.browser
MOST_REQUESTS = 6
MOST_BYTES = 60_000
MOST_MAP_BYTES = 60_000
MOST_MAP_DATA_BYTES = 40_000
MOST_LATER_BYTES = 25_000  # the scripts of all parts, fetched after the first touch
_APART = ("/icons/", "kinds.svg", "manifest", "sw.js")  # pictures, the manifest, a program that works behind the page


class Scales:
    """Weighs what a page fetches from now on."""

    def __init__(self, page: Page) -> None:
        self.done: list[Request] = []
        page.on("requestfinished", lambda one: self.done.append(one))  # noqa: PLW0108  # playwright hangs a mark on it

    def weighed(self, *, leave_out: tuple[str, ...] = ()) -> dict[str, int]:
        """Return the bytes of each body on the line, by address."""
        kept = [one for one in self.done if not any(part in one.url for part in leave_out)]
        return {one.url: one.sizes()["responseBodySize"] for one in kept}

    def clear(self) -> None:
        self.done.clear()


@pytest.fixture
def page(chromium: Browser, platform: Platform) -> Iterator[Page]:
    """A page whose every request goes over the line: no worker answers any of them."""
    context = chromium.new_context(
        base_url=platform.address,
        viewport=PHONE,  # type: ignore[arg-type]  # a typed dictionary of the same two
        locale="vi-VN",
        has_touch=True,
        service_workers="block",
    )
    yield context.new_page()
    context.close()


def test_the_page_obeys_its_budget_before_the_first_tap(page: Page) -> None:
    scales = Scales(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    found = scales.weighed(leave_out=_APART)
    assert any(".css" in address for address in found), found
    assert len(found) <= MOST_REQUESTS, found
    assert 0 < sum(found.values()) <= MOST_BYTES, found
    assert not any(address.endswith((".woff", ".woff2", ".ttf")) for address in found)


def test_what_the_first_touch_fetches_is_light(page: Page) -> None:
    page.goto("/")
    page.wait_for_load_state("networkidle")
    scales = Scales(page)
    page.tap("#text")
    wait_for_parts(page)
    found = scales.weighed()
    assert any("/suggest." in address for address in found), found
    assert not any("leaflet" in address for address in found), found
    assert sum(found.values()) <= MOST_LATER_BYTES, found


def test_the_map_obeys_its_budgets(page: Page) -> None:
    page.goto("/")
    page.tap("#text")
    wait_for_parts(page)
    scales = Scales(page)
    page.tap("#open-map")
    page.wait_for_selector("#map .street-line", state="attached")
    page.wait_for_load_state("networkidle")
    found = scales.weighed()
    data = {address: size for address, size in found.items() if "/map/" in address}
    assert len(data) > 1, found
    assert sum(data.values()) <= MOST_MAP_DATA_BYTES, data
    library = sum(size for address, size in found.items() if address not in data)
    assert 0 < library <= MOST_MAP_BYTES, found
