"""Letters about acts: who gets one, and what it says."""

from datetime import date, timedelta

import pytest

from backend.accounts.models import Role, User
from backend.reports import cooperate, extend
from backend.reports.cooperate import Asked
from backend.reports.models import Contact, Report
from backend.reports.more_photos import add_photos
from backend.reports.new_report import NewContact
from backend.reports.own_contact import correct, erase
from backend.reports.reroute import recategorise
from backend.reports.transfer import Wish, accept, give_back, transfer
from backend.reports.uploads import store_photos
from backend.reports.withhold import withhold
from backend.routing.models import Category, Unit
from notifications import texts
from notifications.models import Letter
from notifications.owing import write_letters
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def health(city: None) -> Unit:
    Unit.objects.update(email="")
    Unit.objects.filter(slug__in=["phong-y-te", "ubnd-ngoc-lam"]).update(email="don-vi@quan.example")
    return Unit.objects.get(slug="phong-y-te")


def recipients(report: Report) -> set[str]:
    """Return who gets a letter about the newest event."""
    write_letters(now=NOW)
    newest = report.events.order_by("-number")[0]
    return set(Letter.objects.filter(event=newest).values_list("recipient", flat=True))


def test_a_transfer_is_told_to_the_receiver_and_the_resident_with_its_reason(health: Unit) -> None:
    report = filed(contact=CONTACT)
    event = transfer(report, Wish(health, "Thuộc phòng chuyên môn."), by=staff(report.unit), now=NOW)
    assert recipients(report) == {"reporter", "unit:phong-y-te"}
    assert report.contact is not None
    letter = texts.mail_to_reporter(event, report, report.contact)
    assert letter.subject == f"Phản ánh {report.code} chuyển sang {health.name}"
    assert "từ Ủy ban nhân dân phường Ngọc Lâm" in letter.body
    assert "Thuộc phòng chuyên môn." in letter.body
    english = texts.mail_to_reporter(event, report, replace_language(report))
    assert "has been transferred from Ngọc Lâm Ward People's Committee" in english.body
    to_unit = texts.mail_to_unit(event, report, health)
    assert to_unit.subject.startswith(f"[Chuyển đến] {report.code} từ")
    assert "nhận hoặc trả lại trong 8 giờ làm việc" in to_unit.body


def replace_language(report: Report) -> Contact:
    assert report.contact is not None
    report.contact.language = "en"
    return report.contact


def test_what_comes_back_is_told_to_the_sender_alone(health: Unit) -> None:
    report = filed(contact=CONTACT)
    transfer(report, Wish(health, "Thử."), by=staff(report.unit), now=NOW)
    event = give_back(report, reason="Không thuộc phòng.", by=staff(health), now=NOW)
    assert recipients(report) == {"unit:ubnd-ngoc-lam"}
    assert "tiếp tục chủ trì" in texts.mail_to_unit(event, report, report.unit).body


def test_the_third_transfer_is_told_to_the_leader(health: Unit) -> None:
    report = filed()
    leader = officer(None, Role.LEADER)
    User.objects.update(email="lanhdao@quan.example")
    first = report.unit
    for to in (health, first):
        transfer(report, Wish(to, "Chuyển tiếp."), by=staff(report.unit), now=NOW)
        accept(report, by=staff(to), now=NOW)
    event = transfer(report, Wish(health, "Chuyển tiếp."), by=staff(report.unit), now=NOW)
    write_letters(now=NOW)
    assert Letter.objects.filter(event=event, recipient=f"person:{leader.pk}").exists()
    assert texts.mail_to_person(event, report).subject == f"[Cần quyết] {report.code} đã chuyển 3 lần"


def test_a_unit_asked_for_its_part_hears_what_and_until_when(health: Unit) -> None:
    report = filed()
    asked = Asked(health, "Lấy mẫu nước.", NOW + timedelta(days=1))
    event = cooperate.ask(report, asked, by=staff(report.unit), now=NOW)
    assert recipients(report) == {"unit:phong-y-te"}
    body = texts.mail_to_unit(event, report, health).body
    assert "Lấy mẫu nước." in body
    assert "Hạn trả lời: 9 giờ 00, thứ Năm 26/11/2026" in body


def test_an_extension_is_told_to_the_resident_once_granted(health: Unit) -> None:
    report = moved(filed(contact=CONTACT), "accepted")
    event = extend.ask(report, date(2026, 12, 18), reason="Chờ vật tư.", by=staff(report.unit, Role.UNIT_HEAD), now=NOW)
    report.refresh_from_db()
    assert recipients(report) == {"reporter"}
    assert report.contact is not None
    body = texts.mail_to_reporter(event, report, report.contact).body
    assert "Chờ vật tư." in body
    assert "17 giờ 00, thứ Sáu 18/12/2026" in body


def test_another_kind_is_told_only_to_a_new_unit(health: Unit) -> None:
    report = filed()
    same, other = (Category.objects.get(code=code) for code in ("pavement_occupied", "restaurant_food"))
    recategorise(report, same, reason="Nhầm.", by=staff(report.unit), now=NOW)
    assert recipients(report) == set()
    before = report.unit
    recategorise(report, other, reason="Nhầm.", by=staff(before), now=NOW)
    Unit.objects.filter(pk=report.unit_id).update(email="moi@quan.example")
    assert recipients(report) == ({f"unit:{report.unit.slug}"} if report.unit != before else set())


@pytest.mark.usefixtures("health")
def test_the_unit_hears_of_more_photos_and_nobody_of_what_reporters_do_with_their_data() -> None:
    report = filed(contact=CONTACT)
    event = add_photos(report, store_photos([jpeg()]), text="Lời riêng.", now=NOW)
    assert recipients(report) == {"unit:ubnd-ngoc-lam"}
    text = texts.mail_to_unit(event, report, report.unit)
    assert text.subject.endswith(report.code)
    assert "gửi thêm ảnh" in text.body
    assert "Lời riêng" not in text.body
    correct(report, NewContact(phone="0900000456", consent_version="2026-1"), now=NOW)
    assert recipients(report) == set()
    withhold(report, now=NOW)
    assert recipients(report) == set()
    erase(report, now=NOW)
    assert recipients(report) == set()
