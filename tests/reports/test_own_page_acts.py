"""What reporters do on their own page: more photos, their data put right or erased, words and photos taken back."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.reports import uploads
from backend.reports.act import NotOpen
from backend.reports.bulk import bulk, to_publish
from backend.reports.history import public_history, staff_history
from backend.reports.lifecycle import Move, advance
from backend.reports.looks import looks_at
from backend.reports.models import Contact, Event, Kind, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.more_photos import add_photos
from backend.reports.new_report import NewContact
from backend.reports.note import note
from backend.reports.own_contact import correct, erase
from backend.reports.publication import Release, publish
from backend.reports.screening import screen
from backend.reports.split import NewPart, split
from backend.reports.undo import undo
from backend.reports.uploads import StoredPhoto
from backend.reports.verify import verify_history
from backend.reports.withhold import withhold
from backend.routing.book import category
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LATER = NOW + timedelta(hours=1)
OTHER = NewContact(name="Ông Trần Văn Thử", phone="0900 000 456", email="", consent_version="2026-1")


def pictures(*numbers: int) -> list[StoredPhoto]:
    return uploads.store_photos([jpeg((number, 80, 90)) for number in numbers])


def released() -> Report:
    """Return a report whose words and one photo the public sees."""
    report = filed(photos=[jpeg()], contact=CONTACT)
    publish(report, Release("Rác tồn đọng.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
    return report


# More photos.


def test_photos_sent_later_wait_for_a_look_and_move_nothing() -> None:
    report = moved(released(), Status.ACCEPTED)
    before = (report.status, report.version, report.resolve_by)
    event = add_photos(report, pictures(1, 2), text="Chiều nay nhiều hơn.", now=LATER)

    report.refresh_from_db()
    assert (report.status, report.version, report.resolve_by) == before
    assert (report.photo_count, event.photos.count()) == (3, 2)
    line = public_history(report, for_reporter=True)[-1]
    assert (line.title, line.words, len(line.photos)) == ("Người phản ánh gửi thêm ảnh", "Chiều nay nhiều hơn.", 2)
    public = public_history(report)[-1]
    assert (public.kind, public.words, public.photos) == (Kind.PHOTOS_ADDED, "", [])
    read = staff_history(report, reader=officer(report.unit))[-1]
    assert (read.words, len(read.photos)) == ("Chiều nay nhiều hơn.", 2)
    assert not list(verify_history())


def test_the_same_photos_again_are_the_first_ones() -> None:
    report = filed()
    stale = Report.objects.get(pk=report.pk)
    first = add_photos(report, pictures(1, 2), text="Đây ạ.", now=LATER)
    assert add_photos(stale, pictures(1, 2), text=" Đây ạ. ", now=LATER) == first
    assert add_photos(report, pictures(2), text="Đây ạ.", now=LATER) != first
    report.refresh_from_db()
    assert report.photo_count == 3


def test_five_photos_may_come_later_and_no_sixth() -> None:
    report = filed(photos=[jpeg((number, 0, 0)) for number in range(5)])
    add_photos(report, pictures(1, 2, 3), now=LATER)
    with pytest.raises(Refused, match="đã gửi 3"):
        add_photos(report, pictures(4, 5, 6), now=LATER)
    add_photos(report, pictures(4, 5), now=LATER)
    report.refresh_from_db()
    assert report.photo_count == report.photos.count() == 10
    with pytest.raises(Refused, match="tối đa 5 ảnh"):
        add_photos(filed(), pictures(1, 2, 3, 4, 5, 6), now=LATER)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.REJECTED])
def test_a_report_that_is_over_takes_no_more_photos(status: Status) -> None:
    report = moved(filed(), Status.ACCEPTED, status)
    with pytest.raises(NotOpen, match="đã kết thúc"):
        add_photos(report, pictures(1), now=LATER)


def test_a_duplicate_takes_no_more_photos() -> None:
    main, other = filed(), filed(text="Vẫn chỗ rác ấy.")
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    with pytest.raises(NotOpen):
        add_photos(other, pictures(1), now=LATER)


def test_no_photo_and_too_many_words_are_said() -> None:
    with pytest.raises(Refused) as none:
        add_photos(filed(), [], text="Chỉ lời.", now=LATER)
    assert none.value.field == "photos"
    with pytest.raises(Refused) as long:
        add_photos(filed(), pictures(1), text="x" * 4001, now=LATER)
    assert (long.value.field, long.value.code) == ("text", "too_long")


def test_an_act_of_staff_is_not_undone_over_photos_that_came_since() -> None:
    report = filed()
    by = staff(report.unit)
    event = advance(report, Status.ACCEPTED, by=by, now=NOW, move=Move(note="Đã nhận."))
    add_photos(report, pictures(1), now=NOW)
    with pytest.raises(Refused):
        undo(event, by=by, now=NOW + timedelta(seconds=5))
    report.refresh_from_db()
    assert report.photo_count == 1


# Personal data.


def test_the_contact_is_put_right_with_a_new_consent_and_the_history_holds_no_data() -> None:
    report = filed(contact=CONTACT)
    event = correct(report, OTHER, now=LATER)
    assert event is not None
    assert (event.kind, event.is_public, event.data) == (
        Kind.CONTACT_CORRECTED, False, {"fields": ["name", "phone", "email"]},
    )  # fmt: skip
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("Ông Trần Văn Thử", "0900000456", "")
    assert contact.consent_at == LATER
    said = staff_history(report, reader=officer(report.unit))[-1]
    assert (said.title, said.words) == ("Người phản ánh sửa thông tin liên hệ", "")
    assert not list(verify_history())


def test_nothing_changed_is_nothing_said() -> None:
    report = filed(contact=CONTACT)
    assert correct(report, CONTACT, now=LATER) is None
    assert report.events.count() == 1


def test_who_left_no_contact_may_leave_one_later() -> None:
    report = filed()
    event = correct(report, OTHER, now=LATER)
    assert event is not None
    assert event.data == {"fields": ["name", "phone"]}
    assert report.contact is not None
    assert report.contact.phone == "0900000456"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (NewContact(consent_version="2026-1"), "contact_phone"),
        (NewContact(name="Bà Mẫu", consent_version="2026-1"), "contact_phone"),
        (NewContact(phone="12", consent_version="2026-1"), "contact_phone"),
        (NewContact(email="không phải", consent_version="2026-1"), "contact_email"),
        (NewContact(phone="0900000456"), "consent"),
    ],
)
def test_a_contact_that_cannot_be_kept_changes_nothing(wanted: NewContact, field: str) -> None:
    report = filed(contact=CONTACT)
    with pytest.raises(Refused) as refused:
        correct(report, wanted, now=LATER)
    assert refused.value.field == field
    assert Contact.objects.get().phone == "0900000123"


def test_erasing_empties_the_contact_once_and_for_good() -> None:
    report = filed(contact=CONTACT)
    assert erase(report, now=LATER) is not None
    assert erase(report, now=LATER) is None
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email, contact.erased_at) == ("", "", "", LATER)
    event = report.events.get(kind=Kind.CONTACT_ERASED)
    assert (event.is_public, event.data) == (False, {})
    assert "Mẫu" not in str(list(Event.objects.values("data")))
    assert erase(filed(), now=LATER) is None


def test_a_contact_left_after_erasing_is_one_of_its_own() -> None:
    report = filed(contact=CONTACT)
    erase(report, now=LATER)
    correct(report, OTHER, now=LATER)
    assert Contact.objects.filter(erased_at__isnull=False).count() == 1
    assert report.contact is not None
    assert report.contact.phone == "0900000456"


def test_looks_at_the_contact_are_told_by_day_and_unit() -> None:
    report = filed(contact=CONTACT)
    other = filed(contact=CONTACT)
    for minute, one in enumerate((report, other, report)):
        when = NOW + timedelta(minutes=minute)
        note(one, "Hỏi đường", by=staff(report.unit), now=when, kind=Kind.CONTACT_SEEN)
    looks = looks_at(report)
    assert [(look.at, look.acting_unit) for look in looks] == [
        (NOW + timedelta(minutes=2), report.unit), (NOW, report.unit),
    ]  # fmt: skip


# Taken back from the public.


def test_what_is_withheld_leaves_the_public_at_once_and_the_case_goes_on() -> None:
    report = moved(released(), Status.ACCEPTED)
    event = withhold(report, now=LATER)
    assert event is not None
    report.refresh_from_db()
    assert (report.published_at, report.public_text, report.public_search) == (None, "", "")
    assert not report.photos.exclude(public_name="").exists()
    assert (report.status, report.is_open) == (Status.ACCEPTED, True)
    moved(report, Status.RESOLVED, now=LATER)
    assert withhold(report, now=LATER) is None
    assert report.events.filter(kind=Kind.WITHHELD).count() == 1
    assert "Đã xem và xử lý." not in {line.words for line in public_history(report)}
    assert not list(verify_history())


def _publish(report: Report) -> object:
    return publish(report, Release("Rác."), by=staff(report.unit), now=LATER)


def _publish_along(report: Report) -> object:
    move = Move(note="Đã xong.", release=Release("Rác."))
    return advance(report, Status.RESOLVED, by=staff(report.unit), now=LATER, move=move)


@pytest.mark.parametrize("let_out", [_publish, _publish_along])
def test_nobody_lets_out_again_what_is_withheld(let_out: Callable[[Report], object]) -> None:
    report = moved(released(), Status.ACCEPTED)
    withhold(report, now=LATER)
    with pytest.raises(Refused, match="xin ngừng công khai"):
        let_out(report)
    report.refresh_from_db()
    assert report.published_at is None


def test_neither_do_many_at_once() -> None:
    report = released()
    withhold(report, now=LATER)
    (result,) = bulk([report], to_publish(), by=staff(report.unit), now=LATER).results
    assert result.refused is not None
    assert result.refused.code == "withheld"


def test_what_is_withheld_while_held_stays_so_when_it_is_released() -> None:
    report = filed(text="Tôi tố cáo ông A nhận hối lộ.")
    assert report.screening == Screening.UNVERIFIED
    withhold(report, now=LATER)
    screen(report, Screening.CLEAR, by=staff(report.unit), now=LATER)
    report.refresh_from_db()
    assert (report.screening, report.published_at) == (Screening.CLEAR, None)


def test_a_part_split_off_is_withheld_like_the_whole() -> None:
    report = moved(released(), Status.ACCEPTED)
    withhold(report, now=LATER)
    report.refresh_from_db()
    part = NewPart(category("road_damage"), "Ổ gà trước nhà.")
    _event, (new,) = split(report, [part], by=staff(report.unit), now=LATER)
    assert (new.published_at, new.public_text, new.withheld_at) == (None, "", LATER)


def test_undoing_does_not_bring_back_what_was_withheld_since() -> None:
    report = released()
    by = staff(report.unit)
    event = advance(report, Status.ACCEPTED, by=by, now=LATER, move=Move(note="Đã nhận."))
    withhold(report, now=LATER)
    with pytest.raises(Refused):
        undo(event, by=by, now=LATER + timedelta(seconds=5))
    report.refresh_from_db()
    assert report.published_at is None


def test_the_database_knows_that_nothing_withheld_is_public() -> None:
    report = released()
    with pytest.raises(IntegrityError, match="reports_withheld_is_not_public"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(withheld_at=LATER)


# Whatever the report, and at once.


@pytest.mark.parametrize("kind", ["denunciation", "closed", "duplicate"])
def test_personal_data_and_publicity_are_the_reporters_whatever_became_of_the_report(kind: str) -> None:
    report = filed(contact=CONTACT)
    if kind == "denunciation":
        Report.objects.filter(pk=report.pk).update(
            held_as=HELD_DENUNCIATION, screening=Screening.UNVERIFIED, published_at=None, public_text=""
        )
    elif kind == "closed":
        moved(report, Status.ACCEPTED, Status.RESOLVED)
        advance(report, Status.CLOSED, by=Reporter(), now=NOW)
    else:
        advance(report, Status.DUPLICATE, by=staff(report.unit), now=NOW, move=Move(main=filed(text="Chính.")))
    status = Report.objects.get(pk=report.pk).status
    assert correct(report, OTHER, now=LATER) is not None
    assert erase(report, now=LATER) is not None
    assert withhold(report, now=LATER) is not None
    report.refresh_from_db()
    assert report.status == status
    assert not list(verify_history())


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_do_each_thing_once() -> None:
    report = filed(contact=CONTACT, photos=[jpeg()])
    photos = pictures(1, 2)

    def both(act: Callable[[Report], object]) -> None:
        tabs = [Report.objects.get(pk=report.pk) for _tab in range(2)]
        together([partial(act, tab) for tab in tabs])

    both(lambda tab: add_photos(tab, photos, now=LATER))
    both(lambda tab: correct(tab, OTHER, now=LATER))
    both(lambda tab: erase(tab, now=LATER))
    both(lambda tab: withhold(tab, now=LATER))
    kinds = sorted(report.events.exclude(number=1).values_list("kind", flat=True))
    assert kinds == ["contact_corrected", "contact_erased", "photos_added", "withheld"]
    report.refresh_from_db()
    assert report.photo_count == report.photos.count() == 3
    assert not list(verify_history())
