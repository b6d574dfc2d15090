"""The panel of the unit's head, and the roster's page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.accounts.models import Role, Shift
from backend.reports.assign import assign
from backend.reports.panel import panel_of
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import CONTACT, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_the_panel_counts_desk_by_desk(sign_in: SignIn) -> None:
    now = timezone.now()
    old = filed(now=now - timedelta(days=40))
    fresh, done = filed(now=now, lat=21.0466), filed(now=now - timedelta(days=2), lat=21.0474)
    person = officer(old.unit, username="ba-ly")
    assign(old, person, by=staff(old.unit), now=now)
    moved(done, "accepted", "resolved", now=now)
    panel = panel_of(old.unit, now=now + timedelta(minutes=1))
    desks = {str(desk.person or ""): desk for desk in panel.desks}
    assert (desks["Cán bộ ba-ly"].open, desks["Cán bộ ba-ly"].late) == (1, 1)
    assert (desks[""].open, desks[""].done) == (1, 1)
    assert panel.ages[0] == 1
    assert panel.ages[3] == 1
    assert panel.whole.open == sum(desk.open for desk in panel.desks)
    page = sign_in(fresh, Role.UNIT_HEAD).get("/staff/unit").content.decode()
    assert "Cán bộ ba-ly" in page
    assert "assignee=ba-ly" in page
    assert sign_in(fresh, Role.UNIT_HEAD).get("/staff/unit?unit=phong-y-te").status_code == 404
    assert sign_in(None, Role.LEADER).get("/staff/unit?unit=phong-y-te").status_code == 200


def test_a_duty_is_written_down_and_taken_back(sign_in: SignIn) -> None:
    report = filed()
    person, head = officer(report.unit), sign_in(report, Role.UNIT_HEAD)
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    form = {
        "unit": report.unit.slug, "user": person.username, "starts_at": f"{day}T17:00", "ends_at": f"{day}T23:00",
        "rank": "1", "days": "2", "reason": "Lịch tuần.",
    }  # fmt: skip
    assert head.post("/staff/settings/duty", form).status_code == 302
    rows = list(Shift.objects.order_by("id"))
    assert [timezone.localtime(row.starts_at).hour for row in rows] == [17, 17]
    assert "gọi thứ 1" in head.get("/staff/settings/duty").content.decode()
    for wrong, field in (
        ("starts_at", "mai"),
        ("starts_at", "9999-12-31T17:00"),
        ("rank", "²"),
        ("days", "999"),
        ("user", "x"),
        ("unit", "x"),
    ):
        answer = head.post("/staff/settings/duty", form | {wrong: field})
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert head.post(f"/staff/settings/duty/{rows[0].pk}/remove").status_code == 302
    assert head.post(f"/staff/settings/duty/{rows[0].pk}/remove").status_code == 404
    assert Shift.objects.count() == 1


def test_a_head_sees_who_looked_at_contacts_in_their_own_unit_and_why(sign_in: SignIn) -> None:
    report = filed(contact=CONTACT)
    sign_in(report).post(f"/staff/r/{report.code}/contact", {"to": "contact", "note": "Hỏi lại số nhà."})
    assert "Hỏi lại số nhà." in sign_in(report, Role.UNIT_HEAD).get("/staff/settings/looks").content.decode()
    other = sign_in(Unit.objects.get(slug="phong-y-te"), Role.UNIT_HEAD).get("/staff/settings/looks").content.decode()
    assert "Chưa có ai xem." in other
    assert "Hỏi lại số nhà." in sign_in(None, Role.AUDITOR).get("/staff/settings/looks").content.decode()
