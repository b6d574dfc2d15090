"""The form in a real browser: with and without JavaScript, by finger."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.reports.filing import NGOC_LAM, jpeg
from tests.server import Platform

pytestmark = pytest.mark.browser


def _pictures(folder: Path) -> list[str]:
    """Return a large and a small photo as files."""
    names = []
    for name, size in (("large.jpg", (3200, 2400)), ("small.jpg", (320, 240))):
        (folder / name).write_bytes(jpeg(size=size))
        names.append(str(folder / name))
    return names


def test_a_report_is_sent_with_photo_gps_and_one_tap_for_each_step(phone: BrowserContext, tmp_path: Path) -> None:
    page = phone.new_page()
    faults: list[Any] = []
    page.on("pageerror", lambda fault: faults.append(fault))  # noqa: PLW0108  # playwright hangs a mark on it
    page.goto("/")
    page.set_input_files("#photos-input", _pictures(tmp_path))
    page.wait_for_selector("#new-photos li:nth-child(2) img")
    widths = page.evaluate(
        "Promise.all([...document.querySelectorAll('#new-photos img')].map(async image => {"
        " await image.decode(); return image.naturalWidth; }))"
    )
    assert widths == [1600, 320]
    page.tap("#locate")
    page.wait_for_selector("text=Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm")
    page.wait_for_selector("text=sai số khoảng 12 m")
    page.fill("#kind-search", "rac thai")
    page.tap("label:has(input[value=household_waste])")
    page.wait_for_selector("#q-since_when")
    page.fill("#text", "Rác ba ngày chưa ai lấy.")
    page.dblclick("#send")
    page.wait_for_selector(".tracking-code")
    page.click("#own-link")
    page.wait_for_selector("text=Ông/bà đã gửi")
    assert page.locator(".photos img").count() == 2
    assert faults == []


def test_a_tap_on_the_map_places_the_pin(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    page.tap("#locate")
    page.wait_for_selector("text=gần số 171 phố Ngọc Lâm")
    before = page.input_value("input[name=lat]")
    page.tap("#open-map")
    page.wait_for_selector("#map .pin svg")
    page.wait_for_selector("#map .street-line", state="attached")
    page.locator("#map").tap(position={"x": 60, "y": 300})
    page.wait_for_function("before => document.querySelector('input[name=lat]').value !== before", arg=before)
    page.wait_for_selector("#said .strong")
    assert page.input_value("input[name=lat]") != before


def test_a_refused_location_says_what_else_can_be_done(chromium: Browser, platform: Platform) -> None:
    context = chromium.new_context(base_url=platform.address, locale="vi-VN")
    page = context.new_page()
    page.goto("/")
    page.click("#locate")
    page.wait_for_selector("text=chọn trên bản đồ hoặc tìm tên đường")
    page.fill("#query", "ngoc lam")
    page.press("#query", "Enter")
    page.click("#found button:has-text('Phố Ngọc Lâm')")
    page.wait_for_selector("#said .strong")
    assert "Ngọc Lâm" in page.inner_text("#said")
    context.close()


def test_without_javascript_a_report_is_sent_by_the_name_of_a_street(
    chromium: Browser, platform: Platform, tmp_path: Path
) -> None:
    context = chromium.new_context(base_url=platform.address, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.set_input_files("#photos-input", _pictures(tmp_path))
    page.fill("#query", "ngoc lam")
    page.press("#query", "Enter")  # sends nothing, loses nothing
    page.click("#find")
    page.check("input[name=place] >> nth=0")
    page.click("summary:has-text('Môi trường')")
    page.check("input[value=household_waste]")
    page.fill("#text", "Rác ba ngày chưa ai lấy.")
    page.click("#send")
    page.wait_for_selector(".tracking-code")
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1440])
@pytest.mark.parametrize("path", ["/", "/help/", "/tra-cuu", "/r/ABCD", "/figures"])
def test_nothing_is_wider_than_the_screen(chromium: Browser, platform: Platform, path: str, width: int) -> None:
    context = chromium.new_context(base_url=platform.address, viewport={"width": width, "height": 740}, locale="vi-VN")
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_what_others_have_sent_is_shown_and_one_tap_says_me_too(phone: BrowserContext, platform: Platform) -> None:
    place = {"lat": str(NGOC_LAM[0]), "lon": str(NGOC_LAM[1])}
    words = {"category": "street_light", "text": "Đèn đường tắt ba tối nay."}
    sent: dict[str, str | float | bool] = {**words, **place}
    code = phone.request.post("/api/v1/reports", form=sent).json()["code"]
    page = phone.new_page()
    page.goto("/")
    page.fill("#kind-search", "den duong")
    page.tap("label:has(input[value=street_light])")
    page.tap("#locate")
    page.wait_for_selector("#twins >> text=Có thể đã có người báo việc này")
    page.tap("#twins [data-support]")
    page.wait_for_selector("#twins >> text=Ông/bà không cần gửi nữa")
    page.goto(f"/r/{code}")
    page.tap("#support button:has-text('Tôi cũng gặp')")
    page.wait_for_selector("text=Đã ghi nhận, cảm ơn ông/bà.")
    assert phone.request.get(f"/api/v1/reports/{code}").json()["supporters"] == 1  # one telephone is one person


def test_what_is_written_brings_the_most_alike_first_and_a_tap_is_not_forgotten(phone: BrowserContext) -> None:
    lat, lon = NGOC_LAM
    kind: dict[str, str | float | bool] = {"category": "household_waste", "lon": str(lon)}
    texts = {"Bao tải phế thải trước số 88.": lat, "Đệm cũ, vỏ dừa trước số 12.": lat + 0.00013}
    codes = [
        phone.request.post("/api/v1/reports", form=kind | {"text": text, "lat": str(at)}).json()["code"]
        for text, at in texts.items()
    ]
    page = phone.new_page()
    page.goto("/")
    page.fill("#kind-search", "rac thai ton dong")
    page.tap("label:has(input[value=household_waste])")
    page.tap("#locate")
    page.wait_for_selector(f"#twins li:first-child [data-support*='{codes[0]}']")
    page.tap(f"#twins [data-support*='{codes[1]}']")
    page.wait_for_selector("#twins >> text=Ông/bà không cần gửi nữa")
    page.fill("#text", "vo dua, dem cu truoc so 12")
    page.wait_for_selector(f"#twins li:first-child [data-support*='{codes[1]}']:disabled")
    assert page.locator("#twins li:first-child").inner_text().strip().startswith("Rất giống việc ông/bà đang báo")
    assert page.locator("#text").evaluate("box => box === document.activeElement")
