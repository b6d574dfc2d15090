"""Samples as the command makes them: whole, uneven like life, and never among real reports unasked."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q
from pytest_django import Settings

from backend.demo import bulk
from backend.demo.make import ReportsAlready, make
from backend.demo.openings import code_of
from backend.demo.prepare import Order
from backend.places.models import Ward
from backend.reports.codes import read_code
from backend.reports.models import Channel, Contact, Event, Involvement, Kind, Photo, Report, Screening, Status
from backend.reports.steps import BACK, STEPS
from backend.reports.uploads import photo_store
from backend.reports.verify import verify_history
from tests.demo.samples import NOW, UNTIL, made
from tests.reports.filing import file
from tests.unguarded import unguarded

pytestmark = pytest.mark.usefixtures("city")
STEP_KINDS = {step.kind for step in STEPS}


@pytest.mark.database
def test_every_history_verifies_and_events_stand_in_the_order_of_time() -> None:
    result = made(150)
    assert (result.reports, result.events) == (Report.objects.count(), Event.objects.count())
    assert result.reports == 150
    assert result.open_reports == Report.objects.open().count()
    assert list(verify_history()) == []
    moments = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < NOW
    assert all(Event.objects.values_list("data__sample", flat=True))


def test_every_step_is_one_of_the_table() -> None:
    made(150)
    for report in Report.objects.prefetch_related("events"):
        before = Status.RECEIVED.value
        for event in sorted(report.events.all(), key=lambda event: event.number):
            if event.kind in STEP_KINDS:
                targets = {step.to for step in STEPS if step.frm == before and step.kind == event.kind}
                assert event.status in targets or targets == {BACK}
            before = event.status


def test_reports_are_uneven_over_wards_kinds_hours_and_ways() -> None:
    made(700, months=12)
    reports = Report.objects.all()
    wards = Counter(reports.values_list("ward__slug", flat=True))
    assert len(wards) == 14
    assert max(wards.values()) > 3 * min(wards.values())
    kinds = Counter(reports.values_list("category__code", flat=True))
    assert len(kinds) > 32
    assert kinds["household_waste"] > 3 * kinds["livestock"]
    hours = Counter((at.astimezone(NOW.tzinfo)).hour for at in reports.values_list("created_at", flat=True))
    assert sum(hours[hour] for hour in (7, 8, 17, 18, 19)) > 6 * sum(hours[hour] for hour in (0, 1, 2, 3, 4))
    assert reports.filter(hotspot__isnull=False).count() > 70
    assert reports.filter(near_boundary=True).exists()
    assert len(set(reports.values_list("channel", flat=True))) > 5
    assert reports.filter(street=None).count() == 0
    assert Report.objects.filter(channel=Channel.OPEN311, events__kind=Kind.RECEIVED).count() < 60


def test_some_are_late_reopened_refused_merged_and_most_old_ones_are_done() -> None:
    made(900, months=12)
    events = Counter(Event.objects.values_list("kind", flat=True))
    assert {Kind.REOPENED, Kind.REJECTED, Kind.MERGED, Kind.ASKED, Kind.ANSWERED, Kind.UNANSWERED} <= set(events)
    late = (
        Report.objects.filter(resolved_at__gt=F("resolve_by")).count()
        / Report.objects.exclude(resolved_at=None).count()
    )
    assert 0.03 < late < 0.3
    open_share = Report.objects.open().count() / 900
    assert 0.015 < open_share < 0.07
    assert Report.objects.open().filter(created_at__lt=NOW - timedelta(days=200)).count() < 15
    assert Report.objects.filter(status=Status.CLOSED).count() > 600
    assert Report.objects.filter(satisfied=True).exists()


def test_what_waits_for_a_look_is_public_only_after_acceptance() -> None:
    made(200)
    reports = Report.objects.select_related("category")
    at_once = reports.filter(category__publication="at_once", screening=Screening.CLEAR, held_as="")
    assert not at_once.filter(published_at=None).exists()
    looked_at = reports.filter(category__publication="after_review").exclude(published_at=None)
    assert looked_at.exists()
    assert not looked_at.filter(accepted_at=None).exists()
    assert not reports.filter(published_at=None).exclude(public_text="", public_search="").exists()


def test_contacts_are_invented_and_name_the_text_agreed_to() -> None:
    made(120)
    assert 30 < Contact.objects.count() < 100
    for contact in Contact.objects.all():
        assert contact.name.startswith("Người dân mẫu")
        assert not contact.phone or contact.phone.startswith("0900000")
        assert not contact.email or contact.email.endswith(".example")
        assert contact.consent_version


def test_a_repeated_report_lies_near_the_one_it_repeats() -> None:
    made(500)
    merged = Report.objects.filter(status=Status.DUPLICATE).select_related("merged_into")
    assert merged.exists()
    for report in merged:
        main = report.merged_into
        assert main
        assert main.category_id == report.category_id
        assert main.created_at < report.created_at < main.created_at + timedelta(days=3)
        assert abs(main.lat - report.lat) < 0.0002
        assert main.merged_into_id is None


def test_the_newest_reports_have_photos_shared_by_content_and_public_under_names_of_their_own() -> None:
    result = made(80, photos=40)
    photos = Photo.objects.select_related("report")
    assert result.photos == len(photos) > 20
    assert len({photo.clean_name for photo in photos}) < len(photos)
    public = [photo for photo in photos if photo.public_name]
    assert public
    assert any(photo.is_after and photo.event_id for photo in photos)
    store = photo_store()
    for photo in public:
        assert store.read(photo.public_name)
        assert store.read(photo.public_thumb_name)
    newest = set(Report.objects.order_by("-id").values_list("id", flat=True)[:40])
    assert {photo.report_id for photo in photos} <= newest
    counted = Report.objects.annotate(rows=Count("photos")).exclude(photo_count=F("rows"))
    assert not counted.exists()


def test_where_links_cannot_be_made_public_files_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError("a disk without links")

    monkeypatch.setattr("os.link", no_links)
    made(12, months=1, photos=12)
    name = Photo.objects.exclude(public_name="").values_list("public_name", flat=True)[0]
    assert photo_store().read(name)


def test_the_same_seed_gives_the_same_reports() -> None:
    columns = ("code", "created_at", "category_id", "lat", "lon", "status", "search", "head_hash")
    made(60)
    first = list(Report.objects.order_by("id").values_list(*columns))
    for model in (Involvement, Photo):
        model._default_manager.all().delete()
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_words")
        cursor.execute("DELETE FROM reports_event")
        cursor.execute("DELETE FROM reports_report")
        cursor.execute("DELETE FROM reports_contact")
    made(60)
    assert list(Report.objects.order_by("id").values_list(*columns)) == first


def test_samples_are_not_mixed_with_reports_unasked() -> None:
    file(now=NOW)
    with pytest.raises(ReportsAlready):
        made(5)
    assert Report.objects.count() == 1


@pytest.mark.database
def test_samples_can_be_added_and_real_reports_go_on_after_them() -> None:
    file(now=NOW)
    made(30, add=True)
    made(30, add=True)
    assert Report.objects.count() == 61
    assert Event.objects.filter(report=file(now=NOW).report).get().seq == Event.objects.order_by("-seq")[0].seq
    assert list(verify_history()) == []


@pytest.mark.database
def test_a_large_load_lays_indexes_aside_and_makes_every_one_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _guards()
    monkeypatch.setattr(bulk, "_LARGE", 1)
    made(40)
    assert _guards() == before
    assert list(verify_history()) == []


def test_a_day_whose_wards_change_brings_reports_to_the_new_wards(settings: Settings) -> None:
    settings.WARDS_ON = None
    order_until = date(2025, 7, 20)
    make(Order(60, months=2, until=order_until, photos=0), password="x" * 12, now=NOW)
    wards = Ward.objects.filter(pk__in=Report.objects.values("ward"))
    assert {str(day) for day in wards.values_list("valid_from", flat=True)} == {"2025-01-01", "2025-07-01"}
    old, new = Q(ward__valid_from="2025-01-01"), Q(ward__valid_from="2025-07-01")
    assert not Report.objects.filter(old, created_at__gte="2025-07-01T00:00+07:00").exists()
    assert not Report.objects.filter(new, created_at__lt="2025-07-01T00:00+07:00").exists()
    assert list(verify_history()) == []


def test_a_code_is_readable_and_never_given_twice() -> None:
    codes = [code_of(number, frozenset()) for number in range(1, 3000)]
    assert len(set(codes)) == len(codes)
    assert all(read_code(code) == code for code in codes)
    assert code_of(7, frozenset({codes[6]})) not in codes


def test_the_order_counts_whole_months_back() -> None:
    assert Order(1, months=1, until=date(2026, 11, 24)).first == date(2026, 10, 25)
    assert Order(1, months=12, until=date(2025, 12, 31)).first == date(2025, 1, 1)
    assert Order(1, months=1, until=date(2026, 3, 30)).first == date(2026, 2, 28)


def test_the_command_says_what_it_made() -> None:
    out = io.StringIO()
    call_command("make_demo", "--reports", "20", "--until", str(UNTIL), "--photos", "0", stdout=out, skip_checks=True)
    assert out.getvalue().startswith("20 reports (")
    with pytest.raises(CommandError, match="--add"):
        call_command("make_demo", "--reports", "20", stdout=out, skip_checks=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--reports", "0"], "whole number"),
        (["--reports", "many"], "whole number"),
        (["--reports", "5", "--until", "soon"], "not a day"),
        (["--reports", "5", "--until", "2999-01-01"], "future"),
        (["--reports", "5", "--months", "900"], "first wards"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("make_demo", *words, skip_checks=True)


def _guards() -> list[object]:
    """Return the indexes and foreign keys of the tables of reports."""
    if connection.vendor == "postgresql":
        asked = (
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text LIKE 'reports_%%'"
            " UNION SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text LIKE 'reports_%%' ORDER BY 1"
        )
    else:
        asked = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'reports_%%' ORDER BY name"
    with connection.cursor() as cursor:
        cursor.execute(asked.replace("%%", "%"))
        return list(cursor.fetchall())
