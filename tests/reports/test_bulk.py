"""One deed on many reports: a result each, the same price for two as for twenty, one undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.errors import Refused
from backend.reports.bulk import (
    MOST,
    Deed,
    Done,
    bulk,
    to_advance,
    to_assign,
    to_publish,
    to_screen,
    to_transfer,
)
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Kind, Report, Screening, Transfer
from backend.reports.publication import Release, publish
from backend.reports.transfer import Wish, transfer
from backend.reports.undo import undo_batch
from backend.reports.verify import verify_history
from backend.routing.models import Unit
from tests.reports.filing import NOW, filed, jpeg, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LATER = NOW + timedelta(minutes=5)


def some(number: int) -> list[Report]:
    return [filed(lat=21.0458 + step * 1e-5) for step in range(number)]


def do(reports: list[Report], deed: Deed, **more: dict[str, int]) -> Done:
    return bulk(reports, deed, by=staff(reports[0].unit), now=LATER, versions=more.get("versions"))


def codes(done: Done) -> list[str]:
    return [one.refused.code if one.refused else "done" for one in done.results]


def row(report: Report) -> dict[str, object]:
    leave = ("version", "event_count", "head_hash", "id", "code", "random_id", "lat", "search", "public_search")
    fields = Report._meta.concrete_fields
    return {field.attname: getattr(report, field.attname) for field in fields if field.attname not in leave}


@pytest.mark.database
def test_many_at_once_come_out_as_one_by_one() -> None:
    one, *many = some(4)
    other = Unit.objects.get(slug="phong-y-te")
    by = staff(one.unit)
    advance(one, "accepted", by=by, now=LATER, move=Move(note="Đã nhận."))
    transfer(one, Wish(other, "Việc của phòng."), by=by, now=LATER)
    do(many, to_advance("accepted", Move(note="Đã nhận.")))
    do(many, to_transfer(other, "Việc của phòng."))
    one.refresh_from_db()
    for report in many:
        report.refresh_from_db()
        assert row(report) == row(one)
        assert [event.data for event in report.events.order_by("number")] == [
            event.data for event in one.events.order_by("number")
        ]
        shelves = {(each.unit_id, each.part, each.shelf) for each in report.involvements.all()}
        assert shelves == {(each.unit_id, each.part, each.shelf) for each in one.involvements.all()}
    assert Transfer.objects.values_list("answer_by", "status_before").distinct().count() == 1
    assert not list(verify_history())
    bulk(many, to_advance("accepted", Move(note="Nhận.")), by=staff(other), now=LATER)
    assert Transfer.objects.filter(state="accepted").count() == 3


def test_each_report_gets_its_own_answer_in_the_order_asked_for() -> None:
    reports = some(4)
    foreign = filed(category="food_poisoning")
    advance(reports[1], "accepted", by=staff(reports[1].unit), now=NOW)
    versions = {reports[2].code: 7}
    done = do([*reports, foreign], to_advance("accepted", Move()), versions=versions)
    assert codes(done) == ["done", "not_next", "overtaken", "done", "not_yours"]
    assert [one.code for one in done.results] == [one.code for one in [*reports, foreign]]
    assert done.results[0].event is not None
    assert done.results[0].event.kind == Kind.ACCEPTED


def test_one_undo_takes_all_of_it_back_but_what_moved_on() -> None:
    reports = some(3)
    by = staff(reports[0].unit)
    done = do(reports, to_advance("accepted", Move()))
    advance(Report.objects.get(pk=reports[1].pk), "in_progress", by=by, now=LATER)
    events, left = undo_batch(done.batch, by=by, now=LATER + timedelta(seconds=8))
    assert (len(events), left) == (2, [reports[1].code])
    assert sorted(Report.objects.values_list("status", flat=True)) == ["in_progress", "received", "received"]
    assert not list(verify_history())


def test_they_are_assigned_merged_published_and_marked() -> None:
    main, *rest = some(4)
    colleague = officer(main.unit, username="lan")
    assert codes(do([main, *rest], to_assign(colleague))) == ["done"] * 4
    merged = do([*rest[:2], main], to_advance("duplicate", Move(main=main)))
    assert codes(merged) == ["done", "done", "invalid"]
    assert codes(do([main], to_advance("duplicate", Move(main=rest[2])))) == ["has_merged"]
    hidden = filed(category="illegal_building", text="Gọi 0912345678.")
    assert codes(do([hidden], to_publish())) == ["done"]
    assert codes(do([main], to_publish())) == ["no_change"]
    hidden.refresh_from_db()
    assert hidden.public_text == "Gọi [đã che]."
    assert codes(do([rest[2]], to_screen(Screening.SPAM, "Thử."))) == ["done"]
    assert codes(do([rest[2]], to_publish())) == ["not_clear"]


def test_photos_of_spam_are_no_longer_public() -> None:
    report = filed(photos=[jpeg()])
    photo = report.photos.get()
    publish(report, Release("Rác.", frozenset({photo.pk})), by=staff(report.unit), now=NOW)
    do([report], to_screen(Screening.SPAM))
    photo.refresh_from_db()
    assert photo.public_name == ""


def test_too_many_at_once_and_no_reason_are_refused_before_anything_is_done() -> None:
    with pytest.raises(Refused):
        to_transfer(Unit.objects.order_by("id")[0], "  ")
    report = filed()
    with pytest.raises(Refused):
        do([report] * (MOST + 1), to_assign(None))


@pytest.mark.database
@pytest.mark.parametrize("deed", ["advance", "transfer", "assign", "spam"])
def test_twenty_cost_as_many_statements_as_two(deed: str) -> None:
    def cost(number: int) -> int:
        reports = some(number)
        deeds = {
            "advance": to_advance("accepted", Move(note="Nhận.")),
            "transfer": to_transfer(Unit.objects.get(slug="phong-y-te"), "Việc của phòng."),
            "assign": to_assign(officer(reports[0].unit, username="lan")),
            "spam": to_screen(Screening.SPAM),
        }
        by = staff(reports[0].unit)
        assert by.user.unit_ids
        with CaptureQueriesContext(connection) as asked:
            done = bulk(reports, deeds[deed], by=by, now=LATER)
        assert set(codes(done)) == {"done"}
        return len(asked)

    assert cost(2) == cost(20)


def test_taking_twenty_back_costs_as_many_statements_as_two() -> None:
    statements = []
    for number in (2, 20):
        reports = some(number)
        done = do(reports, to_advance("accepted", Move()))
        with CaptureQueriesContext(connection) as asked:
            events, left = undo_batch(done.batch, by=staff(reports[0].unit), now=LATER)
        assert (len(events), left) == (number, [])
        statements.append(len(asked))
    assert statements[0] == statements[1]
