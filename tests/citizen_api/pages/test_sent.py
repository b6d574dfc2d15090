"""The confirmation."""

from typing import Any

import pytest

from backend.reports.links import secret_of
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import CONTACT, filed


def test_it_says_code_units_deadlines_and_the_own_link(browser: Browser) -> None:
    report = filed()
    page = browser.open(f"/sent/{report.code}?key={secret_of(report)}")
    assert "Ủy ban nhân dân phường Ngọc Lâm" in page.text
    assert "Đơn vị phối hợp" in page.text
    assert "giờ 00, thứ" in page.text
    assert any(link.endswith(f"/r/{report.code}?key={secret_of(report)}") for link in page.links)
    assert page.response["Referrer-Policy"] == "no-referrer"
    assert page.response["Cache-Control"] == "no-store"


def test_without_the_secret_the_public_page_is_shown(browser: Browser) -> None:
    report = filed()
    for path in (f"/sent/{report.code}", f"/sent/{report.code}?key=wrong"):
        assert browser.open(path).path == f"/r/{report.code}"


def test_an_unknown_code_is_404_in_words(browser: Browser) -> None:
    page = browser.open("/sent/ABCD")
    assert (page.status, "Không tìm thấy phản ánh" in page.text) == (404, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"category": "fire_hazard"}, "hãy gọi 114 trước"),
        ({"category": "restaurant_food", "answers": {"people_ill": 2}}, "hãy gọi 115 trước"),
        ({"text": "Nhà bên có người đánh bạc cả đêm."}, "gọi 113"),
        ({"contact": CONTACT}, "được báo theo cách liên hệ"),
        ({}, "không để lại cách liên hệ"),
    ],
)
def test_what_comes_next_depends_on_the_report(browser: Browser, changes: dict[str, Any], words: str) -> None:
    report = filed(**changes)
    assert words in browser.open(f"/sent/{report.code}?key={secret_of(report)}").text


def test_english_residents_read_english_names_of_kinds_and_units(browser: Browser) -> None:
    report = filed()
    for page in ("sent", "r"):
        text = browser.open(f"/{page}/{report.code}?key={secret_of(report)}&lang=en").text
        assert "Uncollected waste" in text
        assert report.unit.name_en in text
