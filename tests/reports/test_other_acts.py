"""Assigning, cooperation, extension, another kind, place or level, splitting, linking, promising."""

from datetime import date, datetime, timedelta

import pytest

from backend.accounts.actor import Reporter
from backend.accounts.models import Role, User
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.models import Site
from backend.reports import cooperate, extend, history
from backend.reports.act import Overtaken
from backend.reports.assign import assign, people_of
from backend.reports.cooperate import AnsweredAlready, Asked
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Cooperation, Extension, Involvement, Kind, Report
from backend.reports.open_acts import Deed, open_acts
from backend.reports.progress import promise
from backend.reports.reroute import link, move, recategorise, set_level
from backend.reports.rights import NotYours
from backend.reports.split import NewPart, split
from backend.reports.ties import ties_of
from backend.reports.undo import undo
from backend.reports.verify import verify_history
from backend.routing.models import Category, Level, Unit
from tests.reports.filing import CITY, CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def titles(report: Report) -> list[str]:
    return [line.title for line in history.staff_history(report, reader=officer(report.unit))]


def test_a_report_is_given_to_a_person_of_the_unit_and_taken_back() -> None:
    report = filed()
    colleague = officer(report.unit, username="lan")
    event = assign(report, colleague, by=staff(report.unit), now=NOW)
    assert report.assignee == colleague
    assert (event.is_public, titles(report)[-1]) == (False, "Giao cho Cán bộ lan")
    assert colleague in people_of(report.unit_id)
    for to, code in ((colleague, "no_change"), (officer(unit("phong-y-te")), "not_of_the_unit")):
        with pytest.raises(Refused) as refused:
            assign(report, to, by=staff(report.unit), now=NOW)
        assert refused.value.code == code
    assign(report, None, by=staff(report.unit), now=NOW)
    assert titles(report)[-1] == "Thôi giao cho một người"
    with pytest.raises(Overtaken):
        assign(report, colleague, by=staff(report.unit), now=NOW, version=1)


def test_another_unit_is_asked_for_its_part_and_answers() -> None:
    report, helper = filed(), unit("phong-y-te")
    asked = Asked(helper, "Kiểm tra nguồn nước.", NOW + timedelta(days=2))
    cooperate.ask(report, asked, by=staff(report.unit), now=NOW)
    assert Involvement.objects.filter(report=report, unit=helper, part="with").exists()
    assert titles(report)[-1] == "Mời Phòng Y tế phối hợp"
    with pytest.raises(Refused, match="Đang chờ"):
        cooperate.ask(report, asked, by=staff(report.unit), now=NOW)
    with pytest.raises(NotYours):
        cooperate.answer(report, "Xong.", unit=helper, by=staff(report.unit), now=NOW)
    cooperate.answer(report, "Nước sạch.", unit=helper, by=staff(helper), now=NOW + timedelta(days=3))
    assert Cooperation.objects.get().answered_by is not None
    assert report.events.get(kind=Kind.COOPERATION_ANSWERED).data["is_late"] is True
    with pytest.raises(AnsweredAlready):
        cooperate.answer(report, "Lại.", unit=helper, by=staff(helper), now=NOW)
    assert report.version == Report.objects.get(pk=report.pk).version == 1


def test_what_was_asked_sleeps_while_the_report_is_done_and_wakes_with_it() -> None:
    report, helper = moved(filed(), "accepted"), unit("phong-y-te")
    cooperate.ask(report, Asked(helper, "Kiểm tra nước.", NOW + timedelta(days=2)), by=staff(report.unit), now=NOW)
    moved(report, "resolved", now=NOW + timedelta(hours=1))
    report.refresh_from_db()
    helping = staff(helper)
    assert Deed.COOPERATE_ANSWER not in open_acts(report, by=helping, ties=ties_of(report))
    with pytest.raises(AnsweredAlready):
        cooperate.answer(report, "Xong.", unit=helper, by=helping, now=NOW)
    advance(report, "accepted", by=Reporter(), now=NOW + timedelta(days=1), move=Move(note="Vẫn còn."))
    report.refresh_from_db()
    assert Deed.COOPERATE_ANSWER in open_acts(report, by=helping, ties=ties_of(report))
    cooperate.answer(report, "Xong.", unit=helper, by=helping, now=NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("who", "hours", "code"), [("phong-y-te", 0, "past"), ("", 24, "same_unit"), ("gone", 24, "not_at_work")]
)
def test_a_question_nobody_could_answer_is_not_asked(who: str, hours: int, code: str) -> None:
    report = filed()
    gone = Unit.objects.filter(valid_from__year=2025).order_by("id")[0]
    helper = report.unit if not who else gone if who == "gone" else unit(who)
    with pytest.raises(Refused) as refused:
        cooperate.ask(report, Asked(helper, "Giúp.", NOW + timedelta(hours=hours)), by=staff(report.unit), now=NOW)
    assert refused.value.code == code


