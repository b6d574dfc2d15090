"""A report comes in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actor import Reporter
from backend.core import edition
from backend.core.errors import Refused, SeveralRefused
from backend.places.locate import OutsideDistrict
from backend.places.models import Ward
from backend.reports.intake import Filed, KeyReused, submit
from backend.reports.models import Contact, Event, Photo, Report, Screening, Shelf, Upload
from backend.reports.new_report import NewContact
from backend.reports.place import warm
from backend.reports.uploads import PhotoRefused, keep_upload, photo_store
from backend.reports.verify import verify_history
from backend.routing.models import Rule, Unit
from tests.reports.filing import CONTACT, NOW, file, filed, jpeg, waste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KHIEU_NAI = "Tôi làm đơn khiếu nại về quyết định xử phạt nhà tôi."
TO_CAO = "Tôi tố cáo cán bộ địa chính đòi tiền phong bì."


@pytest.mark.database
def test_a_report_goes_to_its_ward_its_unit_and_the_units_with_it() -> None:
    done = file(contact=CONTACT, photos=[jpeg(), jpeg((1, 2, 3))])
    report = Report.objects.get()
    assert report == done.report
    assert (report.ward.slug, report.unit.slug, str(report.street)) == (
        "ngoc-lam",
        "ubnd-ngoc-lam",
        "Phố Ngọc Lâm",
    )
    assert [unit.slug for unit in done.with_units] == ["moi-truong-do-thi", "phong-tnmt"]
    assert {row.unit.slug: (row.part, row.shelf) for row in report.involvements.all()} == {
        "ubnd-ngoc-lam": ("charge", Shelf.NEW),
        "moi-truong-do-thi": ("with", Shelf.NEW),
        "phong-tnmt": ("with", Shelf.NEW),
    }
    sets = (report.ward_of_14, report.ward_of_13, report.ward_of_4)
    assert [ward.slug for ward in sets if ward] == ["ngoc-lam", "ngoc-lam", "bo-de"]
    assert report.created_at == NOW
    assert report.accept_by < report.resolve_by
    assert report.photo_count == 2


def test_food_goes_to_the_health_division_and_is_shown_to_the_ward() -> None:
    done = file(category="restaurant_food", text="Quán ăn đồ ôi thiu.")
    assert done.report.unit.slug == "phong-y-te"
    assert "ubnd-ngoc-lam" in [unit.slug for unit in done.with_units]


@pytest.mark.database
def test_the_event_tells_the_whole_state_and_the_reasons_and_the_chain_holds() -> None:
    done = file()
    event = Event.objects.get()
    assert (event.number, event.kind, event.status) == (1, "received", "received")
    assert (event.ward, event.unit, event.category) == (done.report.ward, done.report.unit, done.report.category)
    assert event.words.body == "Rác ba ngày chưa có ai thu gom, bốc mùi."
    assert event.data["reasons"][0][0] == "rule"
    assert list(verify_history()) == []


def test_contact_is_kept_apart_with_the_version_and_the_time_of_the_consent() -> None:
    filed(contact=CONTACT)
    contact = Contact.objects.get()
    assert (contact.phone, contact.email) == ("0900000123", "mau@dan.example")
    assert (contact.consent_version, contact.consent_at) == ("2026-1", NOW)


def test_an_empty_contact_is_none() -> None:
    assert filed(contact=NewContact(consent_version="2026-1")).contact is None


def test_what_may_be_public_at_once_is_masked() -> None:
    report = filed(text="Gọi tôi 0912 345 678, xe 29A-123.45 đổ rác")
    assert report.published_at == NOW
    assert report.public_text == "Gọi tôi [đã che], xe [đã che] đổ rác"
    assert "0912" not in report.public_search
    assert "0912 345 678" in report.search


def test_what_needs_a_look_is_not_public_at_first() -> None:
    report = filed(category="livestock", text="Nhà bên nuôi lợn.")
    assert (report.published_at, report.public_text, report.public_search) == (None, "", "")


@pytest.mark.parametrize(("text", "held_as"), [(KHIEU_NAI, "khieu_nai"), (TO_CAO, "to_cao")])
def test_a_complaint_is_held_and_not_public(text: str, held_as: str) -> None:
    report = filed(text=text)
    assert (report.screening, report.held_as, report.published_at) == (Screening.UNVERIFIED, held_as, None)
    assert {row.shelf for row in report.involvements.all()} == {Shelf.UNVERIFIED}


def test_a_denunciation_is_seen_by_the_backstop_office_alone() -> None:
    report = filed(text=TO_CAO)
    assert [row.unit.slug for row in report.involvements.all()] == ["vp-ubnd"]


def test_the_residents_own_word_wins_near_a_line() -> None:
    near_the_line: dict[str, Any] = {"lat": 21.04559, "lon": 105.8642}
    first = filed(**near_the_line)
    assert first.near_boundary
    other = next(one for one in ("Bồ Đề", "Ngọc Lâm", "Ngọc Thụy") if one != first.ward.name)
    assert filed(**near_the_line, own_ward=other).ward.name == other
    assert filed(**near_the_line, own_ward="Cự Khối").ward == first.ward


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SeveralRefused) as caught:
        file(category="", text="  ", lat=None, accuracy_m=float("nan"), contact=NewContact(phone="12"))
    assert [fault.field for fault in caught.value.refusals] == [
        "category",
        "text",
        "lat",
        "accuracy_m",
        "contact_phone",
    ]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("category", {"category": "khong_co"}),
        ("text", {"text": "a" * 4001}),
        ("lon", {"lon": None}),
        ("lat", {"lat": 91.0}),
        ("lat", {"lat": float("nan")}),
        ("accuracy_m", {"accuracy_m": -1.0}),
        ("address", {"address": "x" * 301}),
        ("answers.since_when", {"answers": {"since_when": "hôm kia"}}),
        ("contact_email", {"contact": NewContact(email="khong phai", consent_version="2026-1")}),
        ("contact_phone", {"contact": NewContact(name="Bà Mẫu", consent_version="2026-1")}),
        ("consent", {"contact": NewContact(phone="0912345678")}),
        ("photos", {"photos": [b"x"] * 6}),
        ("captured_at", {"captured_at": NOW + timedelta(days=2)}),
    ],
)
def test_a_field_that_is_wrong_is_named(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(SeveralRefused) as caught:
        file(**changes)
    assert [fault.field for fault in caught.value.refusals] == [field]
    assert caught.value.status == 422


def test_outside_the_district_is_said_in_words() -> None:
    with pytest.raises(OutsideDistrict) as caught:
        file(lat=21.0285, lon=105.8542)
    assert (caught.value.field, caught.value.code) == ("lat", "outside_district")


def test_only_the_form_insists_on_a_photo_and_has_a_way_out() -> None:
    with pytest.raises(SeveralRefused) as caught:
        file(category="illegal_dumping", is_form=True)
    assert caught.value.field == "photos"
    report = filed(category="illegal_dumping", is_form=True, no_photo_reason="Trời tối quá")
    assert report.events.get().words.body.endswith("Không có ảnh vì: Trời tối quá")
    assert filed(category="illegal_dumping").photo_count == 0


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "empty"), (b"<html>", "not_a_photo"), (jpeg(size=(1600, 1200))[:-900], "unreadable")]
)
def test_a_file_that_is_no_photo_is_refused_in_words_and_nothing_is_kept(raw: bytes, code: str) -> None:
    with pytest.raises(PhotoRefused) as caught:
        file(photos=[raw])
    assert (caught.value.field, caught.value.code) == ("photos", code)
    assert not Report.objects.exists()


def test_a_photo_too_large_is_413() -> None:
    with pytest.raises(PhotoRefused) as caught:
        file(photos=[jpeg() + bytes(15_000_001)])
    assert caught.value.status == 413


@pytest.mark.database
def test_a_photo_sent_ahead_is_taken_once() -> None:
    upload = keep_upload(jpeg(), now=NOW)
    report = filed(photo_tokens=[upload.token])
    assert report.photos.get().clean_name == upload.clean_name
    assert photo_store().read(upload.clean_name).startswith(b"\xff\xd8")
    assert not Upload.objects.exists()
    with pytest.raises(Refused) as caught:
        file(photo_tokens=[upload.token])
    assert caught.value.field == "photo_tokens"


def test_a_token_that_is_over_is_refused() -> None:
    upload = keep_upload(jpeg(), now=NOW - timedelta(hours=25))
    with pytest.raises(Refused, match="quá hạn"):
        file(photo_tokens=[upload.token])


def _same(first: Filed, again: Filed) -> bool:
    return (first.report, first.event, first.with_units) == (again.report, again.event, again.with_units)


@pytest.mark.database
def test_the_same_key_and_body_answer_the_first_report_again() -> None:
    key = uuid4()
    first = file(idempotency_key=key, photos=[jpeg()])
    again = file(idempotency_key=key, photos=[jpeg()], now=NOW + timedelta(hours=1))
    assert again.is_replay
    assert not first.is_replay
    assert _same(first, again)
    assert (Report.objects.count(), Event.objects.count(), Photo.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("other", [{"text": "Khác"}, {"photos": [jpeg((9, 9, 9))]}, {"lat": 21.0458}])
def test_the_same_key_with_another_body_is_refused(other: dict[str, object]) -> None:
    key = uuid4()
    file(idempotency_key=key, photos=[jpeg()])
    with pytest.raises(KeyReused) as caught:
        submit(waste(**({"photos": [jpeg()]} | other), idempotency_key=key), by=Reporter(), now=NOW)
    assert caught.value.status == 422


@pytest.mark.database
@pytest.mark.parametrize(("changes", "statements"), [({}, 8), ({"contact": CONTACT}, 9)])
def test_filing_costs_a_fixed_number_of_statements(changes: dict[str, Any], statements: int) -> None:
    file()  # warm
    with CaptureQueriesContext(connection) as few:
        file(photos=[jpeg()], **changes)
    with CaptureQueriesContext(connection) as many:
        file(photos=[jpeg((i, i, i)) for i in range(5)], **changes)
    wanted = statements + (connection.vendor == "postgresql")  # the lock that keeps events in commit order
    assert (len(few), len(many)) == (wanted, wanted)


def test_a_warm_process_files_without_reading_reference_data() -> None:
    warm(now=NOW)
    with CaptureQueriesContext(connection) as asked:
        file()
    assert not [query["sql"] for query in asked if "places_" in query["sql"] or "routing_" in query["sql"]]


@pytest.mark.usefixtures("own_tables")
def test_without_wards_there_is_nothing_to_keep(caplog: pytest.LogCaptureFixture) -> None:
    Rule.objects.all().delete()
    Unit.objects.all().delete()
    Ward.objects.all().delete()
    edition.changed()
    warm(now=NOW)
    assert "Nothing to keep in memory yet" in caplog.text
