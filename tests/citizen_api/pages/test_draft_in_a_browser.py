"""What somebody wrote is there again, whatever happens to the telephone; and it becomes one report."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.reports.filing import jpeg

pytestmark = pytest.mark.browser


def _written(phone: BrowserContext, folder: Path, words: str) -> Page:
    """Open the form and fill it in, photo, place, kind and words."""
    page = phone.new_page()
    page.goto("/")
    photo = folder / "anh.jpg"
    photo.write_bytes(jpeg())
    page.set_input_files("#photos-input", str(photo))
    page.wait_for_selector("#new-photos li img")
    page.tap("#locate")
    page.wait_for_selector("#said .strong")
    page.fill("#kind-search", "rac thai")
    page.tap("label:has(input[value=household_waste])")
    page.wait_for_selector("#q-since_when")
    page.fill("#text", words)
    return page


def _kept(page: Page, words: str) -> None:
    """Wait until the browser has written down all of it."""
    kept = """async () => {
      const { get } = await import("/static/citizen/draft_store.js");
      const draft = await get();
      return [draft?.fields.text?.[0], draft?.photos.length + draft?.uploaded.length, Boolean(draft?.fields.lat)];
    }"""
    for _turn in range(100):
        if page.evaluate(kept) == [words, 1, True]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(kept))


def _sent_with(phone: BrowserContext, words: str) -> int:
    """Return how many reports hold these words."""
    found = phone.request.get("/api/v1/reports", params={"q": words}).json()["results"]
    return [one["text"] for one in found].count(words)


def test_a_closed_page_comes_back_with_photo_place_kind_and_words(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng một chưa ai lấy."
    page = _written(phone, tmp_path, words)
    _kept(page, words)
    key = page.input_value("input[name=key]")
    page.close()

    page = phone.new_page()
    page.goto("/")
    page.wait_for_selector("#draft:not([hidden])")
    page.wait_for_selector("#new-photos li img")
    page.wait_for_selector("#said >> text=gần phố Ngọc Lâm")
    assert page.input_value("#text") == words
    assert page.input_value("input[name=key]") == key
    assert page.is_checked("input[value=household_waste]")
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert _sent_with(phone, words) == 1

    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#text") == ""
    assert page.is_hidden("#draft")


def test_sent_without_a_network_and_killed_it_goes_by_itself_and_once(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng hai chưa ai lấy."
    page = _written(phone, tmp_path, words)
    _kept(page, words)
    phone.set_offline(True)
    page.dblclick("#send")
    page.wait_for_selector("#send >> text=Chưa có mạng")
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto("/")
    page.wait_for_selector(".tracking-code")
    assert _sent_with(phone, words) == 1


def test_the_network_comes_back_while_the_page_is_open(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng ba chưa ai lấy."
    page = _written(phone, tmp_path, words)
    phone.set_offline(True)
    page.tap("#send")
    page.wait_for_selector("#send >> text=Chưa có mạng")
    phone.set_offline(False)
    page.wait_for_selector(".tracking-code")
    assert _sent_with(phone, words) == 1


def test_a_draft_can_be_thrown_away(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng bốn chưa ai lấy."
    page = _written(phone, tmp_path, words)
    _kept(page, words)
    page.reload()
    page.wait_for_selector("#draft:not([hidden])")
    with page.expect_navigation():
        page.tap("#draft-clear")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#text") == ""
    assert page.is_hidden("#draft")
    assert _sent_with(phone, words) == 0
