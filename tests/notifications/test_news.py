"""News as it is read from the history, and who may see it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Role
from backend.reports.models import Report
from backend.routing.models import Unit
from notifications.live.news import after, latest_seq
from notifications.live.sight import Seat, sights
from tests.notifications.live_server import signed_in
from tests.notifications.test_letters import DENUNCIATION
from tests.reports.filing import filed, moved, officer

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.database]


@pytest.mark.parametrize("text", ["Rác ba ngày chưa ai thu gom.", DENUNCIATION])
def test_a_page_hears_of_exactly_the_reports_its_person_may_see(text: str) -> None:
    report = filed(text=text)
    [news] = after(0, most=10).news
    people = [officer(None, role) for role in (Role.PROGRAMME_OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR)]
    people += [officer(unit) for unit in Unit.objects.filter(valid_to__gte="2023-01-01")[:60]]
    people += [officer(one.unit) for one in report.involvements.all()]
    seats = {person: Seat(signed_in(person), person.pk, person.get_session_auth_hash()) for person in people}
    seen = sights(seats.values())
    for person, seat in seats.items():
        may_see = Report.objects.for_staff(person).filter(pk=report.pk).exists()
        assert seen[seat].may_see(news) is may_see, person


def test_reading_news_takes_two_statements_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(6):
        filed()
    with django_assert_num_queries(2):
        assert len(after(0, most=100).news) == 6
    newest = latest_seq()
    with django_assert_num_queries(1):
        assert after(newest, most=100).is_all


def test_a_page_of_news_says_whether_there_is_more() -> None:
    moved(filed(), "accepted")
    page = after(0, most=1)
    assert (len(page.news), page.is_all) == (1, False)
