"""Twelve months after a report is over nothing of it names anybody: what is listed before is what then goes."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.models import DailyFact, FrozenFigure
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.reports import act, retention
from backend.reports.asking import confirm
from backend.reports.history import public_history, staff_history
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Contact, Follower, Kind, Photo, Report, Screening, Status, Supporter, Undo, Words
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.replies import verdict
from backend.reports.retention import Forgotten, due, forget_ended, kept_until, over_by
from backend.reports.screening import screen
from backend.reports.split import NewPart, split
from backend.reports.support import Support, support
from backend.reports.sweep import missing_files, sweep_photos
from backend.reports.uploads import photo_store
from backend.reports.verify import verify_beside, verify_history
from backend.routing.book import category
from tests.reports.filing import CITY, CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "own_photos")]

A_YEAR_ON = NOW + timedelta(days=370)
FOLLOWS = "nguoi-theo-doi@dan.example"
RESIDENT = "Nhà ông Tí số 9 đổ rác"
INSIDE = "Bà Nguyễn Thị Mẫu nói con trai ông Tí tên Hùng"
LOOKED = "Gọi lại bà Mẫu hỏi số nhà"
ADDRESS = "cạnh nhà ông Tí"
NAMES = (CONTACT.name, "0900000123", CONTACT.email, FOLLOWS, RESIDENT, INSIDE, LOOKED, ADDRESS, "ong ti so 9")


@pytest.fixture
def own_photos(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ended(**changes: Any) -> Report:
    """Return a report with all that can name somebody, over soon after it came."""
    given: dict[str, Any] = {
        "photos": [jpeg(), jpeg((1, 2, 3))],
        "contact": CONTACT,
        "text": f"{RESIDENT}.",
        "address": ADDRESS,
    }
    report = filed(**(given | changes))
    by = staff(report.unit)
    support(report, Support(visitor="a" * 32, email=FOLLOWS), now=NOW)
    confirm(Follower.objects.get(report=report), now=NOW)
    note(report, f"{INSIDE}.", by=by, now=NOW)
    note(report, f"{LOOKED}.", by=by, now=NOW, kind=Kind.CONTACT_SEEN)
    if first := report.photos.order_by("order").first():
        publish(report, Release("Rác đổ trộm.", frozenset({first.pk})), by=by, now=NOW)
    return over(report)


def over(report: Report) -> Report:
    steps = [Status.ACCEPTED, Status.RESOLVED][report.status == Status.ACCEPTED :]
    moved(report, *steps, note="Đã dọn sạch.")
    verdict(report, satisfied=True, rating=5, comment="Ông Tí đã dọn.", now=NOW + timedelta(hours=1))
    report.refresh_from_db()
    assert report.status == Status.CLOSED
    return report


def reopened(report: Report, now: datetime) -> None:
    advance(report, Status.ACCEPTED, by=staff(report.unit, Role.UNIT_HEAD), now=now, move=Move(note="Có lại."))


def files() -> set[str]:
    return {name for name, _written_at in photo_store().names()}


def texts() -> Iterator[str]:
    """Yield every row of every table, all its columns as text."""
    for model in apps.get_models():
        for row in model._default_manager.order_by("pk").values():
            yield f"{model.__name__} {json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)}"


def named_in_the_database() -> set[str]:
    said = list(texts())
    return {name for name in NAMES if any(name.lower() in one.lower() for one in said)}


def standing() -> tuple[set[int], set[int]]:
    """Return the contacts that hold something and the events whose words are there."""
    contacts = Contact.objects.filter(erased_at__isnull=True).values_list("pk", flat=True)
    return set(contacts), set(Words.objects.exclude(body="").values_list("event", flat=True))


def listed(found: list[Forgotten]) -> tuple[set[int], set[int], set[str]]:
    return (
        {pk for one in found for pk in one.contacts},
        {seq for one in found for seq in one.words},
        {name for one in found for name in one.files},
    )


def swept() -> set[str]:
    return set(sweep_photos(A_YEAR_ON, grace=timedelta(seconds=-1)))


def test_a_dry_run_lists_what_then_goes_and_no_row_and_no_file_is_left() -> None:
    ended()
    standing_still = filed(photos=[jpeg((7, 7, 7))], text="Đèn hỏng.")
    assert named_in_the_database() == set(NAMES)
    contacts, words = standing()
    before, first = files(), list(texts())

    would = forget_ended(A_YEAR_ON, dry_run=True)
    assert list(texts()) == first
    assert would == forget_ended(A_YEAR_ON)

    now_contacts, now_words = standing()
    gone = swept()
    assert listed(would) == (contacts - now_contacts, words - now_words, before - files())
    assert gone == before - files()
    assert all(listed(would))
    assert named_in_the_database() == set()
    kept = Photo.objects.values_list("clean_name", "thumb_name", "public_name", "public_thumb_name")
    assert files() == {name for row in kept for name in row} - {""}
    assert missing_files() == []
    assert (Supporter.objects.count(), Follower.objects.filter(stopped_at=None).count()) == (0, 0)
    assert Undo.objects.exclude(report=standing_still).count() == 0
    report = Report.objects.exclude(pk=standing_still.pk).get()
    assert report.anonymised_at == A_YEAR_ON
    assert forget_ended(A_YEAR_ON) == []


def test_the_public_part_the_place_and_the_way_of_the_report_stay() -> None:
    report = ended()
    public, steps = public_history(report), [one.kind for one in public_history(report)]
    released = report.photos.order_by("order")[0].public_name
    place = (report.lat, report.lon, report.ward_id, report.unit_id, report.category_id)

    forget_ended(A_YEAR_ON)
    report.refresh_from_db()

    assert [(one.kind, one.words) for one in public_history(report)] == [(one.kind, one.words) for one in public]
    assert [one.kind for one in public_history(report)] == steps
    assert report.public_text == "Rác đổ trộm."
    assert "rac do trom" in report.public_search
    photo = report.photos.get()
    assert (photo.public_name, photo.clean_name) == (released, released)
    assert photo_store().read(photo.clean_name)
    assert (report.lat, report.lon, report.ward_id, report.unit_id, report.category_id) == place
    last = staff_history(report, reader=officer(report.unit))[-1]
    assert last.title == "Hết thời hạn lưu giữ: đã xóa thông tin cá nhân"


def test_figures_closed_months_and_chains_hold_afterwards() -> None:
    ended()
    fold(NOW + timedelta(hours=2))
    december = datetime(2026, 12, 9, 9, 0, tzinfo=CITY)
    close(Month(2026, 11), by=staff(None, Role.PROGRAMME_OFFICE), now=december)
    figures = list(FrozenFigure.objects.order_by("pk").values())
    facts = list(DailyFact.objects.order_by("day", "ward", "unit", "category").values())

    forget_ended(A_YEAR_ON)
    fold(A_YEAR_ON)

    assert list(verify_history()) == []
    assert list(verify_beside()) == []
    assert list(verify_month(Month(2026, 11))) == []
    assert list(FrozenFigure.objects.order_by("pk").values()) == figures
    assert list(DailyFact.objects.order_by("day", "ward", "unit", "category").values()) == facts


def test_nothing_goes_before_its_time_nor_from_what_is_not_over() -> None:
    report = ended()
    assert report.closed_at
    before = kept_until(report.closed_at) - timedelta(seconds=1)
    assert forget_ended(before) == []
    assert [one.code for one in forget_ended(before + timedelta(seconds=1))] == [report.code]

    moved(filed(contact=CONTACT, lat=21.0459), Status.ACCEPTED)
    moved(filed(contact=CONTACT, lat=21.0460), Status.ACCEPTED, Status.RESOLVED)
    assert forget_ended(A_YEAR_ON) == []


def test_spam_and_refused_reports_end_as_well() -> None:
    spam, refused = filed(contact=CONTACT), filed(contact=CONTACT, lat=21.0459)
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW)
    moved(refused, Status.REJECTED)
    assert {one.code for one in forget_ended(A_YEAR_ON)} == {spam.code, refused.code}
    assert not Contact.objects.filter(erased_at__isnull=True)


def test_a_duplicate_waits_for_the_report_it_repeats() -> None:
    main, other = filed(contact=CONTACT), filed(contact=CONTACT, lat=21.0459)
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    assert forget_ended(A_YEAR_ON) == []
    over(main)
    assert {one.code for one in forget_ended(A_YEAR_ON)} == {main.code, other.code}


def test_a_contact_that_an_open_part_still_needs_stays() -> None:
    whole = filed(contact=CONTACT, text="Rác và đèn hỏng.")
    moved(whole, Status.ACCEPTED)
    part = NewPart(category=category("street_light"), text="Đèn hỏng.")
    split(whole, [part, NewPart(category=category("drain_flooding"), text="Cống tắc.")], by=staff(whole.unit), now=NOW)
    over(whole)
    assert {pk for one in forget_ended(A_YEAR_ON) for pk in one.contacts} == set()
    assert Contact.objects.filter(erased_at__isnull=True).count() == 1
    for one in whole.parts.order_by("pk"):
        over(one)
    assert {pk for one in forget_ended(A_YEAR_ON) for pk in one.contacts} == {whole.contact_id}
    assert not Contact.objects.filter(erased_at__isnull=True)


def test_a_photo_that_another_report_shows_keeps_its_file() -> None:
    ended(photos=[jpeg()])
    other = filed(photos=[jpeg()], lat=21.0459)
    forget_ended(A_YEAR_ON)
    sweep_photos(A_YEAR_ON, grace=timedelta(seconds=-1))
    assert missing_files() == []
    assert photo_store().read(other.photos.get().clean_name)


def test_what_is_written_afterwards_goes_a_year_later() -> None:
    report = ended()
    forget_ended(A_YEAR_ON)
    note(Report.objects.get(), f"{INSIDE}.", by=staff(report.unit), now=A_YEAR_ON + timedelta(days=1))
    assert forget_ended(A_YEAR_ON + timedelta(days=300)) == []
    assert [len(one.words) for one in forget_ended(A_YEAR_ON + timedelta(days=366))] == [1]
    assert named_in_the_database() == set()


def test_a_report_opened_again_keeps_what_is_new_until_it_is_over_again() -> None:
    report = ended()
    forget_ended(A_YEAR_ON)
    report = Report.objects.get()
    reopened(report, A_YEAR_ON)
    report.refresh_from_db()
    assert report.anonymised_at is None
    assert not due(A_YEAR_ON + timedelta(days=800)).exists()


def test_many_reports_go_in_bounded_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    codes = {over(filed(contact=CONTACT, lat=21.0450 + number * 1e-4)).code for number in range(5)}
    would = forget_ended(A_YEAR_ON, dry_run=True)
    assert len(forget_ended(A_YEAR_ON, most=3)) == 3
    rest = forget_ended(A_YEAR_ON)
    assert {one.code for one in would} == codes
    assert len(rest) == 2


def test_who_was_faster_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ended()
    held = act.hold_many

    def opened_meanwhile(reports: object) -> list[Report]:
        reopened(report, NOW)
        return held(reports)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(retention, "hold_many", opened_meanwhile)
    assert forget_ended(A_YEAR_ON) == []
    assert named_in_the_database() == set(NAMES)


def test_the_command_lists_first_and_then_does(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ended()
    monkeypatch.setattr("django.utils.timezone.now", lambda: A_YEAR_ON)
    out = StringIO()
    call_command("erase_contacts", dry_run=True, stdout=out)
    assert f"{report.code}: contact " in out.getvalue()
    assert named_in_the_database() == set(NAMES)
    out = StringIO()
    call_command("erase_contacts", stdout=out)
    assert "1 reports emptied." in out.getvalue()
    assert named_in_the_database() == set()


@pytest.mark.parametrize(
    ("at", "until"), [((2027, 3, 1), (2028, 3, 1)), ((2028, 2, 29), (2029, 2, 28)), ((2026, 2, 28), (2027, 2, 28))]
)
def test_twelve_months_are_counted_by_the_calendar(at: tuple[int, int, int], until: tuple[int, int, int]) -> None:
    over_at, end = datetime(*at, 8, tzinfo=CITY), datetime(*until, 8, tzinfo=CITY)
    assert kept_until(over_at) == end
    assert over_by(end) <= over_at or at == (2028, 2, 29)
