"""The form behind a poster: what remains is a photo, a ready sentence and the button."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from pytest_django import Settings

from backend.http.limits import Limit
from backend.places.models import PosterScan
from backend.places.posters import token_of
from backend.reports.models import Report
from citizen_api.pages.ready import ready_for
from tests.citizen_api.pages.browsing import Browser
from tests.places.printed import market, printed
from tests.reports.filing import jpeg
from tests.server import Platform

PRINT = """
from backend.places.posters import token_of
from tests.places.printed import market, printed
print("TOKEN", token_of(printed(site=market())))
"""
# Fingers on the glass, counted over both pages.
_COUNT = """addEventListener("pointerdown", () => {
    sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
});"""
_IS_KEPT = "() => localStorage.getItem(`draft-${document.getElementById('report-form').dataset.draft}`)"


@pytest.mark.django_db
def test_place_and_kind_are_filled_in_and_said(browser: Browser) -> None:
    poster = printed(category="household_waste")
    page = browser.open(f"/q/{token_of(poster)}")
    assert page.status == 200
    assert "Ông/bà đang phản ánh về: Chợ Ngọc Lâm, Phường Ngọc Lâm" in page.text
    assert "Việc: Rác thải tồn đọng, chưa thu gom" in page.text
    assert page.values("category") == ["household_waste"]
    assert page.values("lat") == ["21.045795"]
    assert PosterScan.objects.get().number == 1


@pytest.mark.django_db
def test_who_opens_pages_without_end_waits_and_sees_whom_to_call(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr("backend.http.waiting.READS", Limit("read-few", 1, 60))
    path = f"/q/{token_of(printed(category='household_waste'))}"
    first, second = browser.open(path), browser.open(path)
    assert (first.status, second.status) == (200, 429)
    assert int(second.response.headers["Retry-After"]) > 0
    assert "tel:113" in second.links


@pytest.mark.django_db
def test_a_photo_a_ready_sentence_and_the_button_make_a_report(browser: Browser) -> None:
    site = market()
    page = browser.open(f"/q/{token_of(printed(site=site))}")
    sent = browser.press(page, photos=[jpeg()], ready="market_order.0")
    assert sent.path.startswith("/sent/")
    report = Report.objects.get()
    said = report.events.get(number=1).words.body
    assert (report.category.code, said, report.site) == ("market_order", "Chợ mất vệ sinh.", site)
    assert report.photo_count == 1


@pytest.mark.django_db
def test_what_is_missing_is_said_and_the_poster_is_not_forgotten(browser: Browser) -> None:
    poster = printed(site=market())
    again = browser.press(browser.open(f"/q/{token_of(poster)}"))
    assert again.status == 422
    assert again.values("poster") == [token_of(poster)]
    browser.press(again, ready="household_waste.1")
    assert Report.objects.get().events.get(number=1).data["poster"] == poster.pk


@pytest.mark.django_db
def test_a_sentence_tapped_in_english_is_kept_in_vietnamese_beside_own_words(browser: Browser) -> None:
    page = browser.open(f"/q/{token_of(printed(category='street_light'))}?lang=en")
    assert "The light is out." in page.text
    browser.press(page, ready="street_light.0", text="Ba tối nay.")
    assert Report.objects.get().events.get(number=1).words.body == "Đèn không sáng.\nBa tối nay."


@pytest.mark.django_db
def test_a_link_that_is_none_opens_the_empty_form_with_a_word_of_why(browser: Browser) -> None:
    poster = printed()
    page = browser.open(f"/q/{token_of(poster)[:-1]}!")
    assert page.status == 404
    assert "Mã trên áp phích này không còn dùng được" in page.text
    assert page.values("lat") == [""]
    assert not PosterScan.objects.exists()


@pytest.mark.django_db
def test_sentences_fit_the_place_and_the_kind(city: None) -> None:
    assert {one.category for one in ready_for(printed(site=market()))} >= {"market_food", "market_order"}
    assert {one.category for one in ready_for(printed(category="street_light"))} == {"street_light"}
    assert ready_for(printed())
    assert ready_for(printed(category="food_poisoning")) == []


@pytest.mark.browser
def test_from_scanning_to_sending_it_takes_a_photo_and_two_taps(
    phone: BrowserContext, platform: Platform, tmp_path: Path
) -> None:
    said = platform.manage("shell", "-c", PRINT)
    token = next(line.split()[1] for line in said.splitlines() if line.startswith("TOKEN"))
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    page = phone.new_page()
    page.add_init_script(_COUNT)
    page.goto(f"/q/{token}")
    page.set_input_files("#photos-input", str(tmp_path / "photo.jpg"))
    page.wait_for_selector("#new-photos img")
    page.locator("#ready label").first.tap()
    page.locator("#send").tap()
    page.wait_for_selector(".tracking-code")
    assert page.evaluate("sessionStorage.getItem('taps')") == "2"


@pytest.mark.browser
def test_a_scanned_poster_pushes_out_nothing_that_is_half_written(phone: BrowserContext, platform: Platform) -> None:
    said = platform.manage("shell", "-c", PRINT.replace("site=market()", ""))
    token = next(line.split()[1] for line in said.splitlines() if line.startswith("TOKEN"))
    page = phone.new_page()
    for address, words in (("/", "Đèn đường trước ngõ tắt."), (f"/q/{token}", "Rác đổ sau chợ.")):
        page.goto(address)
        page.fill("#text", words)
        page.wait_for_function(_IS_KEPT)
    for address, words in ((f"/q/{token}", "Rác đổ sau chợ."), ("/", "Đèn đường trước ngõ tắt.")):
        page.goto(address)
        page.wait_for_selector("#draft:not([hidden])")
        assert page.input_value("#text") == words
