"""Forms of our own pages are taken without cookies; those of other sites are not, and nothing written is lost."""

from typing import Any

import pytest
from django.test import Client

from backend.reports.models import Report, Upload
from tests.citizen_api.pages.test_outbox import WASTE, _photo
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OURS = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}]
ELSEWHERE = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}, {"Origin": "null"}]


def _send(path: str, sent: dict[str, Any], headers: dict[str, str]) -> Any:
    return Client(enforce_csrf_checks=True).post(path, sent, headers=headers)


@pytest.mark.parametrize("headers", OURS)
def test_a_browser_that_keeps_no_cookies_can_report_and_support(headers: dict[str, str]) -> None:
    assert _send("/", WASTE, headers).status_code == 303
    assert _send(f"/r/{Report.objects.get().code}/support", {}, headers).status_code == 303


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_what_another_site_sends_is_shown_again_whole_and_filed_by_the_next_press(headers: dict[str, str]) -> None:
    answer = _send("/", WASTE | {"photos": [_photo()]}, headers)
    page = answer.content.decode()
    assert (answer.status_code, Report.objects.count()) == (403, 0)
    assert "Xin bấm gửi lần nữa" in page
    assert WASTE["text"] in page
    assert Upload.objects.get().token in page
    assert _send(f"/r/{filed().code}/support", {}, headers).status_code == 403


def test_a_page_open_too_long_is_answered_in_words_with_the_way_back() -> None:
    sent = {"login": "x", "password": "y"}
    page = _send("/staff/login", sent, {"Referer": "http://testserver/staff/login"})
    words = page.content.decode()
    assert page.status_code == 403
    assert "Trang đã mở quá lâu" in words
    assert 'href="http://testserver/staff/login"' in words
    assert "evil" not in _send("/staff/login", sent, {"Referer": "https://evil.example/"}).content.decode()
