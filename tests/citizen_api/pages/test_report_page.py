"""One report's page: the public's and the reporter's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.reports.clock import end_unanswered_questions
from backend.reports.lifecycle import Move, advance
from backend.reports.links import secret_of
from backend.reports.models import Report, Status
from backend.reports.publication import Release, publish
from tests.citizen_api.pages.browsing import Browser, Page
from tests.reports.filing import NOW, filed, jpeg, moved, staff

WORDS = {
    "received": "Đơn vị chủ trì sẽ xem trước",
    "accepted": "Đơn vị đã xem và nhận xử lý",
    "in_progress": "Đang xử lý.",
    "needs_info": "Cán bộ cần hỏi thêm ông/bà.",
    "resolved": "Ông/bà thấy đã ổn chưa?",
    "closed": "Việc đã kết thúc.",
    "rejected": "Sự việc được phép",
}
OTHER_WORDS = {"needs_info": "Cán bộ đang hỏi thêm người phản ánh.", "resolved": "Đơn vị báo đã xử lý."}  # to others


def _own(browser: Browser, report: Report) -> Page:
    return browser.open(f"/r/{report.code}?key={secret_of(report)}")


def _standing(status: str) -> Report:
    now = timezone.now()
    report = filed(now=now)
    way = {
        "received": [],
        "in_progress": [Status.ACCEPTED, Status.IN_PROGRESS],
        "resolved": [Status.ACCEPTED, Status.RESOLVED],
        "closed": [Status.ACCEPTED, Status.RESOLVED],
    }
    moved(report, *way.get(status, [Status(status)]), now=now)
    if status == "closed":
        from backend.reports.replies import verdict  # noqa: PLC0415  # only this one

        verdict(report, satisfied=True, now=now)
    return report


@pytest.mark.parametrize("status", WORDS)
def test_each_status_is_said_as_a_sentence(browser: Browser, status: str) -> None:
    report = _standing(status)
    assert WORDS[status] in _own(browser, report).text
    assert OTHER_WORDS.get(status, WORDS[status]) in browser.open(f"/r/{report.code}").text


def test_what_nobody_looked_at_in_time_is_said_to_be_late_and_never_promised_again(browser: Browser) -> None:
    report = filed(now=timezone.now() - timedelta(days=27))
    text = browser.open(f"/r/{report.code}").text
    assert "Đơn vị chủ trì chưa xem, đã quá hạn từ" in text
    assert "sẽ xem trước" not in text


def test_a_duplicate_leads_to_the_other_report(browser: Browser) -> None:
    main, other = filed(), filed(text="Vẫn chỗ rác ấy.")
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    page = browser.open(f"/r/{other.code}")
    assert f"/r/{main.code}" in page.links
    assert "Việc này đã có người báo" in page.text


def test_the_public_reads_kind_place_and_masked_words(browser: Browser) -> None:
    report = filed(text="Rác trước nhà, gọi tôi 0912 345 678.", address="Số 12 ngõ 5")
    page = browser.open(f"/r/{report.code}")
    assert "Rác thải tồn đọng" in page.text
    assert "Phố Ngọc Lâm, phường Ngọc Lâm" in page.text
    assert "[đã che]" in page.text
    assert "0912" not in page.text
    assert "Số 12 ngõ 5" not in page.text


def test_words_that_wait_for_a_look_are_not_shown(browser: Browser) -> None:
    report = filed(category="restaurant_food", text="Quán X dùng thịt ôi.", answers={"establishment": "Quán X"})
    page = browser.open(f"/r/{report.code}")
    assert "thịt ôi" not in page.text
    assert "Quán X" not in page.text
    assert "chưa được công khai" in page.text
    own = _own(browser, report)
    assert "thịt ôi" in own.text
    assert "Quán X" in own.text


def test_a_held_report_says_that_it_is_being_looked_at(browser: Browser) -> None:
    report = filed(text="Tôi tố cáo ông A nhận hối lộ.")
    page = browser.open(f"/r/{report.code}")
    assert "đang được kiểm tra trước khi công khai" in page.text
    assert "hối lộ" not in page.text


def test_the_reporter_sees_all_photos_and_the_public_those_released(browser: Browser) -> None:
    report = filed(photos=[jpeg(), jpeg((1, 2, 200))])
    assert browser.open(f"/r/{report.code}").images == []
    own = _own(browser, report)
    assert len(own.images) == 2
    for link in (own.images[0], own.images[0].replace("&size=small", "")):
        answer = browser.client.get(link)
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/jpeg", "no-store")
    chosen = report.photos.order_by("order").first()
    assert chosen is not None
    publish(report, Release("Rác.", frozenset({chosen.pk})), by=staff(report.unit), now=NOW)
    images = browser.open(f"/r/{report.code}").images
    assert len(images) == 1
    assert browser.client.get(images[0]).status_code == 200


@pytest.mark.parametrize("ending", ["", "?key=wrong", "?size=small"])
def test_photos_are_nobody_elses(browser: Browser, ending: str) -> None:
    report = filed(photos=[jpeg()])
    photo = report.photos.get()
    assert browser.client.get(f"/r/{report.code}/photos/{photo.pk}{ending}").status_code == 404
    assert browser.client.get(f"/r/ABCD/photos/{photo.pk}{ending}").status_code == 404


def test_pages_with_the_secret_send_no_referrer_and_are_not_kept(browser: Browser) -> None:
    report = filed()
    own, public = _own(browser, report).response, browser.open(f"/r/{report.code}").response
    assert (own["Referrer-Policy"], own["Cache-Control"]) == ("no-referrer", "no-store")
    assert public["Referrer-Policy"] == "same-origin"
    assert secret_of(report) not in public.content.decode()


def test_a_wrong_secret_shows_the_public_page(browser: Browser) -> None:
    report = filed(text="Rác, gọi 0912345678.")
    page = browser.open(f"/r/{report.code}?key=AAAAAAAAAAAAAAAAAAAAAA")
    assert "Phản ánh của tôi" not in page.text
    assert "0912345678" not in page.text


@pytest.mark.parametrize("how", [str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "])
def test_a_code_typed_sloppily_leads_to_its_one_address(browser: Browser, how: object) -> None:
    report = filed()
    page = browser.open(f"/r/{how(report.code)}?key={secret_of(report)}")  # type: ignore[operator]  # a function
    assert page.path == f"/r/{report.code}?key={secret_of(report)}"


@pytest.mark.parametrize("code", ["ABCD", "22222222", "K7QM2RTX"])
def test_a_code_that_is_none_is_404_with_a_box_to_try_again(browser: Browser, code: str) -> None:
    for path in (f"/r/{code}", f"/r/{code}/history"):
        page = browser.open(path)
        assert page.status == 404
        assert "Mã phản ánh" in page.text


def test_the_history_is_there_for_a_page_that_heard_of_news(browser: Browser) -> None:
    report = moved(filed(), Status.ACCEPTED)
    page = browser.open(f"/r/{report.code}/history")
    assert "Đã tiếp nhận" in page.text
    assert not page.response.content.lstrip().startswith(b"<!doctype")


def test_the_reporter_answers_a_question_with_a_photo(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, note="Xin cho biết số nhà.", now=timezone.now())
    page = _own(browser, report)
    assert "Xin cho biết số nhà." in page.text
    after = browser.press(page, "", ending="/reply", text="Số 12 ạ.", photos=[jpeg()])
    report.refresh_from_db()
    assert (report.status, report.photo_count) == ("received", 1)
    assert "Số 12 ạ." in after.text
    assert after.path == f"/r/{report.code}?key={secret_of(report)}&done=reply"


def test_an_empty_answer_is_asked_for_again(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, now=timezone.now())
    page = browser.press(_own(browser, report), "", ending="/reply", text=" ")
    assert page.status == 422
    assert "Xin ông/bà ghi câu trả lời hoặc gửi ảnh." in page.text


def test_a_refused_answer_keeps_its_photos(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, now=timezone.now())
    page = browser.press(_own(browser, report), "", ending="/reply", text="x" * 4001, photos=[jpeg()])
    assert page.status == 422
    tokens = page.values("photo_tokens", "/reply")
    assert len(tokens) == 1
    browser.press(page, "", ending="/reply", text="Số 12 ạ.", photo_tokens=tokens[0])
    report.refresh_from_db()
    assert (report.status, report.photo_count) == ("received", 1)


def test_an_answer_after_its_time_is_still_read(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, note="Số nhà?", now=timezone.now())
    assert report.answer_by is not None
    end_unanswered_questions(report.answer_by)
    page = _own(browser, report)
    assert "Đã quá hạn trả lời" in page.text
    after = browser.press(page, "", ending="/reply", text="Số 12 ạ.")
    assert after.status == 200
    assert "Số 12 ạ." in after.text
    assert "Đã quá hạn trả lời" not in after.text


def test_two_taps_on_send_are_one_answer(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, now=timezone.now())
    page = _own(browser, report)
    first = browser.press(page, "", ending="/reply", text="Số 12 ạ.")
    second = browser.press(page, "", ending="/reply", text="Số 12 ạ.")
    assert (first.status, second.status) == (200, 200)
    assert report.events.filter(kind="answered").count() == 1


def test_a_wrong_secret_answers_nothing(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, now=timezone.now())
    for key in ("", "x" * 22, secret_of(filed())):
        answer = browser.client.post(f"/r/{report.code}/reply", {"key": key, "text": "Tôi đây."})
        assert answer.status_code == 404
    report.refresh_from_db()
    assert report.status == Status.NEEDS_INFO


def test_a_bad_file_keeps_the_words_of_the_answer(browser: Browser) -> None:
    report = moved(filed(), Status.NEEDS_INFO, now=timezone.now())
    page = browser.press(_own(browser, report), "", ending="/reply", text="Số 12 ạ.", photos=[b"no photo"])
    assert (page.status, page.values("text", "/reply")) == (422, ["Số 12 ạ."])


def test_the_reporter_says_that_it_is_good(browser: Browser) -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    browser.press(_own(browser, report), "5", ending="/verdict", name="rating", text="Cảm ơn.")
    report.refresh_from_db()
    assert (report.status, report.satisfied, report.rating) == ("closed", True, 5)


def test_the_reporter_says_that_it_is_not_good(browser: Browser) -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    page = browser.press(_own(browser, report), "no", ending="/verdict", name="satisfied", text="Rác vẫn còn.")
    report.refresh_from_db()
    assert (report.status, report.satisfied) == ("accepted", False)
    assert "Rác vẫn còn." in page.text


def test_a_verdict_too_late_is_refused_in_words(browser: Browser) -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    page = _own(browser, report)
    browser.press(page, "5", ending="/verdict", name="rating")
    assert browser.press(page, "5", ending="/verdict", name="rating").status == 200  # the same tap twice
    again = browser.press(page, "1", ending="/verdict", name="rating")
    assert (again.status, "không chuyển sang bước này được" in again.text) == (409, True)
    assert browser.press(page, "", ending="/verdict", rating="9", satisfied="yes").status == 422
    report.refresh_from_db()
    assert (report.status, report.rating) == ("closed", 5)


@pytest.mark.parametrize("act", ["reply", "verdict"])
@pytest.mark.parametrize("key", ["", "wrong"])
def test_without_the_secret_nobody_answers_or_judges(browser: Browser, act: str, key: str) -> None:
    report = moved(filed(), Status.NEEDS_INFO)
    response = browser.client.post(f"/r/{report.code}/{act}", {"key": key, "text": "x", "satisfied": "yes"})
    assert response.status_code == 404
    assert browser.client.post(f"/r/ABCD/{act}", {"key": key}).status_code == 404
    report.refresh_from_db()
    assert report.status == "needs_info"


def test_the_page_costs_the_same_queries_however_long_its_history(
    browser: Browser, django_assert_max_num_queries: object
) -> None:
    report = moved(filed(photos=[jpeg()]), Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED)
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's
        browser.open(f"/r/{report.code}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's
        _own(browser, report)