def test_more_time_is_asked_once_and_granted_by_the_head() -> None:
    report = moved(filed(), "accepted")
    head, due, until = staff(report.unit, Role.UNIT_HEAD), report.resolve_by, date(2026, 12, 18)
    extend.ask(report, until, reason="Chờ vật tư.", by=staff(report.unit), now=NOW)
    with pytest.raises(NotYours):
        extend.approve(report, by=staff(report.unit), now=NOW)
    extend.refuse(report, reason="Làm được.", by=head, now=NOW)
    extend.ask(report, until, reason="Chờ vật tư.", by=staff(report.unit), now=NOW)
    extend.approve(report, by=head, now=NOW)
    report.refresh_from_db()
    assert (report.resolve_by, report.extended_to) == (due, datetime(2026, 12, 18, 17, 0, tzinfo=CITY))
    assert {row.resolve_by for row in report.involvements.all()} == {report.extended_to}
    event = report.events.get(kind=Kind.EXTENDED)
    assert (event.words.body, event.is_public) == ("Chờ vật tư.", True)
    with pytest.raises(Refused, match="đã gia hạn"):
        extend.ask(report, until, reason="Nữa.", by=staff(report.unit), now=NOW)
    with pytest.raises(Refused, match="chờ duyệt"):
        extend.approve(report, by=head, now=NOW)


def test_the_head_who_asks_grants_it_in_one_go() -> None:
    report = moved(filed(), "accepted")
    extend.ask(report, date(2026, 12, 18), reason="Mưa.", by=staff(report.unit, Role.UNIT_HEAD), now=NOW)
    assert Extension.objects.get().state == "approved"


@pytest.mark.parametrize(
    ("steps", "until", "late", "code"),
    [
        ((), date(2026, 12, 18), 0, "not_next"),
        (("accepted",), date(2026, 11, 25), 0, "out_of_range"),
        (("accepted",), date(2027, 12, 18), 0, "out_of_range"),
        (("accepted",), date(2026, 12, 30), 20, "too_late"),
    ],
)
def test_time_is_asked_for_before_the_deadline_and_within_reason(
    steps: tuple[str, ...], until: date, late: int, code: str
) -> None:
    report = moved(filed(), *steps)
    with pytest.raises(Refused) as refused:
        extend.ask(report, until, reason="Chờ.", by=staff(report.unit), now=NOW + timedelta(days=late))
    assert refused.value.code == code


def test_another_kind_goes_to_its_unit_with_deadlines_from_the_filing() -> None:
    report = moved(filed(), "accepted")
    sender, food = report.unit, category("food_poisoning")
    later = NOW + timedelta(hours=3)
    recategorise(report, food, reason="Đây là ngộ độc.", by=staff(sender), now=later)
    assert (report.category, report.group, report.level) == (food, "food", "urgent")
    assert report.unit != sender
    assert report.status == "received"
    assert report.involvements.filter(unit=sender, part="with").exists()
    assert report.accept_by > later
    event = report.events.get(kind=Kind.RECATEGORISED)
    assert event.data["before"]["category"] == "household_waste"
    assert event.data["reasons"]
    assert titles(report)[-1] == f"Đổi loại việc thành {food.name}"
    assert "ngo doc" in report.search


def test_another_kind_of_the_same_unit_keeps_its_status() -> None:
    report = moved(filed(), "accepted")
    same = next(
        one
        for one in Category.objects.filter(active=True, group="environment").exclude(pk=report.category_id)
        if filed(category=one.code, lat=21.0459, answers={}).unit_id == report.unit_id
    )
    recategorise(report, same, reason="Nhầm loại.", by=staff(report.unit), now=NOW + timedelta(hours=1))
    assert (report.status, report.category) == ("accepted", same)
    with pytest.raises(Refused) as refused:
        recategorise(report, same, reason="Nữa.", by=staff(report.unit), now=NOW)
    assert refused.value.code == "no_change"


def test_another_place_goes_to_its_ward() -> None:
    report = filed()
    sender = report.unit
    event = move(report, Point(21.0297, 105.9076), reason="Ghim nhầm.", by=staff(sender), now=NOW)
    assert report.ward.slug != "ngoc-lam"
    assert report.unit.ward == report.ward
    assert event.data["before"]["ward"] == "ngoc-lam"
    assert sender in [row.unit for row in report.involvements.all()]
    undo(event, by=staff(sender), now=NOW + timedelta(seconds=3))
    report.refresh_from_db()
    assert (report.ward.slug, report.unit, report.lat) == ("ngoc-lam", sender, 21.045795)
    assert not list(verify_history())


def test_outside_the_district_nothing_is_moved() -> None:
    report = filed()
    with pytest.raises(Refused) as refused:
        move(report, Point(21.2, 105.6), reason="Xa.", by=staff(report.unit), now=NOW)
    assert refused.value.code == "outside_district"


