"""The confirmation."""

import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.utils import timezone
from pytest_django import Settings

from backend.reports.links import reporters_url, secret_of
from backend.reports.models import Report
from backend.reports.own_contact import erase
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import CONTACT, filed


def fresh(**changes: Any) -> Report:
    return filed(now=timezone.now(), **changes)


def test_it_says_code_units_deadlines_and_the_own_link(browser: Browser) -> None:
    report = fresh()
    page = browser.open(f"/sent/{report.code}?key={secret_of(report)}")
    assert "Ủy ban nhân dân phường Ngọc Lâm" in page.text
    assert "Đơn vị phối hợp" in page.text
    assert re.search(r"giờ \d\d, thứ", page.text)
    assert any(link.endswith(f"/r/{report.code}?key={secret_of(report)}") for link in page.links)
    assert page.response["Referrer-Policy"] == "no-referrer"
    assert page.response["Cache-Control"] == "no-store"


def test_without_the_secret_the_public_page_is_shown(browser: Browser) -> None:
    report = fresh()
    for path in (f"/sent/{report.code}", f"/sent/{report.code}?key=wrong"):
        assert browser.open(path).path == f"/r/{report.code}"


def test_an_hour_later_its_address_leads_to_the_report_s_own_page(browser: Browser) -> None:
    report = filed(now=timezone.now() - timedelta(hours=1))
    page = browser.open(f"/sent/{report.code}?key={secret_of(report)}")
    assert page.path == f"/r/{report.code}?key={secret_of(report)}"
    assert "Phản ánh của tôi" in page.text


def test_who_had_their_contact_erased_is_not_promised_news(browser: Browser) -> None:
    report = fresh(contact=CONTACT)
    erase(report, now=timezone.now())
    text = browser.open(f"/sent/{report.code}?key={secret_of(report)}").text
    assert "được báo theo cách liên hệ" not in text


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
    report = fresh(**changes)
    assert words in browser.open(f"/sent/{report.code}?key={secret_of(report)}").text


def test_english_residents_read_english_names_of_kinds_and_units(browser: Browser) -> None:
    report = fresh()
    for page in ("sent", "r"):
        text = browser.open(f"/{page}/{report.code}?key={secret_of(report)}&lang=en").text
        assert "Uncollected waste" in text
        assert report.unit.name_en in text


def test_a_code_to_scan_holds_the_own_link(browser: Browser) -> None:
    report = fresh()
    page = browser.open(f"/sent/{report.code}?key={secret_of(report)}")
    drawn = segno.make(reporters_url(report), error="m", micro=False).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff"
    )
    assert drawn in page.response.content.decode()
    assert "Quét mã này bằng máy ảnh điện thoại" in page.text
    assert "xin ông/bà in trang này hoặc chụp màn hình" in page.text  # without JavaScript


@pytest.mark.parametrize(
    ("hotline", "link"),
    [("024 3827 1234", "tel:02438271234"), ("+84 24.3827.1234 (số mẫu)", "tel:+842438271234"), ("", None)],
)
def test_the_hotline_is_a_tap_away_where_there_is_one(
    browser: Browser, settings: Settings, hotline: str, link: str | None
) -> None:
    settings.HOTLINE = hotline
    report = fresh()
    page = browser.open(f"/sent/{report.code}?key={secret_of(report)}")
    assert [one for one in page.links if one.startswith("tel:")] == ([link] if link else [])
    assert ("Cần người giúp, xin gọi" in page.text) == bool(link)
