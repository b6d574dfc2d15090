"""Which letters leave, to whom, when, and what they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from backend.accounts.actor import Clock
from backend.accounts.models import Role
from backend.reports import replies
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Contact, Kind, Report, Screening, Status
from backend.reports.new_report import NewContact
from backend.reports.screening import screen
from backend.routing.models import Unit
from notifications import dispatch
from notifications.models import Carrier, Letter
from tests.notifications.conftest import Texts
from tests.reports.filing import CITY, NOW, filed, moved, staff

pytestmark = [pytest.mark.usefixtures("house")]
RESIDENT = "mau@dan.example"
MAIL = NewContact(name="Bà Mẫu", email=RESIDENT, consent_version="2026-1")
PHONE = NewContact(phone="0900000123", consent_version="2026-1")
BOTH = replace(MAIL, phone="0900000123")
SOON = timedelta(seconds=11)
COMPLAINT = "Tôi khiếu nại quyết định xử phạt số 12 của Chủ tịch UBND phường đối với tôi."
DENUNCIATION = "Tôi tố cáo ông Nguyễn Văn A, cán bộ địa chính phường, nhận hối lộ 50 triệu đồng của dân."
Mails = list[EmailMessage]


@pytest.fixture
def to_resident(mailoutbox: Mails) -> Callable[[], Mails]:
    """What has reached the resident's mail box."""
    return lambda: [mail for mail in mailoutbox if mail.to == [RESIDENT]]


def drain(at: datetime = NOW + SOON) -> dispatch.Drained:
    return dispatch.drain(at)


def only_letters_of(report: Report, kind: Kind) -> None:
    """Forget what is owed for other events, so that a test reads one letter."""
    drain(NOW)
    Letter.objects.exclude(event__report=report, event__kind=kind).delete()


def test_a_letter_waits_ten_seconds_so_that_a_wrong_click_can_be_undone(to_resident: Callable[[], Mails]) -> None:
    filed(contact=MAIL)
    drain(NOW + timedelta(seconds=8))
    assert not to_resident()
    drain()
    assert len(to_resident()) == 1


def test_the_first_letter_says_code_kind_place_unit_and_deadlines(to_resident: Callable[[], Mails]) -> None:
    report = filed(contact=MAIL)
    drain()
    [mail] = to_resident()
    assert mail.subject == f"Đã nhận phản ánh {report.code}"
    body = str(mail.body)
    assert body.startswith("Kính gửi ông/bà,\n\nHệ thống đã nhận phản ánh ")
    assert f'{report.code} về "{report.category.name}" tại Phố Ngọc Lâm, phường Ngọc Lâm.' in body
    assert f"{report.unit.name} là đơn vị chủ trì, sẽ xem và trả lời có tiếp nhận hay không trước " in body
    assert f"/r/{report.code}?key=" in body
    assert "Thắc mắc: 024 0000 0000" in body
    assert "Rác ba ngày" not in body
    assert "  " not in body
    assert "&quot;" not in body
    assert mail.extra_headers["Message-ID"].startswith("<letter-")


def test_draining_again_sends_nothing_twice(mailoutbox: Mails) -> None:
    filed(contact=MAIL)
    assert drain().sent == len(mailoutbox) > 1
    assert drain(NOW + timedelta(minutes=20)) == dispatch.Drained()


def test_an_urgent_kind_names_the_number_to_call_first(to_resident: Callable[[], Mails]) -> None:
    report = filed(contact=MAIL, category="food_poisoning", text="Sau bữa cỗ nhiều người đau bụng, nôn.")
    drain()
    [mail] = to_resident()
    assert mail.subject == f"Đã nhận phản ánh khẩn {report.code}"
    assert "\n\nNếu có người đang gặp nguy hiểm, xin gọi ngay 115.\n\n" in str(mail.body)


