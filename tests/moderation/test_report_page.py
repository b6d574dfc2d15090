"""Work on one report: what staff are told, and each deed of the page."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from backend.accounts.actor import Reporter
from backend.accounts.models import Role
from backend.reports.arrivals import Origin
from backend.reports.codes import spoken_code
from backend.reports.intake import submit
from backend.reports.models import Kind, Photo, Report, Screening, Status, Upload
from backend.reports.publication import hide
from backend.routing.models import Unit
from notifications.models import Letter
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff, waste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def look(client: Client, report: Report) -> str:
    return client.get(f"/staff/r/{report.code}").content.decode()


def do(client: Client, report: Report, deed: str = "advance", **sent: object) -> HttpResponse:
    report.refresh_from_db()
    whole = {"version": report.version} | sent
    return client.post(f"/staff/r/{report.code}/{deed}", whole)  # type: ignore[return-value]  # of the test client


def call(report: Report, **more: object) -> Letter:
    event = report.events.get(number=1)
    fields = {"recipient": "reporter", "carrier": "call", "not_before": report.created_at} | more
    return Letter.objects.create(event=event, **fields)


def test_staff_read_the_residents_own_words_and_why_it_came_here(sign_in: SignIn) -> None:
    report = filed(text="Rác ở cổng. Gọi tôi 0912 345 678.", photos=[jpeg()])
    page = look(sign_in(report), report)

    assert '<blockquote class="said pre">Rác ở cổng. Gọi tôi 0912 345 678.</blockquote>' in page
    assert "Gọi tôi [đã che].</textarea>" in page
    assert "chủ trì theo quy tắc" in page
    assert spoken_code(report.code) in page
    assert "Hạn tiếp nhận" in page


def test_everything_outside_ones_units_is_not_found(sign_in: SignIn) -> None:
    report = filed(photos=[jpeg()], contact=CONTACT)
    client = sign_in(Unit.objects.exclude(pk__in=report.involvements.values("unit")).order_by("id")[0])
    photo = Photo.objects.get(report=report)

    assert client.get(f"/staff/r/{report.code}").status_code == 404
    assert client.get(f"/staff/photos/{photo.pk}/full").status_code == 404
    for deed in ("advance", "publish", "screen", "note", "contact"):
        assert do(client, report, deed, to="accepted", note="x").status_code == 404


def test_staff_see_clean_photos_in_two_sizes(sign_in: SignIn) -> None:
    report = filed(photos=[jpeg(size=(1200, 900))])
    photo = Photo.objects.get(report=report)
    client = sign_in(report)

    full, thumb = (client.get(f"/staff/photos/{photo.pk}/{size}") for size in ("full", "thumb"))
    assert full.content[:2] == thumb.content[:2] == b"\xff\xd8"
    assert len(full.content) > len(thumb.content)
    assert "private" in full.headers["Cache-Control"]
    assert client.get(f"/staff/photos/{photo.pk}/huge").status_code == 404
    Photo.objects.filter(pk=photo.pk).update(clean_name="aa/gone.jpg")
    assert client.get(f"/staff/photos/{photo.pk}/full").status_code == 404


def test_accepting_lets_out_the_words_and_the_photos_that_were_looked_at(sign_in: SignIn) -> None:
    report = filed(photos=[jpeg(), jpeg((1, 2, 3))])
    first = Photo.objects.get(report=report, order=0)
    client = sign_in(report)
    answer = do(client, report, to="accepted", note="Đã nhận.", release="1", text="Rác ba ngày.", photo=[first.pk])

    assert answer.headers["Location"] == f"/staff/r/{report.code}"
    report.refresh_from_db()
    assert (report.status, report.public_text) == ("accepted", "Rác ba ngày.")
    assert Photo.objects.exclude(public_name="").get() == first
    assert "Đã tiếp nhận" in look(client, report)


def test_accepting_without_a_tick_lets_nothing_more_out(sign_in: SignIn) -> None:
    report = filed(category="illegal_building")
    do(sign_in(report), report, to="accepted", text="Không công khai.")
    report.refresh_from_db()
    assert (report.status, report.published_at) == ("accepted", None)


def test_the_whole_way_is_walked_with_an_after_photo(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    do(client, report, to="accepted")
    do(client, report, to="in_progress")
    after = SimpleUploadedFile("sau.jpg", jpeg(), "image/jpeg")
    do(client, report, to="resolved", photos=after)

    report.refresh_from_db()
    assert report.status == "resolved"
    assert Photo.objects.get(report=report).is_after
    page = look(client, report)
    assert "Ảnh kèm theo" in page
    assert "Mở lại" not in page
    head = sign_in(officer(report.unit, Role.UNIT_HEAD))
    assert "Mở lại" in look(head, report)
    do(head, report, to="accepted", note="Rác lại đầy.")
    report.refresh_from_db()
    assert report.status == "accepted"


def test_a_refused_step_keeps_what_was_typed_and_the_photos(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    photo = SimpleUploadedFile("x.jpg", jpeg(), "image/jpeg")
    answer = do(client, report, to="rejected", note="Có giấy phép.", photos=photo)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Xin chọn lý do từ chối" in page
    assert "Có giấy phép.</textarea>" in page
    assert "1 ảnh đã tải lên" in page
    token = Upload.objects.get().token
    assert do(client, report, to="rejected", note="Có giấy phép.", reason="not_found", token=token).status_code == 302
    report.refresh_from_db()
    assert report.status == "rejected"
    assert not Upload.objects.exists()


def test_a_file_that_is_no_photo_is_said_in_words(sign_in: SignIn) -> None:
    report = moved(filed(), "accepted")
    answer = do(sign_in(report), report, to="resolved", note="Xong", photos=SimpleUploadedFile("x.jpg", b"khong"))
    assert answer.status_code == 422
    assert "không phải ảnh" in answer.content.decode()


def test_a_lost_race_says_who_did_what_and_keeps_the_words(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    seen = report.version
    moved(report, "accepted", note="Tôi nhận.")

    answer = do(client, report, to="accepted", version=seen, note="Chữ của tôi")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Đồng nghiệp vừa thay đổi" in page
    assert "Đã thay đổi trong lúc đó" in page
    assert "Chữ của tôi" in page
    again = do(client, report, to="rejected", version="", reason="lawful", note="Có phép").content.decode()
    assert "Có phép</textarea>" in again
    assert f'name="version" value="{report.version}"' in again


def test_merging_takes_a_code_as_it_is_read_out(sign_in: SignIn) -> None:
    main, again = filed(), filed()
    client = sign_in(main)
    assert "Không thấy mã này" in do(client, again, to="duplicate", into="ABC").content.decode()
    assert do(client, again, to="duplicate", into=spoken_code(main.code).lower()).status_code == 302
    assert spoken_code(main.code) in look(client, again)
    assert "Phản ánh gộp vào đây" in look(client, main)
    do(client, again, to="back")
    again.refresh_from_db()
    assert again.status == Status.RECEIVED


def test_who_helps_may_note_but_has_no_steps(sign_in: SignIn) -> None:
    food = filed(category="restaurant_food", contact=CONTACT)
    client = sign_in(food.involvements.exclude(unit=food.unit).order_by("id")[0].unit)
    page = look(client, food)

    assert "Chỉ đơn vị chủ trì" in page
    assert "/advance" not in page
    assert do(client, food, to="accepted").status_code == 403
    assert do(client, food, "contact", note="Muốn xem").status_code == 404
    assert do(client, food, "note", to="note", note="Trạm đã lấy mẫu.").status_code == 302
    page = look(client, food)
    assert "Trạm đã lấy mẫu." in page
    assert "Nội bộ" in page
    assert do(client, food, "note", to="note", note=" ").status_code == 422


def test_the_contact_is_shown_for_a_reason_and_the_look_is_kept(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    client = sign_in(report)
    assert CONTACT.phone.replace(" ", "") not in look(client, report)
    assert do(client, report, "contact", note="").status_code == 422

    shown = do(client, report, "contact", note="Hỏi vị trí").content.decode()
    assert "0900000123" in shown
    assert report.events.get(kind=Kind.CONTACT_SEEN).words.body == "Hỏi vị trí"
    assert "0900000123" not in look(client, report)


def test_health_answers_are_for_health_units_alone(sign_in: SignIn) -> None:
    food = filed(category="food_poisoning", answers={"symptoms": ["vomiting"], "people_ill": 3})
    readers = {one.unit for one in food.involvements.select_related("unit")}
    seen = {unit.slug: "Biểu hiện" in look(sign_in(unit), food) for unit in readers}

    assert seen == {unit.slug: unit.sees_health_data for unit in readers}
    assert set(seen.values()) == {True, False}


def test_a_call_is_ticked_off_with_its_result(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    letter = call(report)
    client = sign_in(report)
    assert "Đã nói chuyện" in look(client, report)
    too_long = client.post(f"/staff/r/{report.code}/calls/{letter.pk}", {"note": "x" * 5000})
    assert too_long.status_code == 422

    client.post(f"/staff/r/{report.code}/calls/{letter.pk}", {"note": "Bà đã nghe."})
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert report.events.get(kind=Kind.CALLED).words.body == "Bà đã nghe."
    again = client.post(f"/staff/r/{report.code}/calls/{letter.pk}", follow=True)
    assert "đã có người thực hiện" in again.content.decode()


def test_a_letter_nobody_could_deliver_is_shown(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    call(report, carrier="email", gave_up_at=timezone.now(), last_error="refused")
    call(report, carrier="email", recipient="unit:x", gave_up_at=timezone.now(), last_error="refused")
    page = look(sign_in(report), report)
    assert "Không gửi được thư điện tử cho người phản ánh" in page
    assert "cho đơn vị" in page


def test_what_is_held_is_cleared_or_marked_and_can_come_back(sign_in: SignIn) -> None:
    report = filed()
    Report.objects.filter(pk=report.pk).update(screening=Screening.UNVERIFIED, published_at=None, public_text="")
    client = sign_in(report)
    assert "Xác minh, đưa vào xử lý" in look(client, report)
    assert do(client, report, "screen", to="bay").status_code == 422
    do(client, report, "screen", to="spam")
    assert "Khôi phục" in look(client, report)
    do(client, report, "screen", to="clear")
    report.refresh_from_db()
    assert report.screening == Screening.CLEAR


def test_it_is_said_what_speaks_against_a_report(sign_in: SignIn) -> None:
    words = "Cho vay tiền nhanh trong ngày, lãi thấp, gọi là có ngay không cần thế chấp."
    origins = [Origin(f"10.9.{number}.1", f"device {number}", is_known=True) for number in range(6)]
    reports = [submit(waste(text=words), by=Reporter(), now=NOW, sent_from=one).report for one in origins]
    client = sign_in(reports[-1])
    page = look(client, reports[-1])
    assert "Nghi là tin rác nên để riêng." in page
    assert "Cùng nội dung đã gửi 6 lần trong 24 giờ." in page
    assert "Cùng nội dung đã gửi" not in look(client, reports[0])
    office = Client()
    office.force_login(officer(None, Role.PROGRAMME_OFFICE))
    assert "Cùng nội dung đã gửi 6 lần trong 24 giờ." in look(office, reports[-1])
    told = client.get(f"/api/v1/staff/reports/{reports[-1].code}").json()["reasons"]
    assert "words" in {reason["code"] for reason in told}
    do(client, reports[-1], "screen", to="clear")
    reports[-1].refresh_from_db()
    assert (reports[-1].screening, reports[-1].published_at is not None) == (Screening.CLEAR, True)


def test_what_is_public_can_be_changed_later(sign_in: SignIn) -> None:
    report = moved(filed(), "accepted")
    client = sign_in(report)
    assert "Cập nhật phần công khai" in look(client, report)
    do(client, report, "publish", to="publish", text="Rác đã được báo.")
    report.refresh_from_db()
    assert report.public_text == "Rác đã được báo."
    refused = do(client, report, "publish", to="publish", text="x" * 5000)
    assert refused.status_code == 422


def test_a_place_near_a_line_names_its_neighbours(sign_in: SignIn) -> None:
    report = filed()
    Report.objects.filter(pk=report.pk).update(near_boundary=True)
    assert "Giáp ranh" in look(sign_in(report), report)


def test_the_page_costs_the_same_however_long_the_history(
    sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    report = moved(filed(photos=[jpeg()]), "accepted", "in_progress")
    client = sign_in(report)
    look(client, report)
    with django_assert_max_num_queries(26):  # type: ignore[operator]  # a context of pytest-django
        look(client, report)
    for number in range(8):
        do(client, report, "note", to="note", note=f"Ghi chú {number}")
    look(client, report)
    with django_assert_max_num_queries(26):  # type: ignore[operator]  # as above
        look(client, report)


def test_a_late_report_says_so_in_its_head(sign_in: SignIn) -> None:
    report = filed(now=timezone.now() - timedelta(days=90))
    assert "quá hạn" in look(sign_in(report), report)


def test_a_colleague_who_hid_it_is_not_overruled_by_an_older_page(sign_in: SignIn) -> None:
    report = filed()
    client, version = sign_in(report), report.version
    hide(report, reason="Có tên người.", by=staff(report.unit), now=timezone.now())
    late = client.post(f"/staff/r/{report.code}/publish", {"version": str(version), "text": "Rác."})
    assert late.status_code == 409
    report.refresh_from_db()
    assert report.published_at is None


def test_several_parts_are_split_off_in_one_form(sign_in: SignIn) -> None:
    report = filed()
    sent = {
        "version": str(report.version), "category": "food_poisoning", "text": "Đau bụng sau khi ăn.",
        "category-3": "street_dust", "text-3": "Đường bụi.", "category-2": "", "text-2": " ",
    }  # fmt: skip
    client = sign_in(report)
    assert client.post(f"/staff/r/{report.code}/act/split", sent).status_code == 302
    assert sorted(one.category.code for one in report.parts.all()) == ["food_poisoning", "street_dust"]
    endless = client.post(f"/staff/r/{report.code}/act/split", sent | {"photos": "9" * 5000})
    assert endless.status_code == 302  # no photo at all
    assert report.parts.count() == 4
    half = client.post(f"/staff/r/{report.code}/act/split", sent | {"category-2": "street_dust"})
    assert half.status_code == 422
    assert "Đau bụng sau khi ăn." in half.content.decode()
    assert report.parts.count() == 4


def test_what_others_may_read_is_shown_beside_what_was_sent(sign_in: SignIn) -> None:
    report = filed(text="Gọi 0912 345 678 nhé.")
    page = sign_in(report).get(f"/staff/r/{report.code}").content.decode()
    assert "So với lời đã gửi" in page
    assert "</span>0912 345 678 </del>" in page
