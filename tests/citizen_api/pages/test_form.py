"""The form, filled in by a browser without JavaScript."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from backend.reports.models import Contact, Report
from tests.citizen_api.pages.browsing import Browser, Page
from tests.reports.filing import NOW, jpeg

PLACE = "21.045795,105.869766"
WASTE: dict[str, Any] = {"place": PLACE, "category": "household_waste", "text": "Rác ba ngày chưa ai lấy."}


def test_the_form_shows_all_42_kinds_in_four_groups(browser: Browser) -> None:
    page = browser.open("/")
    kinds = page.form().choices["category"]
    assert len(kinds) == len(set(kinds)) == 42
    assert all(group in page.text for group in ("Môi trường", "An toàn thực phẩm", "Trật tự đô thị", "Giao thông"))


def test_a_report_of_waste_is_filed_and_its_code_is_shown(browser: Browser) -> None:
    page = browser.press(browser.open("/"), **WASTE)
    report = Report.objects.get()
    assert page.status == 200
    assert page.path.startswith(f"/sent/{report.code}?key=")
    assert f"{report.code[:4]}-{report.code[4:]}" in page.text
    assert (report.ward.name, report.street and report.street.name) == ("Ngọc Lâm", "Phố Ngọc Lâm")
    assert (report.channel, report.category.code) == ("web", "household_waste")


def test_the_answer_to_sending_is_303_so_that_reloading_sends_nothing(browser: Browser) -> None:
    form = browser.open("/").form()
    response = browser.client.post("/", form.fields | WASTE)
    assert response.status_code == 303


def test_sending_the_same_page_twice_makes_one_report(browser: Browser) -> None:
    page = browser.open("/")
    first = browser.press(page, photos=[jpeg()], **WASTE)
    second = browser.press(page, photos=[jpeg()], **WASTE)
    assert Report.objects.count() == 1
    assert first.path == second.path


def test_another_matter_from_the_same_page_is_asked_for_once_more_and_then_filed(browser: Browser) -> None:
    page = browser.open("/")
    browser.press(page, **WASTE)
    again = browser.press(page, **WASTE | {"text": "Một việc khác hẳn."})
    assert (again.status, Report.objects.count()) == (422, 1)
    assert "đã gửi một phản ánh từ trang này, mã" in again.text
    browser.press(again, place=PLACE)
    assert Report.objects.count() == 2


def test_an_empty_form_says_everything_that_is_missing_from_top_to_bottom(browser: Browser) -> None:
    page = browser.press(browser.open("/"))
    assert page.status == 422
    places = [page.text.index(words) for words in ("Xin ông/bà chọn vị trí", "Xin ông/bà chọn loại", "Xin ông/bà ghi")]
    assert places == sorted(places)
    assert {"#place", "#kind", "#text"} <= set(page.links)
    assert {"place", "kind", "text"} <= set(page.ids)


def test_what_was_written_is_kept_when_something_is_wrong(browser: Browser) -> None:
    written: dict[str, Any] = {
        "place": PLACE,
        "category": "household_waste",
        "address": "Số 12, ngõ 201",
        "contact_name": "Bà Mẫu",
        "contact_phone": "12",
        "consent": "1",
        "answers__since_when": "today",
    }
    page = browser.press(browser.open("/"), photos=[jpeg()], **written)
    assert page.status == 422
    form = page.form()
    assert form.fields["address"] == ["Số 12, ngõ 201"]
    assert form.fields["contact_name"] == ["Bà Mẫu"]
    assert form.fields["contact_phone"] == ["12"]
    assert form.fields["category"] == ["household_waste"]
    assert form.fields["consent"] == ["1"]
    assert form.fields["answers.since_when"] == ["today"]
    assert form.fields["lat"] + form.fields["lon"] == ["21.045795", "105.869766"]
    assert len(form.fields["photo_tokens"]) == 1
    assert "contact_phone" in page.ids
    assert "#contact_phone" in page.links


def test_a_contact_is_kept_with_the_version_of_what_was_agreed_to(browser: Browser) -> None:
    browser.press(browser.open("/"), contact_phone="0900 000 123", consent="1", **WASTE)
    contact = Contact.objects.get()
    assert (contact.phone, contact.consent_version, contact.language) == ("0900000123", "2026-1", "vi")


def test_a_contact_without_consent_is_asked_for_it(browser: Browser) -> None:
    page = browser.press(browser.open("/"), contact_phone="0900 000 123", **WASTE)
    assert (page.status, Contact.objects.count()) == (422, 0)
    assert "#consent" in page.links


def test_a_ward_next_door_is_offered_in_one_line_and_its_choice_holds(browser: Browser) -> None:
    near = "21.048370,105.874600"
    page = browser.press(browser.open("/"), place=near, category="household_waste")
    assert "sát ranh giới" in page.text
    other = page.form().choices["own_ward"][1]
    browser.press(page, own_ward=other, text="Rác ở đầu ngõ.")
    report = Report.objects.get()
    assert (report.ward.code, report.near_boundary) == (other, True)


def test_a_place_outside_the_district_is_refused_in_words_at_the_place(browser: Browser) -> None:
    page = browser.press(browser.open("/"), **WASTE | {"place": "21.0285,105.8542"})
    assert (page.status, Report.objects.count()) == (422, 0)
    assert "ngoài địa bàn Long Biên" in page.text
    assert "#place" in page.links


@pytest.mark.parametrize("place", ["", "nan,nan", "91,200", "abc", "1e5,3", "２１,１０５"])
def test_a_place_that_is_none_is_asked_for_again(browser: Browser, place: str) -> None:
    page = browser.press(browser.open("/"), **WASTE | {"place": place})
    assert page.status == 422
    assert "Xin ông/bà chọn vị trí" in page.text


def test_a_kind_that_does_not_exist_is_refused_in_words(browser: Browser) -> None:
    page = browser.press(browser.open("/"), **WASTE | {"category": "no_such_kind"})
    assert page.status == 422
    assert "Không có loại việc này" in page.text


def test_a_key_that_is_none_is_replaced(browser: Browser) -> None:
    browser.press(browser.open("/"), **WASTE | {"key": "not-a-uuid"})
    assert Report.objects.get().idempotency_key is not None


def test_a_form_from_another_site_is_refused(browser: Browser) -> None:
    response = browser.client.post("/", WASTE, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, Report.objects.count()) == (403, 0)


def test_english_residents_read_english_kinds(browser: Browser) -> None:
    page = browser.open("/?lang=en")
    assert "Uncollected waste" in page.text


def limited(settings: Settings, moment: list[datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch limits on and stop the clock at ``moment[0]``."""
    settings.RATE_LIMITS = True
    monkeypatch.setattr(timezone, "now", lambda: moment[0])


