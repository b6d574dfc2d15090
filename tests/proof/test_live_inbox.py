"""The inbox in a real browser: news come in by themselves, and nothing moves away under one's hand."""

import shutil
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.reports.filing import NGOC_LAM
from tests.server import Platform

pytestmark = pytest.mark.browser
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSWORD = "mot-cau-dai-de-nho"
SOON_MS = 3000  # on a busy machine; a second on a quiet one

MAKE_OFFICERS = """
from django.utils import timezone
from backend.demo.accounts import make_sample_staff
from backend.places.in_force import day_in_force
make_sample_staff('%s', on=[day_in_force(timezone.now())])
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    server = Platform(tmp_path_factory.mktemp("inbox"))
    server.prepare()
    server.manage("shell", "--no-imports", "-c", MAKE_OFFICERS % PASSWORD)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium(platform: Platform) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield program
        program.close()


@pytest.fixture
def inbox(chromium: Browser, platform: Platform) -> Iterator[Page]:
    context = chromium.new_context(base_url=platform.address, locale="vi-VN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto("/staff/")
    page.fill("#id_login", "phuong-ngoc-lam")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#inbox.is-live")  # before that, a network that goes takes the scripts along
    yield page
    context.close()
    assert not faults


def send(platform: Platform, text: str = "Rác ba ngày chưa thu gom.") -> str:
    report = {"category": "household_waste", "text": text, "lat": NGOC_LAM[0], "lon": NGOC_LAM[1]}
    answer = httpx.post(f"{platform.address}/api/v1/reports", json=report, timeout=20)
    code: str = answer.raise_for_status().json()["code"]
    return code


def test_a_new_report_comes_in_by_itself_and_the_place_is_kept(inbox: Page, platform: Platform) -> None:
    first = send(platform)
    expect(inbox.locator(f"#r-{first}")).to_be_visible(timeout=SOON_MS)
    inbox.locator(f"#r-{first} .row-link").focus()
    inbox.fill("#q", "đang gõ dở")
    began = time.monotonic()
    second = send(platform)

    expect(inbox.locator(f"#r-{second}")).to_be_visible(timeout=SOON_MS)
    assert time.monotonic() - began < SOON_MS / 1000 + 2
    expect(inbox.locator("#news")).to_contain_text("2 phản ánh mới")
    expect(inbox).to_have_title("(2) Hộp việc")
    expect(inbox.locator("#tab-open .count")).to_have_text("2")
    expect(inbox.locator("#q")).to_have_value("đang gõ dở")
    inbox.click("#news")
    expect(inbox.locator("#news")).to_be_hidden()


def test_what_happened_while_the_socket_was_away_is_told_when_it_is_back(inbox: Page, platform: Platform) -> None:
    inbox.context.set_offline(True)
    missed = send(platform, "Rác trong lúc mất mạng.")
    inbox.context.set_offline(False)
    platform.stop()
    platform.start()
    last = send(platform)
    expect(inbox.locator(f"#r-{last}")).to_be_visible(timeout=60_000)
    expect(inbox.locator(f"#r-{missed}")).to_be_visible(timeout=20_000)


def test_tabs_and_filters_change_the_list_and_the_address(inbox: Page, platform: Platform) -> None:
    code = send(platform, "Rác cạnh trường học.")
    inbox.click("#tab-done")
    expect(inbox.locator(f"#r-{code}")).to_have_count(0)
    assert "tab=done" in inbox.url
    inbox.go_back()
    expect(inbox.locator(f"#r-{code}")).to_be_visible()
    inbox.fill("#q", "canh truong hoc")
    inbox.keyboard.press("Enter")
    expect(inbox.locator(".report-row")).to_have_count(1)
    inbox.reload()
    expect(inbox.locator(".report-row")).to_have_count(1)


def test_a_report_is_accepted_and_a_colleague_with_an_old_page_is_told(inbox: Page, platform: Platform) -> None:
    code = send(platform)
    other = inbox.context.new_page()
    for page in (inbox, other):
        page.goto(f"/staff/r/{code}")
        page.wait_for_selector("#work")
    inbox.click("button:text('Tiếp nhận')")
    expect(inbox.locator(".work-head .badge-accepted")).to_be_visible()
    expect(other.locator("#moved-on")).to_be_visible(timeout=SOON_MS)

    other.click("summary:text('Từ chối')")
    other.select_option("#rejected-reason", "lawful")
    other.fill("#rejected-note", "Có giấy phép.")
    other.click("form button:text('Từ chối')")
    expect(other.locator("#refused")).to_contain_text("Đồng nghiệp vừa thay đổi")
    expect(other.locator("#rejected-note")).to_have_value("Có giấy phép.")
