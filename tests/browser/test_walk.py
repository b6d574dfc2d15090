"""The walk of the README: from a resident's phone to the right inbox, live, and back."""

import email
import re
import time
from collections.abc import Callable
from email import policy
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import DESK, NGOC_LAM, PHONE
from tests.reports.filing import jpeg
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-?[2-9A-HJKMNP-Z]{4}\b")
WITHIN_MS = 1_000  # of the commit, as the inbox promises


def _file(name: str, photo: bytes) -> FilePayload:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photo}


def _fill(page: Page, *, kind: str, search: str, text: str, photo: bytes | None = None) -> None:
    page.goto("/")
    if photo:
        page.locator("#photos-input").set_input_files(_file("anh", photo))
    page.locator("#locate").click()
    expect(page.locator("#said")).to_contain_text("Ngọc Lâm")
    page.get_by_label("Tìm loại việc").fill(search)
    page.locator(f"label:has(input[name=category][value={kind}])").first.click()
    page.locator("#text").fill(text)


def _sent(page: Page) -> str:
    page.locator("#send").click()
    shown = page.locator(".tracking-code").first
    expect(shown).to_be_visible()
    found = _CODE.search(shown.inner_text())
    assert found, shown.inner_text()
    return found[0].replace("-", "")


def _resolved(platform: Platform) -> int:
    """Return how many reports the public figures of the last twelve months count as resolved: enough to be told."""
    answer = httpx.get(f"{platform.address}/api/v1/figures", timeout=20)
    assert answer.status_code == httpx.codes.OK, answer.text
    return int(answer.json()["total"]["resolved"])


def _mails_to(platform: Platform, address: str) -> list[str]:
    """Return the subjects of the letters that left for ``address``."""
    parts = (
        part
        for path in (platform.folder / "mail").glob("*")
        for part in re.split(r"\n-{79}\n", Path(path).read_text(encoding="utf-8"))
    )
    letters = [email.message_from_string(part, policy=policy.default) for part in parts]
    return [str(letter["Subject"]) for letter in letters if letter["To"] == address]


def _wait_for_mail(platform: Platform, address: str, subject: str) -> None:
    deadline = time.monotonic() + 40  # a letter waits ten seconds, so that a slip can be undone
    while not any(subject in found for found in _mails_to(platform, address)):
        assert time.monotonic() < deadline, _mails_to(platform, address)
        time.sleep(0.3)


def _wait_for_figure(platform: Platform, resolved: int) -> None:
    deadline = time.monotonic() + 30
    while _resolved(platform) != resolved:
        assert time.monotonic() < deadline, _resolved(platform)
        time.sleep(0.3)


def _handled(officer: Page, code: str) -> None:
    """Accept and publish, then resolve with a photo of the result."""
    officer.goto(f"/staff/r/{code}")
    expect(officer.locator("#why ~ *").first).to_be_visible()
    _step(officer, "Tiếp nhận", note="Đã giao đội thu gom chiều nay.", release=True)
    _step(officer, "Báo đã xử lý", note="Đã thu gom và rửa đường.", photo=jpeg(size=(800, 600)))


def test_waste_with_a_photo_goes_all_the_way(
    platform: Platform, visit: Callable[..., Page], sign_in: Callable[[str], Page]
) -> None:
    before = _resolved(platform)
    officer = sign_in("phuong-ngoc-lam")
    officer.goto("/staff/?tab=open")
    expect(officer.locator("#rows")).to_be_visible()

    resident = visit(PHONE, geolocation=NGOC_LAM, permissions=["geolocation"])
    _fill(
        resident,
        kind="household_waste",
        search="rác",
        text="Rác ba ngày chưa có ai thu gom, bốc mùi.",
        photo=jpeg(size=(1280, 960)),
    )
    resident.locator("#contact summary").click()
    resident.locator("#contact_email").fill("ba.mau@dan.example")
    resident.locator("#consent").check()
    code = _sent(resident)
    expect(resident.locator("main")).to_contain_text("phường Ngọc Lâm")
    expect(officer.locator(f"#r-{code}")).to_be_visible(timeout=WITHIN_MS + 2_000)  # the browser's own time on top
    own_link = resident.locator("#own-link").get_attribute("href") or ""

    _handled(officer, code)
    _wait_for_mail(platform, "ba.mau@dan.example", "đã được tiếp nhận")
    public = visit(DESK)
    public.goto(f"/r/{code}")
    expect(public.locator("main")).to_contain_text("Đã xử lý")
    expect(public.locator("main")).to_contain_text("Rác ba ngày chưa có ai thu gom")
    assert public.locator("main img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    _wait_for_mail(platform, "ba.mau@dan.example", "đã xử lý")

    resident.goto(own_link)
    resident.get_by_role("button", name="5 Rất hài lòng").click()
    expect(resident.locator("main")).to_contain_text("kết thúc")
    _wait_for_figure(platform, before + 1)


def test_food_goes_to_the_health_division_and_shows_in_the_wards_inbox(
    visit: Callable[..., Page], sign_in: Callable[[str], Page]
) -> None:
    health, ward = sign_in("donvi-phong-y-te"), sign_in("phuong-ngoc-lam")
    for page in (health, ward):
        page.goto("/staff/?tab=open")
        expect(page.locator("#rows")).to_be_visible()
    resident = visit(PHONE, geolocation=NGOC_LAM, permissions=["geolocation"])
    _fill(resident, kind="restaurant_food", search="quán ăn", text="Quán ăn dùng thịt ôi, bếp bẩn.")
    code = _sent(resident)
    for page in (health, ward):
        expect(page.locator(f"#r-{code}")).to_be_visible(timeout=WITHIN_MS + 2_000)
    ward.goto(f"/staff/r/{code}")
    expect(ward.get_by_role("button", name="Tiếp nhận", exact=True)).to_have_count(0)
    health.goto(f"/staff/r/{code}")
    _step(health, "Tiếp nhận", note="Đoàn kiểm tra xuống trong ngày.")
    stranger = sign_in("phuong-cu-khoi")
    answer = stranger.request.get(f"/staff/r/{code}")
    assert answer.status == 404


def test_without_javascript_a_report_is_filed_by_the_name_of_a_street(visit: Callable[..., Page]) -> None:
    page = visit(PHONE, java_script_enabled=False)
    page.goto("/")
    page.locator("#query").fill("ngoc lam")
    page.locator("#find").click()
    page.locator("input[name=place]").first.check()
    page.locator("details:has(input[name=category][value=street_light]) > summary").first.click()
    page.locator("input[name=category][value=street_light]").first.check()
    page.locator("#text").fill("Đèn đường tắt mấy hôm nay.")
    _sent(page)


def _step(page: Page, button: str, *, note: str, release: bool = False, photo: bytes | None = None) -> None:
    """Take a step on the report's page, as an officer does."""
    step = page.locator("details.step").filter(has=page.locator("summary", has_text=button)).first
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    step.locator("textarea[name=note]").fill(note)
    if release:
        step.locator("input[name=release]").check()
        for tick in step.locator("input[type=checkbox][name=photo]").all():
            tick.check()
    if photo:
        step.locator("input[name=photos]").set_input_files(_file("sau", photo))
    step.locator("button[type=submit]:not(.preview)").click()
    expect(page.locator("#history ~ *").first).to_contain_text(note)
