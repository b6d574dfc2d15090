"""Ten seconds to take back what one has just done: everything as it was, and the history says both."""

from datetime import timedelta

import pytest

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.reports.act import Overtaken
from backend.reports.history import public_history, staff_history
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Involvement, Kind, Report, Shelf, Status
from backend.reports.publication import Release
from backend.reports.undo import TooLate, last_of, undo, was_undone
from backend.reports.verify import verify_history
from tests.reports.filing import NOW, filed, jpeg, officer, staff

SOON = NOW + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


def columns(report: Report) -> dict[str, object]:
    leave = {"version", "event_count", "head_hash", "public_changed_at"}
    return {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields} | dict.fromkeys(
        leave
    )


@pytest.mark.database
def test_an_act_taken_back_leaves_everything_as_it_was() -> None:
    report = filed()
    before = columns(report)
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    undone = undo(event, by=staff(report.unit), now=SOON + timedelta(seconds=9))
    report.refresh_from_db()
    assert columns(report) == before
    assert {row.shelf for row in Involvement.objects.filter(report=report)} == {Shelf.NEW}
    assert (undone.kind, undone.data) == (Kind.UNDONE, {"undoes": event.number, "kind": "accepted"})
    assert report.version == 3
    assert not list(verify_history())


def test_photos_that_came_with_the_act_go_and_what_it_released_is_private_again() -> None:
    report = filed(photos=(jpeg(),))
    photo = report.photos.get()
    release = Release("Rác đầu ngõ.", frozenset({photo.pk}))
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON, move=Move(release=release))
    photo.refresh_from_db()
    assert photo.public_name
    undo(event, by=staff(report.unit), now=SOON + timedelta(seconds=1))
    photo.refresh_from_db()
    report.refresh_from_db()
    assert photo.public_name == ""
    assert report.photo_count == 1
    again = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    assert last_of(officer(report.unit).pk, report=report, now=SOON) == again.undo


def test_after_ten_seconds_it_is_too_late() -> None:
    report = filed()
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    with pytest.raises(TooLate, match="10 giây"):
        undo(event, by=staff(report.unit), now=SOON + timedelta(seconds=11))
    report.refresh_from_db()
    assert report.status == Status.ACCEPTED


def test_what_a_colleague_did_since_is_not_taken_back_with_it() -> None:
    report = filed()
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    advance(report, Status.IN_PROGRESS, by=staff(report.unit), now=SOON)
    with pytest.raises(Overtaken):
        undo(event, by=staff(report.unit), now=SOON)


def test_nobody_takes_back_a_colleagues_act() -> None:
    report = filed()
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    colleague = Staff(officer(report.unit, username="dong-nghiep"))
    with pytest.raises(Refused, match="không hoàn tác được"):
        undo(event, by=colleague, now=SOON)
    with pytest.raises(Refused, match="không hoàn tác được"):
        undo(report.events.get(number=1), by=staff(report.unit), now=SOON)


def test_residents_read_nothing_of_what_was_taken_back_and_colleagues_read_both() -> None:
    report = filed()
    event = advance(report, Status.ACCEPTED, by=staff(report.unit), now=SOON)
    assert not was_undone(event)
    undo(event, by=staff(report.unit), now=SOON)
    report.refresh_from_db()
    assert was_undone(event)
    assert [line.kind for line in public_history(report)] == [Kind.RECEIVED]
    told = staff_history(report, reader=officer(report.unit))
    assert [line.title for line in told][1:] == ["Đã tiếp nhận", "Đã hoàn tác: đã tiếp nhận"]