def test_looking_things_up_without_end_is_told_to_wait_and_sending_is_not(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(settings, [NOW], monkeypatch)
    page = browser.open("/")
    for _time in range(60):
        last = browser.press(page, "keep")
        assert last.status == 200
    refused = browser.press(page, "keep", **WASTE)
    assert (refused.status, refused.values("text")) == (429, [WASTE["text"]])
    assert int(refused.response["Retry-After"]) > 0
    assert browser.press(page, **WASTE).path.startswith("/sent/")


def test_the_flood_is_told_to_wait_keeps_its_words_and_reads_whom_to_call(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(settings, [NOW], monkeypatch)
    for number in range(30):
        browser.press(browser.open("/"), **WASTE | {"text": f"Rác {'x' * number}"})
    refused = browser.press(browser.open("/"), **WASTE)
    assert (refused.status, Report.objects.count()) == (429, 30)
    assert int(refused.response["Retry-After"]) > 0
    assert refused.values("text") == [WASTE["text"]]
    assert {"tel:113", "tel:114", "tel:115"} <= set(refused.links)
    assert settings.HOTLINE in refused.text
    taken = browser.press(browser.open("/"), **WASTE | {"category": "fire_hazard"})  # an emergency has no wall
    assert taken.path.startswith("/sent/")
    assert "tel:114" in taken.links


def test_what_is_sent_at_once_waits_for_a_look_and_after_three_seconds_not(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOW]
    limited(settings, clock, monkeypatch)
    page = browser.open("/")
    clock[0] = NOW + timedelta(seconds=2)
    browser.press(page, **WASTE)
    page = browser.open("/")
    clock[0] += timedelta(seconds=3)
    browser.press(page, **WASTE | {"text": "Rác ở đầu ngõ."})
    assert list(Report.objects.order_by("id").values_list("screening", flat=True)) == ["unverified", "clear"]


def test_a_form_that_is_mended_keeps_the_moment_it_was_opened(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOW]
    limited(settings, clock, monkeypatch)
    page = browser.open("/")
    clock[0] = NOW + timedelta(minutes=1)
    browser.press(browser.press(page), **WASTE)
    assert Report.objects.get().screening == "clear"


@pytest.mark.parametrize("opened", ["", "1", "1795600000000:forged"])
def test_a_page_kept_from_before_or_a_stamp_that_is_none_holds_nothing(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch, opened: str
) -> None:
    limited(settings, [NOW], monkeypatch)
    browser.press(browser.open("/"), opened=opened, **WASTE)
    assert Report.objects.get().screening == "clear"


def test_a_program_that_fills_in_the_hidden_field_is_thanked_and_set_aside(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(settings, [NOW], monkeypatch)
    page = browser.open("/")
    assert 'name="subject" value="" tabindex="-1" autocomplete="off"' in page.response.content.decode()
    sent = browser.press(page, subject="Hello", **WASTE)
    assert sent.path.startswith("/sent/")
    assert Report.objects.get().screening == "spam"


def test_each_browser_is_known_from_the_first_page(browser: Browser) -> None:
    browser.open("/")
    first = browser.client.cookies["visitor"].value
    browser.open("/")
    assert browser.client.cookies["visitor"].value == first


def _ids_are_single(page: Page) -> bool:
    return len(page.ids) == len(set(page.ids))


def test_no_id_is_given_twice(browser: Browser) -> None:
    page = browser.open("/")
    assert _ids_are_single(page)
    assert _ids_are_single(browser.press(page, category="food_poisoning"))
