"""Tabs, filters, pages and counts of an inbox."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role, User
from backend.places.models import Ward
from backend.reports.codes import spoken_code
from backend.reports.inbox import COUNTED, Page, Place, Tab, counts, page
from backend.reports.inbox_filters import Filters
from backend.reports.involvement import follow
from backend.reports.models import Photo, Report, Screening, Status
from backend.reports.screening import screen
from backend.routing.models import Unit
from tests.reports.filing import NOW, filed, jpeg, moved, officer

ALL = Filters()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]


def codes(shown: Page) -> list[str]:
    return [report.code for report in shown.reports]


def look(user: User, tab: Tab, filters: Filters = ALL, place: Place | None = None, size: int = 50) -> Page:
    return page(user, tab, filters, now=NOW + timedelta(minutes=30), place=place, size=size)


def test_a_report_lies_under_the_tab_of_its_status() -> None:
    new, accepted = filed(), moved(filed(), "accepted")
    asked = moved(filed(), "needs_info")
    done = moved(filed(), "accepted", "resolved")
    ward = officer(new.unit)

    assert codes(look(ward, Tab.NEW)) == [new.code]
    assert set(codes(look(ward, Tab.OPEN))) == {new.code, accepted.code, asked.code}
    assert codes(look(ward, Tab.WAITING)) == [asked.code]
    assert codes(look(ward, Tab.DONE)) == [done.code]
    assert codes(look(ward, Tab.RETURNED)) == []


def test_what_is_held_lies_apart_until_somebody_looked() -> None:
    report = filed()
    ward = officer(report.unit)
    Report.objects.filter(pk=report.pk).update(screening=Screening.UNVERIFIED, published_at=None)
    report.refresh_from_db()
    screen(report, Screening.SPAM, by=Staff(ward), now=NOW)

    assert codes(look(ward, Tab.SPAM)) == [report.code]
    assert codes(look(ward, Tab.OPEN)) == codes(look(ward, Tab.UNVERIFIED)) == []


def test_a_report_is_overdue_after_its_deadline_but_not_while_it_waits() -> None:
    late, waiting = filed(now=NOW - timedelta(days=60)), filed(now=NOW - timedelta(days=60))
    moved(waiting, "needs_info", now=NOW - timedelta(days=60))
    ward = officer(late.unit)

    assert codes(look(ward, Tab.OVERDUE)) == [late.code]
    assert counts(ward, now=NOW).tabs[Tab.OVERDUE] == 1


def test_mine_are_the_reports_given_to_me() -> None:
    mine, other = filed(), filed()
    ward = officer(mine.unit)
    Report.objects.filter(pk=mine.pk).update(assignee=ward)

    assert codes(look(ward, Tab.MINE)) == [mine.code]
    assert counts(ward, now=NOW).tabs[Tab.MINE] == 1
    assert other.code in codes(look(ward, Tab.OPEN))


def test_the_most_pressing_comes_first_and_the_newest_done_first() -> None:
    later, sooner = filed(now=NOW), filed(now=NOW - timedelta(days=2))
    first, second = moved(filed(), "accepted", "resolved"), moved(filed(), "accepted", "resolved")
    ward = officer(later.unit)

    assert codes(look(ward, Tab.OPEN)) == [sooner.code, later.code]
    assert codes(look(ward, Tab.DONE)) == [second.code, first.code]


@pytest.mark.parametrize("tab", [Tab.OPEN, Tab.DONE])
def test_pages_follow_each_other_and_lead_back(tab: Tab) -> None:
    reports = [filed() for _number in range(5)]
    if tab == Tab.DONE:
        for report in reports:
            moved(report, "accepted", "resolved")
    ward = officer(reports[0].unit)
    whole = codes(look(ward, tab))

    first = look(ward, tab, size=2)
    second = look(ward, tab, size=2, place=first.next)
    third = look(ward, tab, size=2, place=second.next)
    back = look(ward, tab, size=2, place=third.previous)

    assert codes(first) + codes(second) + codes(third) == whole
    assert codes(back) == codes(second)
    assert (first.previous, third.next) == (None, None)
    assert back.previous is not None
    assert look(ward, tab, size=2, place=back.previous).previous is None


def test_a_unit_that_helps_sees_the_report_and_others_do_not() -> None:
    food = filed(category="restaurant_food")
    helper = food.involvements.exclude(unit=food.unit).select_related("unit").order_by("id").first()
    assert helper is not None
    stranger = Unit.objects.exclude(pk__in=food.involvements.values("unit")).order_by("id").first()

    assert codes(look(officer(food.unit), Tab.OPEN)) == codes(look(officer(helper.unit), Tab.OPEN)) == [food.code]
    assert codes(look(officer(stranger), Tab.OPEN)) == []


def test_a_person_of_two_units_on_one_report_sees_it_once() -> None:
    food = filed(category="restaurant_food")
    person = officer(food.unit)
    for one in food.involvements.exclude(unit=food.unit):
        Membership.objects.create(user=person, unit=one.unit, role=Role.UNIT_OFFICER)
    person = User.objects.get(pk=person.pk)

    assert codes(look(person, Tab.OPEN)) == [food.code]
    assert counts(person, now=NOW).tabs[Tab.OPEN] == 1


def test_the_leader_reads_all_but_a_held_denunciation() -> None:
    plain, held = filed(), filed()
    Report.objects.filter(pk=held.pk).update(held_as="to_cao", published_at=None)
    leader, office = officer(None, Role.LEADER), officer(None, Role.PROGRAMME_OFFICE)

    assert codes(look(leader, Tab.OPEN)) == [plain.code]
    assert set(codes(look(office, Tab.OPEN))) == {plain.code, held.code}
    assert counts(leader, now=NOW).tabs[Tab.NEW] == 1
    assert counts(office, now=NOW).tabs[Tab.OPEN] == 2


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.LEADER, Role.AUDITOR, Role.PROGRAMME_OFFICE])
def test_each_tab_counts_what_lies_in_it(role: Role) -> None:
    long_ago = NOW - timedelta(days=60)
    late, mine, returned, spam, odd, held = (filed(now=now) for now in (long_ago, NOW, long_ago, long_ago, NOW, NOW))
    reader = officer(late.unit) if role == Role.UNIT_OFFICER else officer(None, role)
    moved(filed(now=long_ago), "needs_info", now=long_ago)
    moved(filed(), "accepted", "in_progress")
    moved(filed(), "accepted", "resolved")
    Report.objects.filter(pk=mine.pk).update(assignee=reader)
    Report.objects.filter(pk=returned.pk).update(returned_at=NOW)
    Report.objects.filter(pk=spam.pk).update(screening=Screening.SPAM, published_at=None)
    Report.objects.filter(pk=odd.pk).update(screening=Screening.UNVERIFIED, published_at=None)
    Report.objects.filter(pk=held.pk).update(held_as="to_cao", published_at=None)
    for report in (returned, spam, odd):
        report.refresh_from_db()
        follow(report)

    found = counts(reader, now=NOW + timedelta(minutes=30)).tabs

    assert found == {tab: len(look(reader, tab).reports) for tab in COUNTED}
    assert found[Tab.OVERDUE] == 2
    assert all(found.values())


def test_who_has_no_unit_finds_nothing_under_any_tab() -> None:
    filed()
    person = User.objects.create(username="chua-gan-don-vi")

    assert {tab: codes(look(person, tab)) for tab in Tab} == {tab: [] for tab in Tab}
    assert set(counts(person, now=NOW).tabs.values()) == {0}


def test_counts_follow_a_person_to_another_post() -> None:
    report = filed()
    person = officer(report.unit)
    assert counts(person, now=NOW).tabs[Tab.OPEN] == 1

    stranger = Unit.objects.exclude(pk__in=report.involvements.values("unit")).earliest("id")
    person.memberships.update(unit=stranger)

    assert counts(User.objects.get(pk=person.pk), now=NOW).tabs[Tab.OPEN] == 0


def test_nobody_who_left_sees_anything() -> None:
    report = filed()
    person = officer(report.unit)
    person.is_active = False

    assert codes(look(person, Tab.OPEN)) == []
    assert set(counts(person, now=NOW).tabs.values()) == {0}


def test_filters_narrow_a_tab() -> None:
    waste, parked = filed(), filed(category="illegal_parking", text="Xe tải đỗ kín vỉa hè trước chợ.")
    moved(parked, "accepted")
    ward = officer(waste.unit)
    here = Ward.objects.get(pk=waste.ward_id)

    def shown(**wanted: str) -> list[str]:
        return codes(look(ward, Tab.OPEN, Filters(**wanted)))

    assert shown(category="illegal_parking") == [parked.code]
    assert shown(group="environment") == [waste.code]
    assert shown(status=Status.ACCEPTED) == [parked.code]
    assert shown(unit=waste.unit.code, ward=here.code, status="received") == [waste.code]
    assert shown(ward="00000") == []
    assert shown(q="xe tai do kin") == [parked.code]
    assert shown(q="khong co tu nay") == []
    assert shown(q=spoken_code(waste.code).lower()) == [waste.code]


def test_a_row_has_its_first_photo() -> None:
    with_photo = filed(photos=[jpeg(), jpeg((9, 9, 9))])
    bare = filed()
    shown = look(officer(bare.unit), Tab.OPEN)

    first = Photo.objects.get(report=with_photo, order=0)
    assert shown.thumbs == {with_photo.pk: first.pk}


@pytest.mark.parametrize("number", [5, 50])
def test_a_page_costs_the_same_however_many_rows(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reports = [filed() for _number in range(number)]
    ward = officer(reports[0].unit)
    assert ward.posts

    with django_assert_num_queries(1):
        shown = look(ward, Tab.OPEN)
        assert [(r.category.name, r.ward.name, r.unit.short_name, str(r.street), r.assignee) for r in shown.reports]
    with django_assert_num_queries(1):
        assert counts(ward, now=NOW).tabs[Tab.OPEN] == number
