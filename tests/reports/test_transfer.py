"""A report passes to another unit: taken over, given back, handed to the neighbour."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.places.models import Ward
from backend.reports.act import Overtaken
from backend.reports.inbox import Tab, page
from backend.reports.inbox_filters import Filters
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Kind, Report, Screening, Status, Transfer, TransferState
from backend.reports.pending import pending_of
from backend.reports.reroute import decided_for
from backend.reports.rights import NotYours
from backend.reports.screening import screen
from backend.reports.transfer import (
    NothingPending,
    Wish,
    accept,
    give_back,
    hand_over,
    neighbours,
    transfer,
)
from backend.reports.undo import undo
from backend.routing.models import Unit
from tests.reports.filing import CITY, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


@pytest.fixture
def division(city: None) -> Unit:
    return unit("phong-y-te")


def given(report: Report, to: Unit, *, now: datetime = NOW) -> Report:
    transfer(report, Wish(to, "Việc của phòng chuyên môn."), by=staff(report.unit), now=now)
    return report


def at_a_line() -> Report:
    """File a report on the Phố Ngọc Lâm side of a line, wherever the boundaries put one."""
    for step in range(60):
        report = filed(lat=21.0400 + step * 0.0004, lon=105.8700, text=f"Rác ở chỗ giáp ranh {step}.")
        if report.near_boundary and report.unit.ward_id is not None:
            return report
    raise AssertionError("no line anywhere near")


def test_the_receiver_has_it_at_once_and_new_there(division: Unit) -> None:
    report = moved(filed(), "accepted")
    sender, due = report.unit, report.resolve_by
    given(report, division, now=NOW + timedelta(hours=1))

    assert (report.unit, report.status, report.assignee, report.transfer_count) == (division, "received", None, 1)
    assert report.resolve_by == due
    assert report.accept_by > NOW + timedelta(hours=1)
    assert [one.code for one in page(staff(division).user, Tab.NEW, Filters(), now=NOW).reports] == [report.code]
    assert [one.code for one in page(staff(sender).user, Tab.OPEN, Filters(), now=NOW).reports] == [report.code]
    event = report.events.get(kind=Kind.TRANSFERRED)
    assert (event.data["from"], event.data["to"], event.words.body) == (
        sender.code, division.code, "Việc của phòng chuyên môn.",
    )  # fmt: skip


def test_taking_it_over_accepts_it(division: Unit) -> None:
    report = given(filed(), division)
    accept(report, by=staff(division), now=NOW)
    assert (report.status, report.accepted_at) == (Status.ACCEPTED, NOW)
    assert Transfer.objects.get().state == TransferState.ACCEPTED
    with pytest.raises(NothingPending):
        accept(report, by=staff(division), now=NOW)


def test_any_step_of_the_receiver_takes_it_over(division: Unit) -> None:
    report = given(filed(), division)
    event = advance(report, Status.ACCEPTED, by=staff(division), now=NOW, move=Move(note="Nhận."))
    decided = Transfer.objects.get()
    assert (decided.state, decided.decided_by) == (TransferState.ACCEPTED, event)


def test_given_back_it_stands_where_it_stood(division: Unit) -> None:
    report = moved(filed(), "accepted", "in_progress")
    sender = report.unit
    before = (report.status, report.accepted_at, report.resolve_by)
    given(report, division)
    give_back(report, reason="Không thuộc phòng.", by=staff(division), now=NOW + timedelta(hours=2))

    assert report.unit == sender
    assert (report.status, report.accepted_at, report.resolve_by) == before
    assert report.returned_at == NOW + timedelta(hours=2)
    assert [one.code for one in page(staff(sender).user, Tab.RETURNED, Filters(), now=NOW).reports] == [report.code]
    assert not page(staff(division).user, Tab.OPEN, Filters(), now=NOW).reports
    moved(report, "resolved", now=NOW + timedelta(hours=3))
    assert report.returned_at is None


def test_what_was_left_to_accept_it_is_left_again(division: Unit) -> None:
    report = filed(now=datetime(2026, 11, 25, 8, 0, tzinfo=CITY))
    assert report.accept_by == datetime(2026, 11, 25, 17, 0, tzinfo=CITY)  # seven working hours left at nine
    given(report, division, now=datetime(2026, 11, 25, 9, 0, tzinfo=CITY))
    give_back(report, reason="Không phải.", by=staff(division), now=datetime(2026, 11, 25, 11, 0, tzinfo=CITY))
    assert report.accept_by == datetime(2026, 11, 26, 10, 0, tzinfo=CITY)


def test_a_committee_that_was_with_it_stays_with_it(division: Unit) -> None:
    report = filed(category="food_poisoning")
    committee = report.involvements.filter(part="with").order_by("id")[0].unit
    given(report, committee)
    give_back(report, reason="Không phải.", by=staff(committee), now=NOW)
    assert report.involvements.filter(unit=committee, part="with").exists()


def test_after_eight_working_hours_nothing_goes_back(division: Unit) -> None:
    report = given(filed(), division)
    assert Transfer.objects.get().answer_by == datetime(2026, 11, 26, 9, 0, tzinfo=CITY)
    with pytest.raises(Refused, match="8 giờ làm việc"):
        give_back(report, reason="Muộn.", by=staff(division), now=datetime(2026, 11, 26, 9, 1, tzinfo=CITY))


def test_only_the_unit_in_charge_gives_and_only_the_receiver_answers(division: Unit) -> None:
    report = filed()
    sender = report.unit
    with pytest.raises(NotYours):
        transfer(report, Wish(division, "Xin."), by=staff(division), now=NOW)
    given(report, division)
    for deed in (accept, lambda r, **k: give_back(r, reason="x", **k)):
        with pytest.raises(NotYours):
            deed(report, by=staff(sender), now=NOW)


def test_it_is_given_to_no_partner_no_closed_unit_and_not_to_itself(division: Unit) -> None:
    report = filed()
    partner = Unit.objects.filter(may_be_in_charge=False).order_by("id")[0]
    gone = Unit.objects.filter(valid_from__year=2025).order_by("id")[0]
    for to, code in ((report.unit, "same_unit"), (partner, "not_in_charge"), (gone, "not_in_charge")):
        with pytest.raises(Refused) as refused:
            transfer(report, Wish(to, "Vì sao."), by=staff(report.unit), now=NOW)
        assert refused.value.code == code
    with pytest.raises(Refused, match="lý do"):
        transfer(report, Wish(division, "  "), by=staff(report.unit), now=NOW)
    with pytest.raises(Overtaken):
        transfer(report, Wish(division, "Cũ.", version=9), by=staff(report.unit), now=NOW)


def test_what_waits_or_is_held_or_was_just_given_stays(division: Unit) -> None:
    waiting = moved(filed(), "needs_info")
    spam = filed(lat=21.0459)
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW)
    fresh = given(filed(lat=21.0460), division)
    other = unit("vp-ubnd")
    for report, code in ((waiting, "not_next"), (spam, "not_clear"), (fresh, "transfer_pending")):
        with pytest.raises(Refused) as refused:
            transfer(report, Wish(other, "Vì sao."), by=staff(report.unit), now=NOW)
        assert refused.value.code == code


def test_a_transfer_taken_back_never_was(division: Unit) -> None:
    report = filed()
    sender = staff(report.unit)
    event = transfer(report, Wish(division, "Nhầm."), by=sender, now=NOW)
    undo(event, by=sender, now=NOW + timedelta(seconds=5))
    report.refresh_from_db()
    assert (report.unit, report.transfer_count, pending_of(report)) == (sender.user.posts[0].unit, 0, None)


def test_a_report_at_the_line_is_handed_to_the_neighbour_without_blame() -> None:
    report = at_a_line()
    before = report.ward
    to = neighbours(report, now=NOW)[0]
    event = hand_over(report, to, by=staff(report.unit), now=NOW)
    assert (report.ward, report.transfer_count, report.status) == (to, 0, "received")
    assert report.unit.ward == to
    assert report.ward_of_14 == to
    assert (event.kind, event.data["ward_name"]) == (Kind.HANDED_OVER, to.name)
    assert before in neighbours(report, now=NOW)
    assert {row.unit.ward for row in report.involvements.filter(part="with")} >= {before}
    assert event.data["reasons"]
    give_back(report, reason="Thuộc phường bên kia.", by=staff(report.unit), now=NOW)
    assert (report.ward, report.ward_of_14, report.unit.ward) == (before, before, before)


def test_a_unit_that_answers_for_both_wards_keeps_its_report_and_its_time() -> None:
    report = at_a_line()
    to = neighbours(report, now=NOW)[0]
    Report.objects.filter(pk=report.pk).update(unit=decided_for(report, ward=to, now=NOW).unit)
    report.refresh_from_db()
    before = report.unit, report.accept_by, report.resolve_by, report.status
    event = hand_over(report, to, by=staff(report.unit), now=NOW)
    assert (report.ward, event.kind) == (to, Kind.HANDED_OVER)
    assert (report.unit, report.accept_by, report.resolve_by, report.status) == before
    assert pending_of(report) is None
    undo(event, by=staff(report.unit), now=NOW + timedelta(seconds=5))
    report.refresh_from_db()
    assert report.ward != to


def test_away_from_a_line_there_is_no_neighbour() -> None:
    report = filed(lat=21.0458, lon=105.8698)
    Report.objects.filter(pk=report.pk).update(near_boundary=False)
    ward = Ward.objects.exclude(pk=report.ward_id).order_by("id")[0]
    with pytest.raises(Refused) as refused:
        hand_over(report, ward, by=Staff(staff(report.unit, Role.UNIT_HEAD).user), now=NOW)
    assert refused.value.code == "not_a_neighbour"