@pytest.mark.parametrize(
    ("steps", "kind", "subject", "said"),
    [
        (["accepted"], Kind.ACCEPTED, "Phản ánh {code} đã được tiếp nhận", "sẽ xử lý trước"),
        (["needs_info"], Kind.ASKED, "Cần hỏi thêm về phản ánh {code}", '"Đã xem và xử lý." Xin ông/bà trả lời trước'),
        (["accepted", "resolved"], Kind.RESOLVED, "Phản ánh {code} đã xử lý", "Kết quả: Đã xem và xử lý. Xem tại http"),
        (["rejected"], Kind.REJECTED, "Phản ánh {code} không được xử lý trên hệ thống", "Ông/bà có thể: "),
    ],
)
def test_each_step_has_its_letter(
    steps: list[str], kind: Kind, subject: str, said: str, to_resident: Callable[[], Mails]
) -> None:
    report = moved(filed(contact=MAIL), *steps)
    only_letters_of(report, kind)
    drain(NOW + timedelta(minutes=20))
    [mail] = to_resident()
    assert mail.subject == subject.format(code=report.code)
    assert said in str(mail.body)
    assert f"{report.unit.name}\nThắc mắc" in str(mail.body)


def test_a_step_in_english_for_who_reads_english(mailoutbox: Mails) -> None:
    report = filed(contact=replace(MAIL, language="en"))
    moved(report, "accepted", "resolved")
    drain(NOW + timedelta(minutes=20))
    bodies = {mail.subject: str(mail.body) for mail in mailoutbox if mail.to == [RESIDENT]}
    assert set(bodies) == {
        f"Report {report.code} received",
        f"Report {report.code} has been accepted",
        f"Report {report.code} has been dealt with",
    }
    received = bodies[f"Report {report.code} received"]
    assert report.unit.name_en in received
    assert "Ngọc Lâm Ward" in received
    assert "ông/bà" not in received


def test_a_note_for_staff_is_not_told_with_the_acceptance(to_resident: Callable[[], Mails]) -> None:
    report = filed(contact=MAIL)
    move = Move(note="Nhà này hay kêu ca.", is_public=False)
    advance(report, Status.ACCEPTED, by=staff(report.unit), now=NOW, move=move)
    drain()
    assert len(to_resident()) == 2
    assert not any("hay kêu ca" in str(mail.body) for mail in to_resident())


def test_who_asked_to_open_again_gets_an_apology(to_resident: Callable[[], Mails]) -> None:
    report = moved(filed(contact=MAIL), "accepted", "resolved")
    replies.verdict(report, satisfied=False, comment="Rác vẫn còn.", now=NOW + timedelta(minutes=9))
    only_letters_of(report, Kind.REOPENED)
    drain(NOW + timedelta(minutes=20))
    [mail] = to_resident()
    assert "đã được mở lại vì: Rác vẫn còn." in str(mail.body)
    assert "Xin lỗi ông/bà vì kết quả lần trước chưa đạt." in str(mail.body)


def test_the_unit_hears_of_an_opened_report_without_the_residents_words(mailoutbox: Mails) -> None:
    report = moved(filed(contact=MAIL), "accepted", "resolved")
    replies.verdict(report, satisfied=False, comment="Rác vẫn còn.", now=NOW + timedelta(minutes=9))
    only_letters_of(report, Kind.REOPENED)
    drain(NOW + timedelta(minutes=20))
    [mail] = [mail for mail in mailoutbox if mail.to == [report.unit.email]]
    assert mail.subject == f"[Mở lại] {report.code}"
    assert "Rác" not in str(mail.body)


def test_silence_closes_with_a_letter_and_the_reporters_own_click_without(to_resident: Callable[[], Mails]) -> None:
    by_silence = moved(filed(contact=MAIL), "accepted", "resolved")
    advance(by_silence, Status.CLOSED, by=Clock(), now=NOW + timedelta(minutes=9))
    by_click = moved(filed(contact=MAIL), "accepted", "resolved")
    replies.verdict(by_click, satisfied=True, now=NOW + timedelta(minutes=9))
    drain(NOW + timedelta(minutes=20))
    closing = [mail.subject for mail in to_resident() if "kết thúc" in mail.subject]
    assert closing == [f"Phản ánh {by_silence.code} đã kết thúc"]


