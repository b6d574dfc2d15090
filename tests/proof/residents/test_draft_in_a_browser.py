"""What somebody wrote is there again, whatever happens to the telephone; and it becomes one report."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.citizen_api.pages.writing import sent_with, wait_until_kept, written

pytestmark = pytest.mark.browser


def test_a_closed_page_comes_back_with_photo_place_kind_and_words(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng một chưa ai lấy."
    page = written(phone, tmp_path, words)
    wait_until_kept(page, words)
    key = page.input_value("input[name=key]")
    page.close()

    page = phone.new_page()
    page.goto("/")
    page.wait_for_selector("#draft:not([hidden])")
    page.wait_for_selector("#new-photos li img")
    page.wait_for_selector("#said >> text=gần số 171 phố Ngọc Lâm")
    assert page.input_value("#text") == words
    assert page.input_value("input[name=key]") == key
    assert page.is_checked("input[value=household_waste]")
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert sent_with(phone, words) == 1

    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#text") == ""
    assert page.is_hidden("#draft")


def test_after_a_refusal_the_photo_is_still_in_the_draft(phone: BrowserContext, tmp_path: Path) -> None:
    words = ""
    page = written(phone, tmp_path, words)
    page.tap("#send")
    page.wait_for_selector("#faults >> text=Xin ông/bà ghi một câu")
    page.wait_for_selector("#new-photos li[data-state=up]")
    page.fill("#text", "Rác mồng hai chưa ai lấy.")
    wait_until_kept(page, "Rác mồng hai chưa ai lấy.")
    page.close()
    page = phone.new_page()
    page.goto("/")
    page.wait_for_selector("#new-photos li img")
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert sent_with(phone, "Rác mồng hai chưa ai lấy.") == 1


def test_a_draft_can_be_thrown_away(phone: BrowserContext, tmp_path: Path) -> None:
    words = "Rác mồng bốn chưa ai lấy."
    page = written(phone, tmp_path, words)
    wait_until_kept(page, words)
    page.reload()
    page.wait_for_selector("#draft:not([hidden])")
    with page.expect_navigation():
        page.tap("#draft-clear")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#text") == ""
    assert page.is_hidden("#draft")
    assert sent_with(phone, words) == 0
