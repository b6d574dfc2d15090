"""A report moves from status to status."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.actor import Actor, Clock, Program, Reporter, Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.reports import refusals
from backend.reports.act import Overtaken
from backend.reports.lifecycle import Move, NotNext, Verdict, advance, open_steps
from backend.reports.models import Event, Report, Shelf, Status
from backend.reports.publication import Release
from backend.reports.replies import answer, verdict
from backend.reports.rights import NotYours
from backend.reports.steps import BACK, STEPS, Who
from backend.reports.uploads import store_photos
from backend.reports.verify import verify_history
from backend.routing import book
from tests.reports.filing import CITY, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LATER = NOW + timedelta(hours=1)

WANTED = {
    ("received", "accepted", "unit"),
    ("received", "needs_info", "unit"),
    ("received", "rejected", "unit"),
    ("received", "duplicate", "unit"),
    ("accepted", "in_progress", "unit"),
    ("accepted", "needs_info", "unit"),
    ("accepted", "resolved", "unit"),
    ("accepted", "rejected", "unit"),
    ("accepted", "duplicate", "unit"),
    ("in_progress", "needs_info", "unit"),
    ("in_progress", "resolved", "unit"),
    ("in_progress", "rejected", "unit"),
    ("in_progress", "duplicate", "unit"),
    ("needs_info", "back", "reporter"),
    ("needs_info", "back", "clock"),
    ("resolved", "closed", "reporter"),
    ("resolved", "closed", "clock"),
    ("resolved", "accepted", "reporter"),
    ("resolved", "accepted", "head"),
    ("closed", "accepted", "reporter"),
    ("closed", "accepted", "head"),
    ("rejected", "accepted", "head"),
    ("duplicate", "back", "unit"),
    ("received", "accepted", "partner"),  # the system the report was sent on to
    ("accepted", "in_progress", "partner"),
    ("accepted", "resolved", "partner"),
    ("in_progress", "resolved", "partner"),
}


def test_one_table_holds_exactly_the_steps_of_a_report() -> None:
    assert {(step.frm.value, str(step.to), who.value) for step in STEPS for who in step.who} == WANTED


def _actors(report: Report) -> dict[Who, Actor]:
    return {
        Who.UNIT: staff(report.unit),
        Who.HEAD: staff(report.unit, Role.UNIT_HEAD),
        Who.REPORTER: Reporter(),
        Who.CLOCK: Clock(),
        Who.PARTNER: Program("Hệ thống kia"),
    }


def _brought_to(status: Status) -> Report:
    """Return a report in ``status``, on the shortest way."""
    report = filed()
    match status:
        case Status.RECEIVED:
            return report
        case Status.REJECTED:
            return moved(report, Status.REJECTED)
        case Status.NEEDS_INFO:
            return moved(report, Status.NEEDS_INFO)
        case Status.DUPLICATE:
            advance(report, Status.DUPLICATE, by=staff(report.unit), now=NOW, move=Move(main=filed()))
            return report
    way = [Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED]
    wanted = way[: way.index(status) + 1]
    moved(report, *[step for step in wanted if step is not Status.CLOSED])
    if status is Status.CLOSED:
        advance(report, Status.CLOSED, by=Clock(), now=NOW + timedelta(days=7))
    return report


@pytest.mark.parametrize("status", Status)
def test_every_step_of_the_table_works_for_the_right_person_and_no_other(
    status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.reports.rights.was_sent_to", lambda _report, partner: partner == "Hệ thống kia")
    for step in (one for one in STEPS if one.frm == status):
        for who in Who:
            report = _brought_to(status)
            main = filed()
            move = Move(note="Một câu.", reason="lawful", main=main if step.to == Status.DUPLICATE else None)
            by = _actors(report)[who]
            allowed = (status.value, str(step.to), who.value) in WANTED or (
                who is Who.HEAD and (status.value, str(step.to), "unit") in WANTED
            )
            if allowed:
                event = advance(report, step.to, by=by, now=LATER, move=move)
                assert event.status == report.status
                assert report.is_open is (report.status in {"received", "accepted", "in_progress", "needs_info"})
            else:
                with pytest.raises(NotYours):
                    advance(report, step.to, by=by, now=LATER, move=move)
    assert list(verify_history()) == []


@pytest.mark.parametrize("status", Status)
def test_a_step_outside_the_table_is_refused_in_words(status: Status) -> None:
    allowed = {str(step.to) for step in STEPS if step.frm == status}
    report = _brought_to(status)
    for to in {*Status.values, BACK} - allowed:
        with pytest.raises(NotNext, match="không chuyển sang bước này được"):
            advance(report, to, by=staff(report.unit), now=LATER)


def test_a_unit_that_works_with_it_sees_and_does_not_act() -> None:
    report = filed()
    partner = report.involvements.get(unit__slug="phong-tnmt").unit
    by = staff(partner)
    assert Report.objects.for_staff(by.user).get() == report
    assert open_steps(report, by=by) == ()
    with pytest.raises(NotYours):
        advance(report, Status.ACCEPTED, by=by, now=LATER)
    with pytest.raises(NotYours):
        advance(report, Status.ACCEPTED, by=Program("khóa"), now=LATER)


def test_others_do_not_see_it_and_who_reads_all_does() -> None:
    report = filed()
    stranger = officer(book.unit("ubnd-bo-de", on=report.ward.valid_from))
    assert not Report.objects.for_staff(stranger).exists()
    for role in (Role.LEADER, Role.AUDITOR, Role.PROGRAMME_OFFICE):
        assert Report.objects.for_staff(officer(None, role)).get() == report
    stranger = officer(report.unit)
    stranger.is_active = False
    assert not Report.objects.for_staff(stranger).exists()


def test_a_held_denunciation_is_seen_by_the_office_and_not_by_the_leader() -> None:
    report = filed(text="Tôi tố cáo cán bộ địa chính đòi tiền phong bì.")
    assert Report.objects.for_staff(officer(None, Role.PROGRAMME_OFFICE)).get() == report
    assert not Report.objects.for_staff(officer(None, Role.LEADER)).exists()
    assert Report.objects.for_staff(officer(report.unit)).get() == report


@pytest.mark.parametrize(
    ("steps", "to", "move", "field"),
    [
        ((), Status.NEEDS_INFO, Move(), "note"),
        ((), Status.REJECTED, Move(reason="lawful"), "note"),
        ((), Status.REJECTED, Move(note="Vì sao", reason="khong_co"), "reason"),
        ((), Status.REJECTED, Move(note="Vì sao", reason="not_found"), "photos"),
        ((), Status.DUPLICATE, Move(), "into"),
        ((Status.ACCEPTED,), Status.RESOLVED, Move(), "note"),
        ((), Status.ACCEPTED, Move(note="x" * 4001), "note"),
    ],
)
def test_what_a_step_needs_is_asked_for(steps: tuple[Status, ...], to: Status, move: Move, field: str) -> None:
    report = moved(filed(), *steps)
    with pytest.raises(Refused) as caught:
        advance(report, to, by=staff(report.unit), now=LATER, move=move)
    assert caught.value.field == field
    assert Report.objects.get().status == (steps[-1] if steps else "received")


def test_a_result_may_be_a_photo_alone() -> None:
    report = moved(filed(), Status.ACCEPTED)
    photos = store_photos([jpeg()])
    event = advance(report, Status.RESOLVED, by=staff(report.unit), now=LATER, move=Move(photos=photos))
    assert event.data == {"with_photo": True}
    photo = report.photos.get()
    assert (photo.event, photo.is_after, report.photo_count) == (event, True, 1)


def test_not_found_on_the_spot_is_refused_with_a_photo() -> None:
    report = filed()
    move = Move(note="Đã kiểm tra, không thấy.", reason="not_found", photos=store_photos([jpeg()]))
    advance(report, Status.REJECTED, by=staff(report.unit), now=LATER, move=move)
    assert report.reason == "not_found"
    assert not report.photos.get().is_after


def test_a_complaint_and_a_denunciation_look_alike_to_the_public() -> None:
    names = {refusals.public_name(code) for code in ("complaint", "denunciation")}
    assert names == {"Không thuộc phạm vi tiếp nhận"}
    assert refusals.public_name("lawful") == "Sự việc được phép (có giấy phép, đúng quy định)"
    assert refusals.public_name("") == ""


@pytest.mark.database
def test_the_later_of_two_clicks_is_overtaken() -> None:
    report = filed()
    mine, theirs = Report.objects.get(), Report.objects.get()
    advance(theirs, Status.ACCEPTED, by=staff(report.unit), now=LATER)
    with pytest.raises(Overtaken) as caught:
        advance(mine, Status.REJECTED, by=staff(report.unit), now=LATER, move=Move(note="x", reason="lawful"))
    assert caught.value.status == 409
    with pytest.raises(Overtaken):
        advance(theirs, Status.IN_PROGRESS, by=staff(report.unit), now=LATER, move=Move(version=1))
    assert Event.objects.count() == 2


def test_the_shelf_follows_the_status() -> None:
    report = filed()
    shelves = []
    for to in (Status.ACCEPTED, Status.NEEDS_INFO):
        moved(report, to)
        shelves.append(set(report.involvements.values_list("shelf", flat=True)))
    answer(report, "Ở ngõ 298.", now=LATER)
    shelves.append(set(report.involvements.values_list("shelf", flat=True)))
    moved(report, Status.RESOLVED)
    shelves.append(set(report.involvements.values_list("shelf", flat=True)))
    assert shelves == [{Shelf.WORK}, {Shelf.WAITING}, {Shelf.WORK}, {Shelf.DONE}]
    assert set(report.involvements.values_list("is_open", flat=True)) == {False}


def test_an_urgent_matter_is_due_four_hours_after_acceptance() -> None:
    report = filed(category="road_danger", text="Mất nắp cống giữa đường.")
    due = report.resolve_by
    advance(report, Status.ACCEPTED, by=staff(report.unit), now=NOW + timedelta(minutes=10))
    assert report.resolve_by == NOW + timedelta(hours=4, minutes=10) < due


def test_early_acceptance_of_an_ordinary_matter_moves_no_deadline() -> None:
    report = filed()
    due = report.resolve_by
    moved(report, Status.ACCEPTED)
    assert report.resolve_by == due


def test_the_clock_waits_for_the_reporter() -> None:
    report = filed()
    before = report.accept_by, report.resolve_by
    asked_at = datetime(2026, 11, 25, 10, 0, tzinfo=CITY)
    advance(report, Status.NEEDS_INFO, by=staff(report.unit), now=asked_at, move=Move(note="Ngõ nào ạ?"))
    assert report.answer_by == datetime(2026, 11, 30, 10, 0, tzinfo=CITY)
    answer(report, "Ngõ 298.", now=datetime(2026, 11, 25, 15, 0, tzinfo=CITY))  # four working hours later
    assert report.status == "received"
    again = Report.objects.get()
    assert (again.asked_at, again.answer_by, again.status_before) == (None, None, "")
    # Both were due at 9:00 of a working day: four working hours later is 14:00, lunch in between.
    assert (report.accept_by - before[0], report.resolve_by - before[1]) == (timedelta(hours=5), timedelta(hours=5))


def test_a_deadline_that_was_over_before_the_question_stays_over() -> None:
    report = filed()
    late = report.resolve_by + timedelta(days=1)
    due = report.resolve_by
    moved(report, Status.ACCEPTED)
    advance(report, Status.NEEDS_INFO, by=staff(report.unit), now=late, move=Move(note="Ở đâu ạ?"))
    answer(report, "Đây.", now=late + timedelta(hours=3))
    assert report.resolve_by == due


def test_reopening_gives_a_new_deadline_and_forgets_the_result() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    verdict(report, satisfied=False, comment="Vẫn còn rác.", now=NOW + timedelta(days=2))
    assert (report.status, report.resolved_at, report.satisfied) == ("accepted", None, False)
    assert report.resolve_by > NOW + timedelta(days=2)


def test_the_reporter_may_reopen_for_seven_days_and_the_head_any_time() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    verdict(report, satisfied=True, rating=5, now=LATER)
    assert (report.status, report.rating, report.satisfied) == ("closed", 5, True)
    late = LATER + timedelta(days=7, minutes=1)
    with pytest.raises(Refused, match="quá 7 ngày"):
        verdict(report, satisfied=False, now=late)
    head = Staff(officer(report.unit, Role.UNIT_HEAD))
    advance(report, Status.ACCEPTED, by=head, now=late, move=Move(note="Xem lại theo đề nghị."))
    assert report.status == "accepted"


def test_a_duplicate_names_its_main_and_can_be_undone() -> None:
    main, report = filed(), moved(filed(), Status.ACCEPTED)
    by = staff(report.unit)
    event = advance(report, Status.DUPLICATE, by=by, now=LATER, move=Move(main=main))
    assert (event.data, report.merged_into) == ({"main": main.code}, main)
    other = filed()
    for wrong in (other, report):
        with pytest.raises(Refused) as caught:
            advance(other, Status.DUPLICATE, by=by, now=LATER, move=Move(main=wrong))
        assert caught.value.field == "into"
    with pytest.raises(Refused, match="không gộp tiếp được"):
        advance(main, Status.DUPLICATE, by=by, now=LATER, move=Move(main=other))
    advance(report, BACK, by=by, now=LATER)
    assert (report.status, report.merged_into) == ("accepted", None)


def test_accepting_and_publishing_is_one_deed() -> None:
    report = filed(category="livestock", text="Nhà bên nuôi lợn.", photos=[jpeg(), jpeg((200, 10, 10))])
    first, second = report.photos.order_by("order")
    release = Release("Có hộ nuôi lợn trong ngõ.", frozenset({first.pk}))
    advance(report, Status.ACCEPTED, by=staff(report.unit), now=LATER, move=Move(release=release))
    first.refresh_from_db()
    assert (report.public_text, report.published_at) == ("Có hộ nuôi lợn trong ngõ.", LATER)
    assert first.public_name.startswith("public/")
    assert second.public_name == ""
    assert list(report.events.order_by("number").values_list("kind", flat=True)) == [
        "received",
        "accepted",
        "published",
    ]
    assert list(verify_history()) == []


def test_a_private_note_is_marked_so() -> None:
    report = filed()
    event = advance(
        report, Status.ACCEPTED, by=staff(report.unit), now=LATER, move=Move(note="Nội bộ", is_public=False)
    )
    assert event.data == {"private_words": True}


def test_the_verdict_is_kept_on_the_event() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    event = advance(
        report, Status.CLOSED, by=Reporter(), now=LATER, move=Move(verdict=Verdict(satisfied=True, rating=4))
    )
    assert event.data == {"satisfied": True, "rating": 4}


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(rating: int) -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    with pytest.raises(Refused) as caught:
        verdict(report, satisfied=True, rating=rating, now=LATER)
    assert caught.value.field == "rating"


def test_an_answer_may_be_a_photo_and_comes_only_while_it_is_awaited() -> None:
    report = filed()
    with pytest.raises(Refused, match="không còn chờ"):
        answer(report, "Đây ạ", now=LATER)
    moved(report, Status.NEEDS_INFO)
    with pytest.raises(Refused) as caught:
        answer(report, "  ", now=LATER)
    assert caught.value.field == "text"
    event = answer(report, "", photos=store_photos([jpeg()]), now=LATER)
    assert event.words.body == "(Người phản ánh gửi ảnh.)"
    assert report.photos.get().event == event