def test_a_repeated_report_names_the_one_it_is_dealt_with(to_resident: Callable[[], Mails]) -> None:
    main, other = filed(), filed(contact=MAIL)
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    only_letters_of(other, Kind.MERGED)
    drain()
    assert [mail.subject for mail in to_resident()] == [f"Phản ánh {other.code} được xử lý chung với {main.code}"]


def test_a_merge_undone_within_ten_seconds_is_told_to_nobody(to_resident: Callable[[], Mails]) -> None:
    main, other = filed(), filed(contact=MAIL)
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    only_letters_of(other, Kind.MERGED)
    advance(other, "back", by=staff(other.unit), now=NOW + timedelta(seconds=5))
    assert drain().given_up == 1
    assert not to_resident()
    assert Letter.objects.get().last_error == "merge_undone"


def test_a_question_already_answered_is_not_asked_any_more(to_resident: Callable[[], Mails]) -> None:
    report = moved(filed(contact=MAIL), "needs_info")
    only_letters_of(report, Kind.ASKED)
    replies.answer(report, "Ở đầu ngõ.", now=NOW + timedelta(minutes=1, seconds=5))
    drain(NOW + timedelta(minutes=20))
    assert not to_resident()
    assert Letter.objects.get().last_error == "question_is_over"


def test_the_unit_in_charge_and_those_with_it_get_code_and_street_alone(mailoutbox: Mails) -> None:
    report = filed(contact=BOTH)
    drain()
    [new] = [mail for mail in mailoutbox if mail.to == [report.unit.email]]
    assert new.subject == f"[Mới] {report.code} {report.category.name}, Phố Ngọc Lâm, phường Ngọc Lâm"
    assert "được phân công chủ trì" in str(new.body)
    assert f"Mở: http://127.0.0.1:8000/staff/r/{report.code}" in str(new.body)
    invited = [mail for mail in mailoutbox if mail.subject.startswith("[Phối hợp]")]
    assert len(invited) == report.involvements.filter(part="with").exclude(unit__email="").count() > 0
    for mail in [new, *invited]:
        for word in ("Rác ba ngày", "Mẫu", "0900000123", RESIDENT, "key="):
            assert word not in str(mail.body)


def test_an_urgent_report_calls_the_officer_on_duty(mailoutbox: Mails) -> None:
    report = filed(category="food_poisoning", text="Sau bữa cỗ nhiều người đau bụng, nôn.")
    drain()
    [mail] = [mail for mail in mailoutbox if mail.to == [report.unit.email]]
    assert mail.subject.startswith(f"[KHẨN] {report.code}")
    assert "trong 15 phút" in str(mail.body)


def test_a_unit_without_a_mail_box_is_owed_no_letter(mailoutbox: Mails) -> None:
    Unit.objects.update(email="")
    filed()
    assert drain() == dispatch.Drained()


def test_a_held_denunciation_is_told_to_its_sender_alone_and_names_no_unit(mailoutbox: Mails) -> None:
    report = filed(contact=MAIL, text=DENUNCIATION)
    assert report.screening == Screening.UNVERIFIED
    drain()
    [mail] = mailoutbox
    assert mail.to == [RESIDENT]
    assert report.unit.name not in str(mail.body)
    assert "chủ trì" not in str(mail.body)
    screen(report, Screening.CLEAR, by=staff(report.unit, Role.UNIT_HEAD), now=NOW)
    drain(NOW + timedelta(minutes=1))
    assert len(mailoutbox) == 1


