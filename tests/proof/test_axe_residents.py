"""axe-core finds nothing on the resident's form in any of its states; text has a contrast of 7:1."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, ViewportSize

from tests.browser.conftest import DESK, NGOC_LAM, PHONE
from tests.browser.field import file
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
_KEPT = """async () => {
  const { get } = await import("/static/citizen/draft_store.js");
  return (await get())?.uploaded.length;
}"""
_OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def faults_on(page: Page) -> list[str]:
    """Return what axe-core finds, one line a node."""
    found = Axe().run(page, options=_STRICT).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def is_empty(page: Page) -> None:
    page.evaluate(_OPEN_ALL)


def has_faults(page: Page) -> None:
    page.evaluate(_OPEN_ALL)
    page.fill("#contact_phone", "12")
    page.click("#send")
    page.wait_for_selector("#faults")


def is_held(page: Page) -> None:
    page.fill("#text", "Tôi tố cáo ông A nhận hối lộ.")
    page.click("#send")
    page.wait_for_selector("#held")


def has_an_emergency(page: Page) -> None:
    page.fill("#kind-search", "ngo doc")
    page.click("label:has(input[value=food_poisoning])")
    page.wait_for_selector("#kind-part .emergency")


def has_the_map_open(page: Page) -> None:
    page.click("#locate")
    page.wait_for_selector("#said .strong")
    page.click("#open-map")
    page.wait_for_selector("#map .street-line", state="attached")


def shows_twins(page: Page) -> None:
    page.click("#locate")
    page.wait_for_selector("#said .strong")
    page.fill("#kind-search", "rac thai")
    page.click("label:has(input[value=household_waste])")
    page.wait_for_selector("#twins h3")


def has_photos_and_suggestions(page: Page) -> None:
    files: list[FilePayload] = [
        {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": raw} for raw in (jpeg(), b"not a photo at all")
    ]
    page.set_input_files("#photos-input", files)
    page.wait_for_selector("#new-photos li[data-state=refused]")
    page.fill("#text", "Rác ba ngày nay chưa ai thu gom")
    page.wait_for_selector("#suggested button")


def has_its_draft_back(page: Page) -> None:
    has_photos_and_suggestions(page)
    page.wait_for_function(_KEPT)
    page.reload()
    page.wait_for_selector("#draft:not([hidden])")
    page.wait_for_selector("#new-photos li[data-state=up]")


STATES = [
    is_empty,
    has_faults,
    is_held,
    has_an_emergency,
    has_the_map_open,
    shows_twins,
    has_photos_and_suggestions,
    has_its_draft_back,
]


@pytest.fixture(scope="module")
def earlier(platform: Platform) -> str:
    """Return the code of a report of waste near Phố Ngọc Lâm: the twin of the next one."""
    return file(platform, "Rác để xem báo trùng.")


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def resident(browser: Browser, platform: Platform, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    viewport: ViewportSize = request.param
    context = browser.new_context(
        base_url=platform.address,
        viewport=viewport,
        locale="vi-VN",
        geolocation=NGOC_LAM,  # type: ignore[arg-type]  # as Playwright names them
        permissions=["geolocation"],
    )
    yield context
    context.close()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.usefixtures("earlier")
def test_axe_finds_nothing_on_a_form_that(state: Callable[[Page], None], resident: BrowserContext) -> None:
    page = resident.new_page()
    page.goto("/")
    state(page)
    assert faults_on(page) == []
