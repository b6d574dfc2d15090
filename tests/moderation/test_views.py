"""Filters with addresses that show them again, saved views, and what belongs to the same story."""

from datetime import timedelta

import pytest

from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.reports import views
from backend.reports.alike import alike_to
from backend.reports.assign import assign
from backend.reports.earlier import earlier
from backend.reports.inbox import Tab, matching, page
from backend.reports.inbox_filters import Filters
from backend.reports.models import Report, SavedView
from backend.reports.rights import NotYours
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("who", [Role.UNIT_OFFICER, Role.LEADER])
def test_every_filter_leaves_what_has_it(who: Role) -> None:
    plain = filed(lat=21.0458)
    special = filed(lat=21.0459, photos=[jpeg()], contact=CONTACT, now=NOW - timedelta(days=3))
    Report.objects.filter(pk=plain.pk).update(near_boundary=False, hotspot=None)
    Report.objects.filter(pk=special.pk).update(near_boundary=True, level="urgent", channel="phone")
    assign(special, officer(special.unit, username="lan"), by=staff(special.unit), now=NOW)
    reader = officer(None if who == Role.LEADER else plain.unit, who)

    def codes(**wanted: str) -> set[str]:
        shown = page(reader, Tab.OPEN, Filters(**wanted), now=NOW).reports
        assert {one.code for one in matching(reader, Tab.OPEN, Filters(**wanted), now=NOW, most=9)} == {
            one.code for one in shown
        }
        return {one.code for one in shown}

    for wanted in (
        {"level": "urgent"}, {"channel": "phone"}, {"assignee": "lan"}, {"near_boundary": "1"}, {"photo": "1"},
        {"created_to": "2026-11-23"}, {"q": "0900 000 123"}, {"q": "+84900000123"}, {"q": special.code},
    ):  # fmt: skip
        assert codes(**wanted) == {special.code}, wanted
    assert codes(created_from="2026-11-24") == {plain.code}
    assert codes(created_from="never") == {plain.code, special.code}
    assert codes(q="0912345678") == set()


def test_a_view_is_kept_opened_first_and_forgotten(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    sent = {"name": "Rác khẩn", "query": "tab=new&level=urgent&cursor=junk", "is_default": "1", "is_shared": "1"}
    assert client.post("/staff/views", sent).headers["Location"] == "/staff/?tab=new&level=urgent"
    assert client.get("/staff/").headers["Location"] == "/staff/?tab=new&level=urgent"
    assert "Rác khẩn" in client.get("/staff/?tab=open").content.decode()
    colleague = sign_in(officer(report.unit, username="lan"))
    assert "Rác khẩn" in colleague.get("/staff/?tab=open").content.decode()
    assert colleague.get("/staff/").status_code == 200
    stranger = sign_in(Unit.objects.get(slug="phong-y-te"))
    assert "Rác khẩn" not in stranger.get("/staff/?tab=open").content.decode()
    view = SavedView.objects.get()
    colleague.post(f"/staff/views/{view.pk}/remove")
    assert SavedView.objects.exists()
    client.post(f"/staff/views/{view.pk}/remove")
    client.post(f"/staff/views/{view.pk}/remove")
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_or_one_too_many_is_refused(sign_in: SignIn) -> None:
    user = officer(filed().unit)
    assert "Xin đặt tên" in sign_in(user).post("/staff/views", {"name": " "}, follow=True).content.decode()
    for number in range(views.MOST):
        views.save(user, f"Số {number}", "tab=open")
    for name, query in (("Nữa", "tab=open"), ("Số 1", "x" * 700)):
        with pytest.raises(Refused):
            views.save(user, name, query)
    views.save(user, "Số 1", "tab=new", is_default=True)
    views.save(user, "Số 2", "tab=new", is_default=True)
    assert [one.name for one in SavedView.objects.filter(is_default=True)] == ["Số 2"]
    with pytest.raises(NotYours):
        views.remove(officer(None, Role.LEADER), SavedView.objects.order_by("id")[0].pk)


def test_what_lies_on_the_same_spot_or_came_by_the_same_telephone_is_named(sign_in: SignIn) -> None:
    first = moved(filed(contact=CONTACT), "accepted", "resolved")
    near = filed(lat=21.045797)
    far = filed(lat=21.0462, contact=CONTACT)
    reader = officer(near.unit)
    assert [one.report for one in earlier(near, reader=reader)] == [first]
    assert [(one.report, one.is_same_phone) for one in earlier(far, reader=reader)] == [(first, True)]
    assert not alike_to(near, words="Rác.", reader=reader)
    page_of_near = sign_in(near).get(f"/staff/r/{near.code}").content.decode()
    assert "Đã có trước đây" in page_of_near
    assert "cùng người gửi" in sign_in(far).get(f"/staff/r/{far.code}").content.decode()
    stranger = officer(Unit.objects.get(slug="phong-y-te"))
    assert not earlier(near, reader=stranger)
