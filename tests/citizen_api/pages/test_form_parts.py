"""Parts of the form: the search for a place, the questions of a kind, complaints, photos."""

from typing import Any

import pytest

from backend.reports.models import Photo, Report, Upload
from tests.citizen_api.pages.browsing import Browser
from tests.citizen_api.pages.test_form import PLACE, WASTE
from tests.reports.filing import jpeg


def test_a_search_shows_places_and_loses_nothing(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "find", query="ngoc lam", text="Rác ở đây.", photos=[jpeg()])
    assert page.status == 200
    assert "Phố Ngọc Lâm" in page.text
    assert page.values("text") == ["Rác ở đây."]
    assert page.values("query") == ["ngoc lam"]
    assert len(page.values("photo_tokens")) == 1
    browser.press(page, place=page.form().choices["place"][0], category="household_waste")
    report = Report.objects.get()
    assert (report.ward.name, report.photo_count) == ("Ngọc Lâm", 1)


def test_a_pair_of_degrees_is_a_place(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "find", query="21.045795, 105.869766")
    assert "Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm" in page.text
    assert page.values("place") == [PLACE]  # the only answer is ticked already


def test_degrees_elsewhere_are_no_place(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "find", query="10.77, 106.69")
    assert "Không tìm thấy nơi nào" in page.text


def test_a_name_nobody_knows_is_said_to_be_unknown(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "find", query="qqqq zzzz")
    assert (page.status, "Không tìm thấy nơi nào" in page.text) == (200, True)


def test_a_search_for_nothing_finds_nothing(browser: Browser) -> None:
    assert "place" not in browser.press(browser.open("/"), "find", query=" ").form().choices


def test_the_place_is_said_back_in_words(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "keep", place=PLACE)
    assert "Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm" in page.text


def test_a_place_a_little_outside_is_taken_with_a_warning(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "keep", lat="21.0440", lon="105.8560")
    assert "ngoài ranh giới tham khảo" in page.text


def test_the_questions_of_a_kind_are_shown_by_a_button(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "kind", category="restaurant_food")
    assert "Có vấn đề gì?" in page.text
    chosen = ["spoiled", "expired"]
    page = browser.press(page, "keep", answers__food_problem=chosen, answers__people_ill="unknown")
    assert page.values("answers.food_problem") == chosen
    assert page.values("answers.people_ill") == ["", "unknown"]


def test_answers_are_filed_and_those_of_another_kind_are_dropped(browser: Browser) -> None:
    browser.press(browser.open("/"), answers__since_when="today", answers__people_ill="3", **WASTE)
    assert Report.objects.get().answers == {"since_when": "today"}


def test_a_required_question_is_asked_at_its_own_place(browser: Browser) -> None:
    page = browser.press(browser.open("/"), **WASTE | {"category": "food_poisoning"})
    assert page.status == 422
    assert "#q-meal_at" in page.links
    assert "q-meal_at" in page.ids
    assert "115" in page.text


def test_a_kind_that_needs_a_photo_has_a_way_out(browser: Browser) -> None:
    wanted: dict[str, Any] = WASTE | {"category": "illegal_dumping"}
    page = browser.press(browser.open("/"), **wanted)
    assert page.status == 422
    assert "Tôi không chụp được ảnh" in page.text
    assert "#photos" in page.links
    browser.press(page, no_photo_reason="Trời tối, tôi không dám lại gần.")
    assert "Trời tối" in Report.objects.get().events.get().words.body


@pytest.mark.parametrize("words", ["Tôi tố cáo ông A nhận hối lộ.", "Tôi làm đơn khiếu nại về việc đo đất."])
def test_a_complaint_is_told_where_it_belongs_and_may_be_sent_all_the_same(browser: Browser, words: str) -> None:
    page = browser.press(browser.open("/"), photos=[jpeg()], **WASTE | {"text": words})
    assert (page.status, Report.objects.count()) == (200, 0)
    assert "Ban Tiếp công dân" in page.text
    assert page.values("text") == [words]
    sent = browser.press(page, "insist")
    report = Report.objects.get()
    assert (report.screening, report.photo_count, report.published_at) == ("unverified", 1, None)
    assert "đang được kiểm tra trước khi công khai" in sent.text


def test_a_complaint_that_lacks_something_is_not_asked_twice(browser: Browser) -> None:
    page = browser.press(browser.open("/"), text="Tôi tố cáo ông A nhận hối lộ.")
    page = browser.press(page, "insist")
    assert (page.status, page.values("insisted")) == (422, ["1"])
    browser.press(page, place=PLACE, category="other")
    assert Report.objects.count() == 1


def test_a_complaint_may_be_rewritten(browser: Browser) -> None:
    page = browser.press(browser.open("/"), **WASTE | {"text": "Tôi tố cáo ông A đổ rác."})
    browser.press(page, text="Rác đổ ở đầu ngõ.")
    assert Report.objects.get().screening == "clear"


def test_photos_are_cleaned_and_kept_with_the_report(browser: Browser) -> None:
    browser.press(browser.open("/"), photos=[jpeg(), jpeg((9, 9, 200))], **WASTE)
    assert [photo.order for photo in Photo.objects.order_by("order")] == [0, 1]


def test_a_kept_photo_can_be_looked_at_and_left_out(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "keep", photos=[jpeg(), jpeg((9, 9, 200))])
    thumbs = [image for image in page.images if image.startswith("/uploads/")]
    answers = [browser.client.get(thumb) for thumb in thumbs]
    assert [(one.status_code, one["Content-Type"], one["Cache-Control"]) for one in answers] == [
        (200, "image/jpeg", "no-store")
    ] * 2
    browser.press(page, photo_tokens=page.values("photo_tokens")[1:], **WASTE)
    assert Report.objects.get().photo_count == 1


def test_a_file_that_is_no_photo_is_said_and_the_others_stay(browser: Browser) -> None:
    page = browser.press(browser.open("/"), photos=[b"not a photo at all", jpeg()], **WASTE)
    assert (page.status, Report.objects.count()) == (422, 0)
    assert "không phải ảnh" in page.text
    assert len(page.values("photo_tokens")) == 1


def test_a_file_that_is_no_photo_is_said_even_while_searching(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "find", query="ngoc lam", photos=[b"not a photo at all"])
    assert "không phải ảnh" in page.text
    assert "Phố Ngọc Lâm" in page.text


def test_six_photos_are_too_many(browser: Browser) -> None:
    page = browser.press(browser.open("/"), photos=[jpeg()] * 6, **WASTE)
    assert (page.status, "tối đa 5 ảnh" in page.text) == (422, True)


def test_a_file_larger_than_is_allowed_is_not_even_read(browser: Browser, settings: object) -> None:
    settings.MAX_PHOTO_BYTES = 100  # type: ignore[attr-defined]  # pytest-django's
    page = browser.press(browser.open("/"), photos=[jpeg()], **WASTE)
    assert page.status == 413
    assert "15 MB" in page.text


def test_a_photo_whose_time_is_over_is_asked_for_again(browser: Browser) -> None:
    page = browser.press(browser.open("/"), "keep", photos=[jpeg()])
    Upload.objects.all().delete()
    again = browser.press(page, **WASTE)
    assert (again.status, again.values("photo_tokens")) == (422, [])
    assert "gửi lại ảnh đó" in again.text
    assert browser.client.get(f"/uploads/{page.values('photo_tokens')[0]}").status_code == 404
