"""Wards change: what is open goes over by its point, nobody is blamed, and a run that died is continued."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role, SettingChange, User
from backend.indicators.facts import histories
from backend.indicators.tally import Fact, tally
from backend.registers.ward_change import Change, change_wards
from backend.reports import cooperate, follow_area, history, ward_change
from backend.reports.area import Area, area_of
from backend.reports.assign import assign
from backend.reports.cooperate import Asked
from backend.reports.models import AreaFollower, Cooperation, Event, Kind, Report, Status, Transfer, TransferState
from backend.reports.transfer import Wish, transfer
from backend.reports.verify import verify_history
from backend.routing.models import Unit
from tests.registers.entries import registered
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("city")]
JULY = date(2025, 7, 1)
JANUARY = date(2025, 1, 1)
SAI_DONG = (21.0345, 105.9095)
OUTSIDE_SINCE_JULY = (21.0700, 105.8580)


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def administrator() -> Staff:
    return Staff(officer(None, Role.ADMINISTRATOR, "quantri"))


def change(*, on: date = JULY, dry_run: bool = False) -> Change:
    return change_wards(on=on, by=administrator(), now=NOW + timedelta(hours=1), dry_run=dry_run)


def test_an_open_report_goes_by_its_point_to_the_new_ward_and_its_successor_unit() -> None:
    report = filed()
    promised = report.resolve_by
    found = change()
    report.refresh_from_db()
    assert (report.ward.slug, report.ward.valid_from, report.unit.slug) == ("bo-de", JULY, "kthtdt-bo-de-2025")
    assert report.resolve_by == promised
    assert {one.unit.slug for one in report.involvements.select_related("unit")} >= {
        "kthtdt-bo-de-2025", "ubnd-bo-de-2025",
    }  # fmt: skip
    event = report.events.get(kind=Kind.REROUTED)
    assert (event.actor_kind, event.data["from_ward"], event.data["to"]) == ("clock", "ngoc-lam", "KTHTDT-BO-DE-2025")
    assert dict(found.wards) == {("Ngọc Lâm (từ 1/1/2004)", "Bồ Đề (từ 1/7/2025)"): 1}
    assert not list(verify_history())


def test_anyone_reads_why_the_report_is_elsewhere() -> None:
    report = filed()
    change()
    report.refresh_from_db()
    line = history.public_history(report, for_reporter=True)[-1]
    assert line.title == "Chuyển theo địa giới mới: phường Bồ Đề, Phòng KT,HT&ĐT P. Bồ Đề chủ trì"
    assert "Địa giới các phường thay đổi từ ngày 1/7/2025" in line.words


def test_a_second_run_changes_nothing() -> None:
    filed(), officer(unit("ubnd-ngoc-lam"))
    registered()
    change()
    events, posts = Event.objects.count(), Membership.objects.count()
    again = change()
    assert again.is_nothing
    assert (Event.objects.count(), Membership.objects.count()) == (events, posts)


def test_the_dry_run_says_exactly_what_is_then_done_and_writes_nothing() -> None:
    filed(), filed(lat=SAI_DONG[0], lon=SAI_DONG[1], category="food_poisoning")
    worker = officer(unit("ubnd-ngoc-lam"))
    assign(filed(), worker, by=Staff(worker), now=NOW)
    registered()
    before = list(Report.objects.order_by("pk").values())
    shown = change(dry_run=True)
    assert list(Report.objects.order_by("pk").values()) == before
    assert change() == shown
    assert (shown.reports, len(shown.people), shown.entries.moved) == (3, 2, 1)


def test_closed_reports_stay_where_they_were_answered() -> None:
    closed = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    change()
    closed.refresh_from_db()
    assert (closed.ward.slug, closed.unit.slug) == ("ngoc-lam", "ubnd-ngoc-lam")


def test_work_under_way_stays_so_far_and_with_the_same_person() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.IN_PROGRESS)
    worker = officer(unit("ubnd-ngoc-lam"))
    assign(report, worker, by=Staff(worker), now=NOW + timedelta(minutes=5))
    accepted_at = report.accepted_at
    change()
    report.refresh_from_db()
    assert (report.status, report.accepted_at, report.assignee) == (Status.IN_PROGRESS, accepted_at, worker)
    assert worker.pk in {post.user_id for post in Membership.objects.filter(unit=report.unit)}


def test_people_get_posts_in_every_part_of_their_old_ward_and_keep_the_old_one() -> None:
    person = officer(unit("ubnd-gia-thuy"), Role.WARD_OFFICER)
    change()
    units = {post.unit.slug for post in Membership.objects.filter(user=person).select_related("unit") if post.unit}
    assert units == {
        "ubnd-gia-thuy", "kthtdt-bo-de-2025", "hcc-bo-de-2025", "kthtdt-viet-hung-2025", "hcc-viet-hung-2025",
    }  # fmt: skip
    assert SettingChange.objects.get(key=person.username).reason.startswith("Địa giới")


def test_the_person_of_another_area_no_longer_has_the_report() -> None:
    report = filed()
    worker = officer(unit("ubnd-ngoc-lam"))
    assign(report, worker, by=Staff(worker), now=NOW)
    User.objects.filter(pk=worker.pk).update(is_active=False)
    assert change().without_assignee == 1
    report.refresh_from_db()
    assert report.assignee is None
    assert "xin giao lại việc" in report.events.get(kind=Kind.REROUTED).words.body


def test_a_transfer_that_waits_for_its_answer_ends_in_words_with_what_people_had_chosen() -> None:
    report = filed()
    transfer(report, Wish(unit("phong-y-te"), "Thuộc an toàn thực phẩm."), by=staff(report.unit), now=NOW)
    assert change().transfers == 1
    report.refresh_from_db()
    assert report.unit.slug == "vhxh-bo-de-2025"  # not that of the kind, which people had thought wrong
    assert Transfer.objects.get().state == TransferState.ACCEPTED
    assert "đang chờ nhận kết thúc" in report.events.get(kind=Kind.REROUTED).words.body
    assert report.transfer_count == 1


def test_a_question_to_a_unit_that_ended_is_its_heirs_to_answer_by_the_same_day() -> None:
    report = filed()
    until = NOW + timedelta(days=2)
    for slug in ("phong-y-te", "cap-ngoc-lam", "phong-tnmt"):
        cooperate.ask(report, Asked(unit(slug), "Xin kiểm tra.", until), by=staff(report.unit), now=NOW)
    found = change()
    report.refresh_from_db()
    asked = {one.unit.slug: one.answer_by for one in Cooperation.objects.select_related("unit")}
    assert asked == {"vhxh-bo-de-2025": until, "cap-bo-de-2025": until}
    assert (found.questions, found.questions_ended) == (2, 1)  # the third is in charge now
    helper = unit("vhxh-bo-de-2025")
    cooperate.answer(report, "Đã kiểm tra.", unit=helper, by=staff(helper), now=NOW + timedelta(hours=2))
    assert cooperate.open_of(report).count() == 1


def test_the_new_unit_has_hours_of_its_own_to_accept_and_the_old_one_keeps_what_it_missed() -> None:
    in_time, late = filed(), filed(now=NOW - timedelta(days=7))
    due, missed = in_time.accept_by, late.accept_by
    change()
    for one in (in_time, late):
        one.refresh_from_db()
    assert in_time.accept_by > due
    assert late.accept_by == missed
    counted = {stories[0].report_id: tally(stories, now=NOW + timedelta(days=5)).facts for stories in histories()}
    assert _units(counted[late.pk], "accept_due") == {"ubnd-ngoc-lam"}
    assert _units(counted[in_time.pk], "received") == {"ubnd-ngoc-lam"}
    assert _units(counted[in_time.pk], "accept_due") == {"kthtdt-bo-de-2025"}
    assert not {fact.measure for fact in counted[in_time.pk]} & {"reopened", "refused", "duplicate", "reclassified"}


def test_in_january_only_sai_dong_was_divided_and_all_other_units_went_on() -> None:
    here, divided = filed(), filed(lat=SAI_DONG[0], lon=SAI_DONG[1])
    assert divided.unit.slug == "ubnd-sai-dong"
    change(on=JANUARY)
    for one in (here, divided):
        one.refresh_from_db()
    assert (here.unit.slug, here.ward.valid_from) == ("ubnd-ngoc-lam", JANUARY)
    assert divided.unit.slug in {"ubnd-phuc-dong", "ubnd-phuc-loi"}
    change(on=JULY)
    here.refresh_from_db()
    assert here.unit.slug == "kthtdt-bo-de-2025"


def test_what_lies_in_no_ward_of_the_day_is_left_to_a_person_and_said() -> None:
    report = filed()
    Report.objects.filter(pk=report.pk).update(lat=21.2, lon=105.7)
    found = change()
    assert (found.undecided, found.undecided_why[0][0]) == (1, report.code)
    report.refresh_from_db()
    assert report.ward.slug == "ngoc-lam"


def test_a_denunciation_held_back_stays_with_the_office_alone() -> None:
    report = filed(text="Tôi tố cáo ông chủ tịch phường nhận hối lộ, xin giữ bí mật.")
    assert report.held_as == "to_cao"
    change()
    report.refresh_from_db()
    assert {one.unit.slug for one in report.involvements.select_related("unit")} == {"vp-bo-de-2025"}


def test_a_run_that_was_killed_is_continued_by_running_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(4):
        filed()
    officer(unit("ubnd-ngoc-lam"))
    wanted = change(dry_run=True)
    settled = list[int]()

    def die(report: Report, event: Event) -> None:
        if len(settled) == 2:
            raise KeyboardInterrupt
        settled.append(report.pk)

    with monkeypatch.context() as patch:
        patch.setattr(ward_change, "settle", die)
        patch.setattr(ward_change, "BATCH", 3)
        with pytest.raises(KeyboardInterrupt):
            change()
    assert Event.objects.filter(kind=Kind.REROUTED).count() == 2
    rest = change()
    assert rest.reports == wanted.reports - 2
    assert Event.objects.filter(kind=Kind.REROUTED).count() == 4
    assert not Report.objects.filter(is_open=True, ward__slug="ngoc-lam").exists()
    assert not list(verify_history())


def test_what_comes_in_after_the_date_goes_by_the_new_wards_and_rules(settings: Settings) -> None:
    filed()
    settings.WARDS_ON = JULY
    report = filed()
    assert (report.ward.valid_from, report.unit.slug) == (JULY, "kthtdt-bo-de-2025")
    assert change().reports == 1
    report.refresh_from_db()
    assert report.event_count == 1


def test_the_command_prints_a_table_and_asks_for_an_administrator() -> None:
    filed(), administrator()
    out = StringIO()
    call_command("change_wards", on=JULY, dry_run=True, stdout=out)
    assert "Ngọc Lâm (từ 1/1/2004) -> Bồ Đề (từ 1/7/2025)" in out.getvalue()
    assert "WARDS_ON đang là 2024-12-31" in out.getvalue()
    assert not Event.objects.filter(kind=Kind.REROUTED).exists()
    officer(unit("ubnd-ngoc-lam"), username="can-bo")
    with pytest.raises(CommandError, match="quản trị"):
        call_command("change_wards", on=JULY, by="can-bo")


def _units(facts: Counter[Fact], measure: str) -> set[str]:
    names = dict(Unit.objects.values_list("pk", "slug"))
    return {names[fact.unit] for fact in facts if fact.measure == measure}


def test_who_follows_a_ward_of_before_goes_on_following_the_same_ground() -> None:
    follow_area.ask(Area(ward=filed().ward), "dan@mau.example", language="vi", now=NOW)
    found = change()
    follower = AreaFollower.objects.get()
    assert found.followers == 1
    assert area_of(follower).holds(Report.objects.select_related("category").get())
