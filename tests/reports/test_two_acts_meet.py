"""Two acts meet: more time, undo, transfers, merges and releases, and what somebody else did on the way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from backend.accounts.actor import Reporter
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.photos.rendition import Edit
from backend.places.geometry import Point
from backend.reports import cooperate, extend, progress, publication, redaction, transfer
from backend.reports.act import Overtaken
from backend.reports.assign import assign
from backend.reports.bulk import bulk, to_advance
from backend.reports.clock import end_unanswered_questions
from backend.reports.cooperate import Asked
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Cooperation, Event, Kind, Photo, Report, Screening, Status, Transfer, Undo
from backend.reports.open_acts import Deed, open_acts
from backend.reports.pending import pending_of
from backend.reports.publication import Release, publish
from backend.reports.reroute import link, move, recategorise, set_level
from backend.reports.screening import screen
from backend.reports.split import NewPart, split
from backend.reports.steps import BACK
from backend.reports.ties import ties_of
from backend.reports.undo import last_of, undo, undo_batch
from backend.reports.verify import verify_history
from backend.reports.withhold import withhold
from backend.routing.models import Category, Level, Unit
from tests.reports.filing import NOW, filed, jpeg, moved, officer, staff
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
UNTIL = date(2026, 12, 18)


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def _marked_spam(report: Report) -> Event:
    return screen(report, Screening.SPAM, by=staff(report.unit), now=NOW)


def _withheld(report: Report) -> Event | None:
    return withhold(report, now=NOW)


def with_more_time(report: Report, until: date = UNTIL) -> Report:
    moved(report, "accepted")
    extend.ask(report, until, reason="Chờ vật tư.", by=staff(report.unit, Role.UNIT_HEAD), now=NOW)
    report.refresh_from_db()
    assert report.extended_to is not None
    return report


def a_day_more() -> date:
    """Return the day after the one on which a report filed and accepted now is due."""
    return moved(filed(lat=21.0470), "accepted").resolve_by.date() + timedelta(days=1)


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def test_more_time_waits_with_the_report_while_the_reporter_is_asked() -> None:
    report = with_more_time(filed())
    first, longer = report.resolve_by, report.extended_to
    advance(report, Status.NEEDS_INFO, by=staff(report.unit), now=days(1), move=Move(note="Số nhà?"))
    advance(report, BACK, by=Reporter(), now=days(2), move=Move(note="Số 5."))
    report.refresh_from_db()
    assert first is not None
    assert longer is not None
    assert report.resolve_by > first
    assert report.extended_to is not None
    assert report.extended_to > longer
    assert {row.resolve_by for row in report.involvements.all()} == {report.extended_to}


def test_a_day_more_that_the_wait_has_eaten_is_none_and_the_clock_goes_on_with_others() -> None:
    tight = with_more_time(filed(), a_day_more())
    other = moved(filed(lat=21.0462), "accepted")
    for report in (tight, other):
        advance(report, Status.NEEDS_INFO, by=staff(report.unit), now=NOW + timedelta(hours=1), move=Move(note="Số?"))
    assert end_unanswered_questions(days(20)) == 2
    assert not list(verify_history())


def test_a_reopened_report_has_its_new_time_alone() -> None:
    report = with_more_time(filed())
    advance(report, Status.RESOLVED, by=staff(report.unit), now=days(1), move=Move(note="Xong."))
    advance(report, Status.ACCEPTED, by=Reporter(), now=days(27), move=Move(note="Vẫn còn."))
    report.refresh_from_db()
    assert (report.status, report.extended_to) == (Status.ACCEPTED, None)
    assert report.resolve_by > days(27)


def test_a_slower_kind_outgrows_the_time_that_was_added() -> None:
    report = with_more_time(filed(), a_day_more())
    slow = Category.objects.filter(active=True).order_by("-resolve_hours", "id")[0]
    recategorise(report, slow, reason="Việc khác.", by=staff(report.unit), now=days(1))
    report.refresh_from_db()
    assert report.extended_to is None or report.extended_to > report.resolve_by


def test_what_turns_urgent_keeps_no_longer_time() -> None:
    report = with_more_time(filed())
    set_level(report, Level.URGENT, reason="Nguy hiểm.", by=staff(report.unit), now=days(1))
    report.refresh_from_db()
    assert report.extended_to is None
    assert {row.resolve_by for row in report.involvements.all()} == {report.resolve_by}


def test_what_is_done_gets_no_more_time() -> None:
    report = moved(filed(), "accepted")
    head = staff(report.unit, Role.UNIT_HEAD)
    extend.ask(report, UNTIL, reason="Chờ vật tư.", by=staff(report.unit), now=NOW)
    assert Deed.EXTEND_APPROVE in open_acts(report, by=head, ties=ties_of(Report.objects.get(pk=report.pk)))
    advance(report, Status.RESOLVED, by=staff(report.unit), now=days(1), move=Move(note="Xong."))
    with pytest.raises(Refused, match="đang được xử lý"):
        extend.approve(report, by=head, now=days(1))
    assert not Event.objects.filter(kind=Kind.EXTENDED).exists()
    assert Deed.EXTEND_APPROVE not in open_acts(report, by=head, ties=ties_of(report))


def _cooperation(report: Report) -> None:
    asked = Asked(unit("phong-y-te"), "Kiểm tra nước.", days(2))
    cooperate.ask(report, asked, by=staff(report.unit), now=NOW + timedelta(seconds=2))


def _extension(report: Report) -> None:
    head = staff(report.unit, Role.UNIT_HEAD)
    extend.ask(report, UNTIL, reason="Chờ vật tư.", by=head, now=NOW + timedelta(seconds=2))


def _promise(report: Report) -> None:
    progress.promise(report, date(2026, 11, 27), "Đã gọi xe.", by=staff(report.unit), now=NOW + timedelta(seconds=2))


@pytest.mark.parametrize("between", [_cooperation, _extension, _promise])
def test_undo_takes_along_nothing_a_colleague_did_meanwhile(between: object) -> None:
    report = moved(filed(), "accepted", now=NOW - timedelta(hours=1))
    by = staff(report.unit)
    event = assign(report, officer(report.unit), by=by, now=NOW)
    between(report)  # type: ignore[operator]  # one of the deeds above
    before = Report.objects.values().get(pk=report.pk)
    with pytest.raises(Overtaken):
        undo(event, by=by, now=NOW + timedelta(seconds=5))
    assert Report.objects.values().get(pk=report.pk) == before
    assert (
        Cooperation.objects.filter(answered_by=None).count()
        == report.involvements.filter(unit=unit("phong-y-te")).count()
    )


def test_the_same_of_many_undone_together() -> None:
    reports = [filed(lat=21.0458 + number * 1e-4) for number in range(3)]
    by = staff(reports[0].unit)
    done = bulk(reports, to_advance("accepted", Move()), by=by, now=NOW)
    _cooperation(reports[1])
    events, left = undo_batch(done.batch, by=by, now=NOW + timedelta(seconds=5))
    assert (len(events), left) == (2, [reports[1].code])
    assert Report.objects.get(pk=reports[1].pk).status == Status.ACCEPTED


def test_what_was_split_off_stays_and_is_no_undo() -> None:
    report = filed()
    by = staff(report.unit)
    event, made = split(report, [NewPart(Category.objects.get(code="road_damage"), "Ổ gà.")], by=by, now=NOW)
    assert last_of(by.user.pk, now=NOW) is None
    with pytest.raises(Refused) as refused:
        undo(event, by=by, now=NOW)
    assert refused.value.code == "no_undo"
    assert Report.objects.filter(pk=made[0].pk).exists()
    assert not Undo.objects.exists()


def test_a_receiver_who_finds_another_unit_by_the_kind_has_settled_the_transfer() -> None:
    report = filed()
    sender, receiver = report.unit, unit("phong-y-te")
    transfer.transfer(report, transfer.Wish(receiver, "Việc của y tế."), by=staff(sender), now=NOW)
    report.refresh_from_db()
    recategorise(report, Category.objects.get(code="road_damage"), reason="Ổ gà.", by=staff(receiver), now=NOW)
    report.refresh_from_db()
    assert report.unit != receiver
    assert pending_of(report) is None
    assert Transfer.objects.get().state == "accepted"
    third = next(one for one in (receiver, unit("phong-tnmt")) if one.pk != report.unit_id)
    transfer.transfer(report, transfer.Wish(third, "Chuyển tiếp."), by=staff(report.unit), now=NOW)


def test_a_nearly_late_report_at_a_line_is_handed_over_with_time_to_accept() -> None:
    along = (filed(lat=21.0400 + step * 0.0004, lon=105.8700, text=f"Rác giáp ranh {step}.") for step in range(60))
    report = next(one for one in along if one.near_boundary and one.unit.ward_id is not None)
    now = report.resolve_by - timedelta(minutes=5)
    transfer.hand_over(report, transfer.neighbours(report, now=now)[0], by=staff(report.unit), now=now)
    report.refresh_from_db()
    assert report.resolve_by >= report.accept_by > now


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_merges_at_once_make_no_chain() -> None:
    for turn in range(4):
        one, two, three = (filed(lat=21.0450 + turn * 2e-3 + number * 1e-4) for number in range(3))
        by = staff(one.unit)
        seen = Report.objects.get(pk=two.pk)
        deeds = [
            partial(advance, one, Status.DUPLICATE, by=by, now=NOW, move=Move(main=seen)),
            partial(advance, Report.objects.get(pk=two.pk), Status.DUPLICATE, by=by, now=NOW, move=Move(main=three)),
        ]
        results = together(deeds)
        assert sum(isinstance(result, Event) for result in results) == 1
    assert not Report.objects.filter(merged_into__merged_into__isnull=False).exists()


def test_many_are_merged_into_the_main_report_as_it_stands_now() -> None:
    one, two, three = (filed(lat=21.0458 + number * 1e-4) for number in range(3))
    by, seen = staff(one.unit), Report.objects.get(pk=two.pk)
    advance(two, Status.DUPLICATE, by=by, now=NOW, move=Move(main=three))
    done = bulk([one], to_advance(Status.DUPLICATE, Move(main=seen)), by=by, now=NOW, main=seen)
    assert [result.refused.code for result in done.results if result.refused] == ["invalid"]


def test_a_photo_covered_meanwhile_is_not_let_out_bare(monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed(photos=(jpeg(),))
    photo, by = report.photos.get(), staff(report.unit)
    prepare = publication.prepare

    def slow(one: Report, release: Release) -> publication.Prepared:
        prepared = prepare(one, release)
        redaction.redact(one, photo.pk, Edit(((0.0, 0.0, 1.0, 1.0),), 0, None), by=by, now=NOW)
        return prepared

    monkeypatch.setattr(publication, "prepare", slow)
    with pytest.raises(Overtaken):
        publish(report, Release("Rác.", frozenset({photo.pk})), by=by, now=NOW)
    assert Photo.objects.get().public_name == ""


def test_what_is_spam_by_now_is_not_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    by, prepare = staff(report.unit), publication.prepare

    def slow(one: Report, release: Release) -> publication.Prepared:
        prepared = prepare(one, release)
        Report.objects.filter(pk=one.pk).update(screening="spam", published_at=None, public_text="")
        return prepared

    monkeypatch.setattr(publication, "prepare", slow)
    with pytest.raises(Refused) as refused:
        publish(report, Release("Rác."), by=by, now=NOW)
    assert refused.value.code == "not_clear"


def test_the_place_and_the_site_are_kept_where_nothing_else_happened() -> None:
    report = filed()
    by = staff(report.unit)
    event = move(report, Point(21.0460, 105.8700), reason="Sai chỗ.", by=by, now=NOW)
    undo(event, by=by, now=NOW + timedelta(seconds=5))
    report.refresh_from_db()
    assert round(report.lat, 6) == 21.045795
    with pytest.raises(Refused):
        link(report, None, by=by, now=NOW)


@pytest.mark.parametrize("deed", [_marked_spam, _withheld])
def test_what_was_taken_from_the_public_meanwhile_is_not_let_out_with_a_step(deed: Callable[[Report], object]) -> None:
    report = filed(category="restaurant_food")
    deed(Report.objects.get())
    with pytest.raises(Refused) as caught:
        advance(report, Status.ACCEPTED, by=staff(report.unit), now=NOW, move=Move(release=Release("Quán ăn bẩn.")))
    assert caught.value.code in {"not_clear", "withheld"}
    assert Report.objects.get().status == Status.RECEIVED