def test_a_held_report_reaches_its_unit_once_somebody_has_released_it(mailoutbox: Mails) -> None:
    report = filed(text=COMPLAINT)
    drain()
    assert not mailoutbox
    screen(report, Screening.CLEAR, by=staff(report.unit), now=NOW)
    drain(NOW + timedelta(minutes=1))
    assert any(mail.subject.startswith("[Mới]") for mail in mailoutbox)


def test_a_report_marked_as_spam_before_its_letter_left_reaches_no_unit(
    to_resident: Callable[[], Mails], mailoutbox: Mails
) -> None:
    report = filed(contact=MAIL)
    drain(NOW)
    screen(report, Screening.SPAM, by=staff(report.unit), now=NOW + timedelta(seconds=5))
    drain()
    assert [mail.to for mail in mailoutbox] == [[RESIDENT]]
    assert set(Letter.objects.filter(gave_up_at__isnull=False).values_list("last_error", flat=True)) == {"held"}


def test_what_was_erased_gets_no_letter_and_says_so(to_resident: Callable[[], Mails]) -> None:
    filed(contact=BOTH)
    drain(NOW)
    Contact.objects.update(name="", email="", phone="", erased_at=NOW)
    drain()
    assert not to_resident()
    assert Letter.objects.get(recipient="reporter").last_error == "erased"


def test_a_unit_that_gave_up_its_address_or_its_part_is_dropped_openly() -> None:
    report = filed()
    drain(NOW)
    report.involvements.filter(part="with").delete()
    Unit.objects.update(email="")
    drain()
    assert set(Letter.objects.values_list("last_error", flat=True)) == {"not_involved", "no_address"}


def test_messages_go_to_telephones_in_plain_letters(texts: Texts) -> None:
    report = filed(contact=PHONE)
    moved(report, "accepted", "resolved")
    drain(NOW + timedelta(minutes=20))
    received, resolved = texts()
    assert received["to"] == "0900000123"
    assert received["text"].startswith(
        f"Da nhan phan anh {report.code}. {report.unit.sms_name} tra loi truoc 9h00 26/11. "
    )
    assert received["text"].isascii()
    assert resolved["text"].startswith(f"{report.unit.sms_name} da xu ly phan anh {report.code}. Xem va danh gia")


def test_a_number_erased_meanwhile_gets_no_message(texts: Texts) -> None:
    filed(contact=BOTH)
    drain(NOW)
    Contact.objects.update(phone="")
    drain()
    assert not texts()
    assert Letter.objects.get(carrier=Carrier.SMS).last_error == "no_address"


def test_no_message_wakes_anybody_at_night_unless_it_is_urgent(texts: Texts) -> None:
    evening = datetime(2026, 11, 25, 22, 0, tzinfo=CITY)
    filed(contact=PHONE, now=evening)
    urgent = filed(contact=PHONE, now=evening, category="food_poisoning", text="Nhiều người nôn sau bữa cỗ.")
    drain(evening + timedelta(hours=1))
    assert [urgent.code in one["text"] for one in texts()] == [True]
    drain(datetime(2026, 11, 26, 6, 59, tzinfo=CITY))
    assert len(texts()) == 1
    drain(datetime(2026, 11, 26, 7, 0, tzinfo=CITY))
    assert len(texts()) == 2


def test_a_message_that_was_held_up_until_the_night_waits_for_the_morning(texts: Texts) -> None:
    filed(contact=PHONE)
    night = datetime(2026, 11, 25, 23, 0, tzinfo=CITY)
    drain(night)
    letter = Letter.objects.get(carrier=Carrier.SMS)
    assert not texts()
    assert timezone.localtime(letter.not_before, CITY) == datetime(2026, 11, 26, 7, 0, tzinfo=CITY)
    assert (letter.attempts, letter.last_error) == (0, "")


def test_a_history_brought_in_later_is_told_to_nobody(mailoutbox: Mails, caplog: pytest.LogCaptureFixture) -> None:
    filed(contact=MAIL, now=NOW - timedelta(days=8))
    drain()
    assert not Letter.objects.exists()
    assert "told to nobody" in caplog.text
