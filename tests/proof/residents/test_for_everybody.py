"""The form for everybody: by keyboard alone, with large letters, at 400 %, with thumbs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FileChooser, FilePayload, Page, ViewportSize

from tests.citizen_api.pages.conftest import PHONE
from tests.proof.residents.test_throttled_phone import reports_with
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = pytest.mark.browser
AT_400_PERCENT: ViewportSize = {"width": 320, "height": 256}  # what is left of 1280 x 1024 at 400 %
LEAST_TEXT_PX = 18
LEAST_TARGET_PX = 48
_MOST_TABS = 60
_MOST_KEYS = 10
_KEY_MS = 1000
_OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
_TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
_SMALL_TEXT = """(least) => [...document.querySelectorAll("body *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden"))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => one.className + ": " + one.textContent.trim().slice(0, 40))"""
_SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, input, textarea, summary, label")]
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip"))
  .map((one) => one.closest("label.choice") ?? one)
  .filter((one) => !one.matches("label:not(.choice, .button), .site-footer a, .error-summary a"))
  .filter((one) => { const box = one.getBoundingClientRect(); return box.height < least || box.width < least; })
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def page(phone: BrowserContext) -> Iterator[Page]:
    page = phone.new_page()
    page.goto("/")
    yield page
    page.close()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what matches ``wanted`` has the focus."""
    for _press in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(page.evaluate("() => document.activeElement.outerHTML"))


def chooser_by_keyboard(page: Page, wanted: str) -> FileChooser:
    """Open the file field ``wanted`` with Enter, again where a busy browser let a key pass.

    Playwright begins to tell of choosers some time after it was asked to: it is asked before the way by Tab.
    """
    opened: list[FileChooser] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))  # noqa: PLW0108  # a built-in is refused
    tab_to(page, wanted)
    for _time in range(_MOST_KEYS):
        page.keyboard.press("Enter")
        page.wait_for_timeout(_KEY_MS)
        if opened:
            return opened[0]
    raise AssertionError(f"Enter opens nothing on {wanted}")


def test_a_report_is_filed_by_the_keyboard_alone(page: Page, phone: BrowserContext) -> None:
    words = "Rác đầu ngõ, gửi bằng bàn phím."
    chooser = chooser_by_keyboard(page, "#photos-input")
    chooser.set_files({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    page.wait_for_selector("#new-photos li[data-state=up]")
    tab_to(page, "#locate")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said .strong")
    tab_to(page, ".shelf summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=category]")
    page.keyboard.press("Space")
    assert page.is_checked("input[value=household_waste]")
    page.wait_for_selector("#q-since_when")
    tab_to(page, "#text")
    page.keyboard.type(words)
    tab_to(page, "#send")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tracking-code")
    assert reports_with(phone, words) == 1


def test_a_suggestion_is_taken_by_the_keyboard_and_the_focus_is_not_lost(page: Page) -> None:
    tab_to(page, "#text")
    page.keyboard.type("Mất điện từ sáng")
    page.wait_for_selector("#suggested button")
    tab_to(page, "#suggested button")
    page.keyboard.press("Enter")
    assert page.is_checked("input[value=power_outage]")
    assert page.evaluate("() => document.activeElement.id") == "kind"


@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 320, "height": 740}, AT_400_PERCENT], ids=["360", "320", "400 %"]
)
@pytest.mark.parametrize("letters", [100, 200], ids=["usual letters", "letters twice as large"])
def test_nothing_of_the_filled_form_is_wider_than_the_screen(
    chromium: Browser, platform: Platform, viewport: ViewportSize, letters: int
) -> None:
    context = chromium.new_context(base_url=platform.address, viewport=viewport, locale="vi-VN")
    page = context.new_page()
    page.goto("/")
    page.evaluate(f"() => {{ document.documentElement.style.fontSize = '{112.5 * letters / 100}%'; }}")
    raws = (jpeg(), b"not a photo at all")
    files: list[FilePayload] = [{"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": raw} for raw in raws]
    page.set_input_files("#photos-input", files)
    page.wait_for_selector("#new-photos li[data-state=refused]")
    page.fill("#text", "Cả nhà tôi đau bụng, tiêu chảy sau bữa cỗ")
    page.wait_for_selector("#suggested button")
    page.click("#suggested [data-kind=food_poisoning]")
    page.wait_for_selector("#kind-part .emergency")
    page.evaluate(_OPEN_ALL)
    assert page.evaluate(_TOO_WIDE) <= 0
    context.close()


def test_text_and_targets_are_large_enough(page: Page) -> None:
    page.set_input_files("#photos-input", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    page.wait_for_selector("#new-photos li[data-state=up]")
    page.fill("#text", "Cả nhà tôi đau bụng, tiêu chảy sau bữa cỗ")
    page.wait_for_selector("#suggested button")
    page.tap("#suggested [data-kind=food_poisoning]")
    page.wait_for_selector("#kind-part .emergency")
    page.evaluate(_OPEN_ALL)
    assert page.evaluate(_SMALL_TEXT, LEAST_TEXT_PX) == []
    assert page.evaluate(_SMALL_TARGETS, LEAST_TARGET_PX) == []


def test_the_number_to_call_comes_into_view_first(page: Page) -> None:
    page.fill("#kind-search", "ngo doc")
    page.tap("label:has(input[value=food_poisoning])")
    page.wait_for_selector("#kind-part .emergency")
    page.wait_for_function(
        "() => { const { top, bottom } = document.querySelector('#kind-part .emergency').getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }"
    )
    assert page.get_attribute("#kind-part .emergency a", "href") == "tel:115"
