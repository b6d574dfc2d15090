"""The page of the inbox: what a row says, what its addresses reproduce, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Role
from backend.core.age import age
from backend.places.models import Hotspot
from backend.reports.codes import spoken_code
from backend.reports.models import Photo, Report
from moderation.inbox import _count
from notifications.models import Letter
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def words(client: Client, query: str = "") -> str:
    return client.get(f"/staff/{query}").content.decode()


def test_a_row_says_what_where_and_how_much_time_is_left(sign_in: SignIn) -> None:
    report = filed(now=timezone.now(), photos=[jpeg()])
    page = words(sign_in(report))

    photo = Photo.objects.get(report=report)
    for said in ("Ngọc Lâm", spoken_code(report.code), "Mới nhận", f"/staff/photos/{photo.pk}/thumb", "còn "):
        assert said in page


def test_badges_say_what_is_special(sign_in: SignIn) -> None:
    report = filed(now=timezone.now(), contact=CONTACT)
    hotspot = Hotspot.objects.order_by("id").first()
    Report.objects.filter(pk=report.pk).update(near_boundary=True, level="urgent", hotspot=hotspot)
    Letter.objects.create(
        event=report.events.get(number=1), recipient="reporter", carrier="call", not_before=report.created_at
    )
    page = words(sign_in(report))

    for said in ("Giáp ranh", "Khẩn", "Điểm nóng", "Gọi lại"):
        assert said in page


def test_who_helps_sees_whom_they_help_and_the_leader_sees_the_unit(sign_in: SignIn) -> None:
    food = filed(category="restaurant_food", now=timezone.now())
    helper = food.involvements.exclude(unit=food.unit).order_by("id")[0].unit

    assert f"Phối hợp với {food.unit.short_name}" in words(sign_in(helper))
    leader = words(sign_in(officer(None, Role.LEADER)))
    assert food.unit.short_name in leader
    assert "Phối hợp với" not in leader


def test_late_reports_are_marked_with_words_colour_and_icon(sign_in: SignIn) -> None:
    report = filed(now=NOW - timedelta(days=90))
    page = words(sign_in(report), "?tab=overdue")

    assert "quá hạn" in page
    assert "badge-late" in page
    assert "#warning" in page
    assert "tab-pressing" in page


def test_every_view_has_an_address_and_old_addresses_still_open(sign_in: SignIn) -> None:
    waste, parked = filed(), filed(category="illegal_parking")
    client = sign_in(waste)

    page = words(client, f"?tab=new&category=illegal_parking&ward={waste.ward.code}")
    assert parked.code in page
    assert waste.code not in page
    assert f"tab=open&amp;category=illegal_parking&amp;ward={waste.ward.code}" in page
    assert client.get("/staff/?tab=khong-co&cursor=hong").status_code == 200
    assert "Không có phản ánh nào khớp" in words(client, "?q=khongcotunay")


def test_closed_reports_are_under_done(sign_in: SignIn) -> None:
    done = moved(filed(), "accepted", "resolved")
    page = words(sign_in(done), "?tab=done")
    assert done.code in page
    assert 'value="resolved"' in page
    assert 'value="received"' not in page


@pytest.mark.parametrize(
    ("tab", "said"),
    [("overdue", "Không có phản ánh nào quá hạn."), ("returned", "Chưa có phản ánh nào bị trả lại."),
     ("mine", "Chưa có phản ánh nào giao cho"), ("spam", "Không có phản ánh nào ở mục này.")],
)  # fmt: skip
def test_an_empty_tab_says_so(sign_in: SignIn, tab: str, said: str) -> None:
    assert said in words(sign_in(filed(now=timezone.now())), f"?tab={tab}")


def test_who_has_no_unit_is_told_why_the_inbox_is_empty(sign_in: SignIn) -> None:
    assert "chưa được gắn với đơn vị" in words(sign_in(officer(None, Role.ADMINISTRATOR)))


def test_the_next_page_goes_on_where_the_first_ended(sign_in: SignIn) -> None:
    reports = [filed() for _number in range(42)]
    client = sign_in(reports[0])
    first = client.get("/staff/")
    second = client.get(f"/staff/?{first.context['next']}")

    shown = [row.report.code for page in (first, second) for row in page.context["rows"]]
    assert sorted(shown) == sorted(report.code for report in reports)
    assert "Xem tiếp" in first.content.decode()
    assert "Trang trước" in second.content.decode()


def test_a_part_is_the_tabs_and_rows_alone(sign_in: SignIn) -> None:
    report = filed()
    part = sign_in(report).get("/staff/?part=list", headers={"HX-Request": "true"}).content.decode()
    assert report.code in part
    assert "<html" not in part


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_costs_the_same_however_many_rows(
    sign_in: SignIn, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reports = [filed() for _number in range(number)]
    client = sign_in(reports[0])
    client.get("/staff/")
    # session, person with posts, reference data (once a second elsewhere), saved views, counts with the news, reports,
    # calls
    with django_assert_num_queries(7):
        assert len(client.get("/staff/").context["rows"]) == number


def test_ages_and_counts_are_short() -> None:
    assert age(NOW - timedelta(minutes=5), now=NOW) == "5 phút"
    assert age(NOW - timedelta(hours=5), now=NOW) == "5 giờ"
    assert age(NOW - timedelta(days=5), now=NOW) == "5 ngày"
    assert (_count(7), _count(1000)) == ("7", "999+")
