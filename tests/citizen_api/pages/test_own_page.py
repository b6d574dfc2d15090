"""What reporters do on their own page, and what each reader sees of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from backend.http.limits import Limit
from backend.reports.clock import close_silent
from backend.reports.lifecycle import Move, advance
from backend.reports.links import secret_of
from backend.reports.models import Contact, Kind, Report, Status
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.uploads import store_photos
from backend.routing.deadlines import spoken
from citizen_api.pages import own as own_page
from tests.citizen_api.pages.browsing import Browser, Page
from tests.reports.filing import CONTACT, filed, jpeg, moved, officer, staff


def own(browser: Browser, report: Report) -> Page:
    return browser.open(f"/r/{report.code}?key={secret_of(report)}")


def forms(page: Page) -> set[str]:
    return {form.action.removeprefix("/r/").partition("/")[2] for form in page.forms if form.method == "post"}


def fresh(**changes: object) -> Report:
    return filed(now=timezone.now() - timedelta(hours=1), **changes)


@pytest.fixture(autouse=True)
def no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"


def at_desk(report: Report) -> Client:
    """Return an officer of the unit in charge, signed in."""
    client = Client()
    client.force_login(officer(report.unit))
    return client


def test_photos_are_added_and_only_the_reporter_and_staff_see_them(browser: Browser) -> None:
    report = fresh()
    page = browser.press(own(browser, report), "", ending="/more", photos=[jpeg(), jpeg((1, 2, 200))], text="Thêm ạ.")
    assert "Đã gửi ảnh cho đơn vị xử lý." in page.text
    assert "Ông/bà gửi thêm được 3 ảnh." in page.text
    assert "Thêm ạ." in page.text
    assert len(page.images) == 2
    public = browser.open(f"/r/{report.code}")
    assert "Người phản ánh gửi thêm ảnh" in public.text
    assert "Thêm ạ." not in public.text
    assert public.images == []
    at_work = at_desk(report)
    assert "Thêm ạ." in at_work.get(f"/staff/r/{report.code}").content.decode()


def test_two_taps_add_photos_once(browser: Browser) -> None:
    report = fresh()
    page = own(browser, report)
    for _tap in range(2):
        assert browser.press(page, "", ending="/more", photos=[jpeg()], text="Đây.").status == 200
    report.refresh_from_db()
    assert report.photo_count == 1


def test_photos_that_were_refused_are_kept(browser: Browser) -> None:
    report = fresh()
    page = browser.press(own(browser, report), "", ending="/more", photos=[jpeg()], text="x" * 4001)
    assert (page.status, len(page.values("photo_tokens", "/more"))) == (422, 1)
    tokens = page.values("photo_tokens", "/more")
    browser.press(page, "", ending="/more", text="Ngắn.", photo_tokens=tokens)
    report.refresh_from_db()
    assert report.photo_count == 1


def test_a_form_without_photos_is_asked_for_them(browser: Browser) -> None:
    page = browser.press(own(browser, fresh()), "", ending="/more", text="Chỉ lời.")
    assert (page.status, page.values("text", "/more")) == (422, ["Chỉ lời."])
    assert "Xin ông/bà chọn ít nhất một ảnh." in page.text


def test_the_page_offers_photos_only_while_they_are_taken(browser: Browser) -> None:
    report = fresh()
    page = own(browser, report)
    assert "more" in forms(page)
    moved(report, Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    assert "more" not in forms(own(browser, report))
    late = browser.press(page, "", ending="/more", photos=[jpeg()])
    assert (late.status, "không nhận thêm ảnh" in late.text) == (409, True)


def test_personal_data_are_put_right(browser: Browser) -> None:
    report = fresh(contact=CONTACT)
    page = own(browser, report)
    assert page.values("contact_phone", "/contact") == ["0900000123"]
    after = browser.press(
        page, "", ending="/contact", contact_phone="0900 000 456", contact_email="", contact_name="Bà Mẫu", consent="1"
    )
    assert "Đã lưu thông tin liên hệ." in after.text
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("Bà Mẫu", "0900000456", "")


def test_personal_data_are_not_kept_without_a_yes_and_nothing_typed_is_lost(browser: Browser) -> None:
    report = fresh()
    page = browser.press(own(browser, report), "", ending="/contact", contact_phone="0900 000 456")
    assert (page.status, page.values("contact_phone", "/contact")) == (422, ["0900 000 456"])
    assert "Xin ông/bà đánh dấu đồng ý" in page.text
    assert not Contact.objects.exists()


def test_personal_data_are_erased_and_staff_see_that_they_are_gone(browser: Browser) -> None:
    report = fresh(contact=CONTACT)
    page = own(browser, report)
    after = browser.press(page, "", ending="/contact/erase")
    assert "Đã xóa thông tin liên hệ của ông/bà." in after.text
    assert "0900000123" not in after.text
    assert "contact/erase" not in forms(after)
    assert browser.press(page, "", ending="/contact/erase").status == 200
    at_work = at_desk(report)
    address = f"/staff/r/{report.code}"
    assert "Người phản ánh đã xóa thông tin liên hệ" in at_work.get(address).content.decode()
    at_work.post(f"{address}/contact", {"note": "Gọi hỏi"})
    assert not report.events.filter(kind=Kind.CONTACT_SEEN).exists()


def test_every_look_at_the_contact_is_told_with_day_and_unit_and_without_a_name(browser: Browser) -> None:
    report = fresh(contact=CONTACT)
    assert "Chưa cán bộ nào xem" in own(browser, report).text
    person = staff(report.unit)
    for _look in range(2):
        note(report, "Hỏi số nhà", by=person, now=timezone.now(), kind=Kind.CONTACT_SEEN)
    page = own(browser, report)
    assert "Thông tin liên hệ của ông/bà đã được xem 2 lần" in page.text
    assert f"{spoken(report.events.get(number=2).at)}, {report.unit.name}" in page.text
    assert str(person.user) not in page.text
    assert "Hỏi số nhà" not in page.text
    assert "đã được xem" not in browser.open(f"/r/{report.code}").text


def test_words_and_photos_are_taken_back_from_the_public(browser: Browser) -> None:
    report = fresh(photos=[jpeg()], text="Rác trước nhà tôi.")
    publish(
        report,
        Release("Rác trước nhà.", frozenset({report.photos.get().pk})),
        by=staff(report.unit),
        now=timezone.now(),
    )
    (image,) = browser.open(f"/r/{report.code}").images
    after = browser.press(own(browser, report), "", ending="/withhold")
    assert "Lời và ảnh của ông/bà không còn công khai." in after.text
    assert "Rác trước nhà tôi." in after.text
    public = browser.open(f"/r/{report.code}")
    assert "Rác trước nhà" not in public.text
    assert "Người phản ánh đã xin ngừng công khai" in public.text
    assert public.images == []
    assert browser.client.get(image).status_code == 404
    assert browser.client.get(f"/api/v1/reports/{report.code}").json()["published"] is False
    assert "withhold" not in forms(after)


@pytest.mark.parametrize("rating", ["1", "2", "3", "4", "5"])
def test_one_tap_rates_and_ends_the_report(browser: Browser, rating: str) -> None:
    report = moved(fresh(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    page = browser.press(own(browser, report), rating, ending="/verdict", name="rating")
    report.refresh_from_db()
    assert (report.status, report.satisfied, report.rating) == ("closed", rating in "345", int(rating))
    assert "Đã ghi nhận ý kiến." in page.text
    assert ("Người phản ánh thấy đã ổn" in page.text) == (rating in "345")
    assert "Chưa ổn, xin xem lại" in page.text  # for seven days


def test_who_is_told_to_wait_loses_nothing_of_what_they_wrote(
    browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = moved(fresh(contact=CONTACT), Status.NEEDS_INFO, now=timezone.now())
    settings.RATE_LIMITS = True
    monkeypatch.setattr(own_page, "WRITES", Limit("own-in-a-test", 0, 3600))
    page = own(browser, report)
    answered = browser.press(page, "", ending="/reply", text="Số 12 ạ.", photos=[jpeg()])
    assert (answered.status, answered.values("text", "/reply")) == (429, ["Số 12 ạ."])
    assert int(answered.response["Retry-After"]) > 0
    righted = browser.press(page, "", ending="/contact", contact_name="Bà Ba", contact_phone="0900000456", consent="1")
    assert (righted.status, righted.values("contact_name", "/contact")) == (429, ["Bà Ba"])
    report.refresh_from_db()
    assert report.status == Status.NEEDS_INFO


def test_seven_days_after_the_end_it_may_be_opened_again_and_the_day_is_said(browser: Browser) -> None:
    now = timezone.now()
    report = moved(fresh(), Status.ACCEPTED, Status.RESOLVED, now=now - timedelta(days=13))
    close_silent(now - timedelta(days=5))
    report.refresh_from_db()
    assert report.closed_at is not None
    page = own(browser, report)
    assert f"xem lại được đến {spoken(report.closed_at + timedelta(days=7))}" in page.text
    browser.press(page, "no", ending="/verdict", name="satisfied", text="Lại đầy rác.")
    report.refresh_from_db()
    assert report.status == "accepted"


def test_after_seven_days_it_is_no_longer_offered(browser: Browser) -> None:
    now = timezone.now()
    report = moved(fresh(), Status.ACCEPTED, Status.RESOLVED, now=now - timedelta(days=16))
    close_silent(now - timedelta(days=8))
    assert "verdict" not in forms(own(browser, report))
    body = {"key": secret_of(report), "satisfied": "no"}
    assert browser.client.post(f"/r/{report.code}/verdict", body).status_code == 422


@pytest.mark.parametrize("act", ["more", "contact", "contact/erase", "withhold"])
@pytest.mark.parametrize("key", ["", "wrong", "other"])
def test_without_the_secret_nobody_does_any_of_it(browser: Browser, act: str, key: str) -> None:
    report = fresh(contact=CONTACT)
    given = secret_of(fresh()) if key == "other" else key
    body = {"key": given, "contact_phone": "0900000456", "consent": "1"}
    assert browser.client.post(f"/r/{report.code}/{act}", body).status_code == 404
    assert browser.client.post(f"/r/ABCD/{act}", body).status_code == 404
    assert browser.client.get(f"/r/{report.code}/{act}?key={secret_of(report)}").status_code == 405
    assert report.events.count() == 1
    assert report.contact is not None
    report.contact.refresh_from_db()
    assert report.contact.phone == "0900000123"


def test_nothing_of_the_own_page_is_on_the_public_one(browser: Browser) -> None:
    report = fresh(contact=CONTACT)
    page = browser.open(f"/r/{report.code}")
    assert forms(page) == {"support"}
    assert "0900000123" not in page.text
    assert browser.open(f"/r/{report.code}?done=withheld").text == page.text


def test_the_hotline_is_there_to_take_a_report_back_altogether(browser: Browser, settings: Settings) -> None:
    report = fresh()
    settings.HOTLINE = "024 3827 1234 (giờ hành chính)"
    assert "tel:02438271234" in own(browser, report).links
    settings.HOTLINE = ""
    assert not [link for link in own(browser, report).links if link.startswith("tel:")]


def resolved_with_photos() -> Report:
    """Return a report of two photos whose result is shown in one; all are public but the second."""
    report = moved(fresh(photos=[jpeg(), jpeg((1, 2, 3))]), Status.ACCEPTED, now=timezone.now())
    by = staff(report.unit)
    move = Move(note="Đã dọn.", photos=store_photos([jpeg((9, 200, 9))]))
    advance(report, Status.RESOLVED, by=by, now=timezone.now(), move=move)
    first, _second, result = report.photos.order_by("order")
    publish(report, Release("Rác.", frozenset({first.pk, result.pk})), by=by, now=timezone.now())
    return report


def test_photos_before_and_after_stand_side_by_side_in_the_history(browser: Browser) -> None:
    report = resolved_with_photos()
    for page in (browser.open(f"/r/{report.code}"), browser.open(f"/r/{report.code}/history")):
        written = page.response.content.decode()
        assert "Trước Ảnh" not in page.text
        assert written.count('alt="Trước xử lý, ảnh 1"') == written.count('alt="Sau xử lý, ảnh 1"') == 1
        assert written.index("Trước xử lý, ảnh 1") < written.index("Sau xử lý, ảnh 1")
        assert len(page.images) == 3  # the released one with the words, and the pair
    assert len(own(browser, report).images) == 4


def test_a_result_without_photos_and_a_report_without_photos_show_none(browser: Browser) -> None:
    report = moved(fresh(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    page = browser.open(f"/r/{report.code}")
    assert page.images == []
    assert "Trước" not in page.text.split()
    assert "Đã xem và xử lý." in page.text


def test_where_a_report_stands_in_time_is_said_in_words(browser: Browser) -> None:
    now = timezone.now()
    late = filed(now=now - timedelta(days=60))
    assert "Tiếp nhận: quá hạn" in browser.open(f"/r/{late.code}").text
    moved(late, Status.ACCEPTED, now=now)
    assert "Xử lý: quá hạn" in browser.open(f"/r/{late.code}").text
    moved(late, Status.RESOLVED, now=now)
    assert "Xong sau hạn xử lý." in browser.open(f"/r/{late.code}").text
    quick = moved(fresh(), Status.ACCEPTED, Status.RESOLVED, now=now)
    assert "Xong đúng hạn." in browser.open(f"/r/{quick.code}").text


def _statements(browser: Browser, report: Report) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert own(browser, report).status == 200
    return len(spent)


def test_the_own_page_costs_the_same_queries_however_much_has_happened(browser: Browser) -> None:
    report = fresh(photos=[jpeg()], contact=CONTACT)
    note(report, "Hỏi", by=staff(report.unit), now=timezone.now(), kind=Kind.CONTACT_SEEN)
    few = _statements(browser, report)
    for _look in range(12):
        note(report, "Hỏi", by=staff(report.unit), now=timezone.now(), kind=Kind.CONTACT_SEEN)
    browser.press(own(browser, report), "", ending="/more", photos=[jpeg((5, 5, 5)), jpeg((6, 6, 6))])
    assert _statements(browser, report) == few <= 9