def test_urgent_means_four_hours_from_acceptance() -> None:
    report = moved(filed(), "accepted")
    set_level(report, Level.URGENT, reason="Có người bị thương.", by=staff(report.unit), now=NOW + timedelta(hours=1))
    assert report.level == "urgent"
    assert report.resolve_by == datetime(2026, 11, 25, 15, 0, tzinfo=CITY)  # 10:00, two hours, lunch, two hours
    assert report.resolve_by >= report.accept_by or report.transfer_count
    assert titles(report)[-1] == "Đổi mức độ: Khẩn"
    with pytest.raises(Refused):
        set_level(report, Level.URGENT, reason="Nữa.", by=staff(report.unit), now=NOW)


def test_what_is_closed_keeps_its_kind() -> None:
    report = moved(filed(), "accepted", "resolved")
    with pytest.raises(Refused) as refused:
        recategorise(report, category("food_poisoning"), reason="Muộn.", by=staff(report.unit), now=NOW)
    assert refused.value.code == "not_next"


def test_one_report_of_two_things_becomes_two() -> None:
    report = filed(photos=[jpeg(), jpeg((1, 2, 3))], contact=CONTACT)
    second = report.photos.order_by("order")[1]
    part = NewPart(category("food_poisoning"), "Quán bên cạnh làm ba người đau bụng.", frozenset({second.pk}))
    event, (new,) = split(report, [part], by=staff(report.unit), now=NOW)
    assert (new.split_from, new.contact, new.ward, new.category) == (report, report.contact, report.ward, part.category)
    assert new.unit != report.unit
    assert [photo.clean_name for photo in new.photos.all()] == [second.clean_name]
    assert event.data["codes"] == [new.code]
    assert titles(report)[-1] == f"Tách thành {new.code}"
    assert not list(verify_history())


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([], "invalid"),
        ([("household_waste", " ", ())], "required"),
        ([("household_waste", "x" * 5000, ())], "too_long"),
        ([("household_waste", "Rác.", (999,))], "unknown_photo"),
    ],
)
def test_a_part_says_what_it_is(parts: list[tuple[str, str, tuple[int, ...]]], code: str) -> None:
    report = filed()
    wanted = [NewPart(category(kind), text, frozenset(photos)) for kind, text, photos in parts]
    with pytest.raises(Refused) as refused:
        split(report, wanted, by=staff(report.unit), now=NOW)
    assert refused.value.code == code
    assert Report.objects.count() == 1


def test_a_report_is_tied_to_a_named_place() -> None:
    report = filed()
    site = Site.objects.create(code="cho-ngoc-lam", name="Chợ Ngọc Lâm", kind="market", lat=21.04, lon=105.87)
    link(report, site, by=staff(report.unit), now=NOW)
    assert (report.site, titles(report)[-1]) == (site, "Gắn với Chợ Ngọc Lâm")
    with pytest.raises(Refused):
        link(report, site, by=staff(report.unit), now=NOW)
    link(report, None, by=staff(report.unit), now=NOW)
    assert titles(report)[-1] == "Thôi gắn địa điểm"


def test_a_late_unit_promises_a_day_that_everybody_reads() -> None:
    report = moved(filed(), "accepted")
    promise(report, date(2026, 12, 5), "Đang chờ xe cẩu.", by=staff(report.unit), now=NOW)
    assert report.promised_on == date(2026, 12, 5)
    line = history.public_history(report, for_reporter=True)[-1]
    assert (line.title, line.words) == ("Hẹn xong ngày 5/12/2026", "Đang chờ xe cẩu.")
    for day in (date(2026, 11, 24), date(2027, 6, 1)):
        with pytest.raises(Refused) as refused:
            promise(report, day, "Sai ngày.", by=staff(report.unit), now=NOW)
        assert refused.value.code == "out_of_range"


def test_people_of_other_units_do_none_of_it() -> None:
    report = moved(filed(), "accepted")
    other = staff(unit("phong-y-te"))
    site = Site.objects.create(code="x", name="X", kind="other", lat=21.04, lon=105.87)
    person: User = officer(report.unit)
    for deed in (
        lambda: assign(report, person, by=other, now=NOW),
        lambda: recategorise(report, category("food_poisoning"), reason="x", by=other, now=NOW),
        lambda: move(report, Point(21.04, 105.87), reason="x", by=other, now=NOW),
        lambda: set_level(report, Level.URGENT, reason="x", by=other, now=NOW),
        lambda: link(report, site, by=other, now=NOW),
        lambda: split(report, [NewPart(report.category, "x")], by=other, now=NOW),
        lambda: promise(report, date(2026, 12, 5), "x", by=other, now=NOW),
        lambda: extend.ask(report, date(2026, 12, 18), reason="x", by=other, now=NOW),
        lambda: cooperate.ask(report, Asked(other.user.posts[0].unit, "x", NOW), by=other, now=NOW),  # type: ignore[arg-type]  # a unit's post has one
    ):
        with pytest.raises(NotYours):
            deed()
