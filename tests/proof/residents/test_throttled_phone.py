"""From a mid-range telephone on a weak line: few taps, few pages, and whatever breaks, one report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.citizen_api.pages.conftest import PHONE
from tests.citizen_api.pages.throttled import SlowPhone, wait_for_parts
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = pytest.mark.browser
MOST_TAPS = 4  # beside the photo and the words
MOST_LOADS = 3
_WASTE = "label:has(input[value=household_waste])"


_SENT = ".tracking-code, #outbox-new li, #outbox-sent summary"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    file = tmp_path / "anh.jpg"
    file.write_bytes(jpeg(size=(2400, 1800)))
    return str(file)


def take_photo(page: Page, photo: str) -> None:
    page.set_input_files("#photos-input", photo)
    page.wait_for_selector("#new-photos li img")
    wait_for_parts(page)


def take_place(page: Page, _photo: str) -> None:
    page.tap("#locate")
    page.wait_for_selector("#said .strong, #said :text('vị trí vẫn được giữ')")


def take_kind(page: Page, _photo: str) -> None:
    page.tap("summary:has-text('Môi trường')")
    page.tap(_WASTE)
    page.wait_for_selector("#kind-title.step-done")


def write(words: str) -> Callable[[Page, str], None]:
    return lambda page, _photo: page.fill("#text", words)


def press_send(page: Page, _photo: str) -> None:
    page.tap("#send")


def reports_with(phone: BrowserContext, words: str) -> int:
    found = phone.request.get("/api/v1/reports", params={"q": words}).json()["results"]
    return [one["text"] for one in found].count(words)


def test_a_first_report_takes_four_taps_beside_the_photo_and_the_words(
    slow_phone: SlowPhone, phone: BrowserContext, photo: str
) -> None:
    words = "Rác đầu ngõ từ thứ hai."
    page = slow_phone.page
    page.goto("/")
    for step in (take_photo, take_place, take_kind, write(words)):
        step(page, photo)
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert slow_phone.taps <= MOST_TAPS
    page.go_back()
    page.wait_for_selector("#text")
    assert page.input_value("#text") == ""
    assert reports_with(phone, words) == 1


def test_a_suggested_kind_takes_three_taps_and_send_may_be_tapped_twice(
    slow_phone: SlowPhone, phone: BrowserContext, photo: str
) -> None:
    words = "Xe rác không vào, rác thải chưa thu gom."
    page = slow_phone.page
    page.goto("/")
    for step in (take_photo, take_place, write(words)):
        step(page, photo)
    page.tap("#suggested [data-kind=household_waste]")
    assert page.is_checked("input[value=household_waste]")
    page.locator("#send").scroll_into_view_if_needed()
    assert slow_phone.taps == MOST_TAPS - 2
    page.dblclick("#send")
    page.wait_for_selector(".tracking-code")
    assert reports_with(phone, words) == 1


def test_who_is_not_to_be_located_finds_the_street(slow_phone: SlowPhone, phone: BrowserContext, photo: str) -> None:
    words = "Rác bên chợ chưa ai lấy."
    phone.clear_permissions()
    page = slow_phone.page
    page.goto("/")
    take_photo(page, photo)
    page.tap("#locate")
    page.wait_for_selector("#said >> text=tìm tên đường")
    page.fill("#query", "ngoc lam")
    page.tap("#find")
    page.tap("#found button:has-text('Phố Ngọc Lâm')")
    page.wait_for_selector("#said .strong")
    for step in (take_kind, write(words)):
        step(page, photo)
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert reports_with(phone, words) == 1


@pytest.mark.parametrize("gone_after", range(5), ids=["photo", "place", "kind", "words", "send"])
def test_the_network_goes_and_the_report_is_sent_once_when_it_is_back(
    slow_phone: SlowPhone, phone: BrowserContext, photo: str, gone_after: int
) -> None:
    words = f"Rác chưa ai lấy, mất mạng lần {gone_after}."
    page = slow_phone.page
    page.goto("/")
    steps: list[Callable[[Page, str], None]] = [take_photo, take_place, take_kind, write(words), press_send]
    for number, step in enumerate(steps):
        step(page, photo)
        if number == gone_after:
            slow_phone.offline()
    if gone_after < len(steps) - 1:
        page.wait_for_selector("#outbox:not([hidden])")  # laid there, or already fetched from there by the worker
    slow_phone.online()
    arrived(page)
    assert reports_with(phone, words) == 1


def arrived(page: Page) -> None:
    """Wait until the telephone says that it is sent; where the line broke on the way, open the form as people do."""
    for turn in range(120):
        if any(one.is_visible() for one in page.locator(_SENT).all()):
            return
        page.wait_for_timeout(500)
        if turn and turn % 20 == 0:
            page.goto("/")
    raise AssertionError(page.inner_text("body"))


def test_without_javascript_three_pages_are_enough(chromium: Browser, platform: Platform, photo: str) -> None:
    words = "Rác ba ngày chưa ai lấy, máy cũ."
    context = chromium.new_context(
        base_url=platform.address,
        viewport=PHONE,  # type: ignore[arg-type]  # a typed dictionary of the same two
        locale="vi-VN",
        java_script_enabled=False,
    )
    slow = SlowPhone(context)
    page = slow.page
    page.goto("/")
    page.set_input_files("#photos-input", photo)
    page.fill("#query", "ngoc lam")
    page.click("#find")
    page.check("input[name=place] >> nth=0")
    page.click("summary:has-text('Môi trường')")
    page.check("input[value=household_waste]")
    page.fill("#text", words)
    page.click("#send")
    page.wait_for_selector(".tracking-code")
    assert slow.loads <= MOST_LOADS
    assert reports_with(context, words) == 1
    context.close()
