"""The staff calls about leave and the roster of duty."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Leave, Role, Shift
from backend.reports.models import Report
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault, send
from tests.reports.filing import filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LEAVE, DUTY = "/api/v1/staff/leave", "/api/v1/staff/duty"
DAY = "2099-03-05"


@pytest.fixture
def report(city: None) -> Report:
    return filed()


def away(report: Report, **changes: Any) -> dict[str, Any]:
    """Return a wish for a leave in which the unit's head stands in."""
    head = officer(report.unit, Role.UNIT_HEAD).username
    return {"first_day": DAY, "last_day": DAY, "substitute": head, "reason": "Phép."} | changes


def on_duty(report: Report, **changes: Any) -> dict[str, Any]:
    begins = timezone.localtime() + timedelta(days=1)
    return {
        "unit": report.unit.code,
        "user": officer(report.unit).username,
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=6)).isoformat(),
        "reason": "Lịch tuần.",
    } | changes


def test_leave_is_written_down_and_taken_back(sign_in: SignIn, report: Report) -> None:
    client, wish = sign_in(report), away(report)
    made = send(client, "leave", **wish)
    assert made.status_code == 201, made.json()
    found = client.get(LEAVE).json()
    assert made.json() == found
    [row] = found["results"]
    assert (row["first_day"], row["last_day"], row["reason"]) == (DAY, DAY, "Phép.")
    assert (row["substitute"]["username"], found["may_set"]) == (wish["substitute"], True)
    assert wish["substitute"] in {one["username"] for one in found["colleagues"]}
    assert fault(send(client, "leave", **wish)) == (422, "first_day", "overlap")
    assert send(client, f"leave/{row['id']}/end").json()["results"] == []
    assert fault(send(client, f"leave/{row['id']}/end"))[0] == 404


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"first_day": "hôm nay"}, "first_day"),
        ({"last_day": None}, "last_day"),
        ({"last_day": "2099-03-04"}, "last_day"),
        ({"last_day": "2999-03-04"}, "last_day"),
        ({"substitute": ""}, "substitute"),
        ({"substitute": "khong-co"}, "substitute"),
        ({"substitute": "\0"}, "substitute"),
        ({"substitute": 1}, "substitute"),
        ({"more": 1}, "more"),
    ],
)
def test_the_answer_names_what_is_wrong_with_a_leave(
    sign_in: SignIn, report: Report, wish: dict[str, Any], field: str
) -> None:
    assert fault(send(sign_in(report), "leave", **away(report, **wish)))[:2] == (422, field)
    assert not Leave.objects.exists()


def test_a_head_writes_the_leave_of_their_people_alone(sign_in: SignIn, report: Report) -> None:
    person, colleague = officer(report.unit), officer(report.unit, username="dong-nghiep")
    head, other = sign_in(report, Role.UNIT_HEAD), sign_in(Unit.objects.get(slug="phong-y-te"), Role.UNIT_HEAD)
    address = f"people/{person.username}/leave"
    wish = away(report, substitute=colleague.username)
    made = send(head, address, **wish)
    assert made.status_code == 201, made.json()
    row = Leave.objects.get()
    assert (row.user, row.substitute) == (person, colleague)
    assert head.get(f"/api/v1/staff/{address}").json()["results"][0]["id"] == row.pk
    assert sign_in(person).get(f"/api/v1/staff/{address}").json()["person"]["username"] == person.username
    assert fault(other.get(f"/api/v1/staff/{address}"))[0] == 404
    assert fault(send(other, address, **wish))[0] == 404
    assert fault(send(other, f"leave/{row.pk}/end"))[0] == 404
    for name in ("khong-co", "\0", "x" * 300):
        assert fault(head.get(f"/api/v1/staff/people/{name}/leave"))[0] == 404
    assert send(head, f"leave/{row.pk}/end").status_code == 200


def test_a_duty_is_written_down_and_taken_back(sign_in: SignIn, report: Report) -> None:
    head = sign_in(report, Role.UNIT_HEAD)
    made = send(head, "duty", **on_duty(report, days=2, rank=3))
    assert made.status_code == 201, made.json()
    rows = made.json()["results"]
    assert [(one["rank"], one["unit"]["code"]) for one in rows] == [(3, report.unit.code)] * 2
    found = head.get(DUTY).json()
    assert (found["results"], found["may_district"]) == (rows, False)
    assert [one["code"] for one in found["units"]] == [report.unit.code]
    assert officer(report.unit).username in {one["username"] for one in found["people"]}
    with mock.patch("moderation.api.lists.SIZE", 1):
        second = head.get(head.get(DUTY).json()["next"]).json()
    assert second["results"] == rows[1:]
    assert send(head, f"duty/{rows[0]['id']}/remove").json() == rows[0]
    assert fault(send(head, f"duty/{rows[0]['id']}/remove"))[0] == 404
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"unit": "khong-co"}, "unit"),
        ({"unit": "phong-y-te"}, "unit"),
        ({"user": "khong-co"}, "user"),
        ({"user": ""}, "user"),
        ({"starts_at": "mai"}, "starts_at"),
        ({"starts_at": "9999-12-31T17:00:00+07:00"}, "starts_at"),
        ({"ends_at": "2020-01-01T17:00:00+07:00"}, "ends_at"),
        ({"rank": 0}, "rank"),
        ({"rank": 10**9}, "rank"),
        ({"days": 32}, "days"),
        ({"days": "2"}, "days"),
        ({"reason": ""}, "reason"),
        ({"more": 1}, "more"),
    ],
)
def test_the_answer_names_what_is_wrong_with_a_duty(
    sign_in: SignIn, report: Report, wish: dict[str, Any], field: str
) -> None:
    assert fault(send(sign_in(report, Role.UNIT_HEAD), "duty", **on_duty(report, **wish)))[:2] == (422, field)
    assert not Shift.objects.exists()


def test_the_district_is_the_administrators_and_the_same_key_writes_once(sign_in: SignIn, report: Report) -> None:
    leader = officer(None, Role.LEADER)
    wish = on_duty(report, unit="", user=leader.username)
    head, administrator = sign_in(report, Role.UNIT_HEAD), sign_in(None, Role.ADMINISTRATOR)
    assert fault(send(head, "duty", **wish)) == (403, "unit", "not_yours")
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b24"}
    answers = [administrator.post(DUTY, wish, content_type="application/json", headers=key) for _time in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["results"][0]["unit"] is None
    [row] = Shift.objects.all()
    assert fault(send(head, f"duty/{row.pk}/remove"))[0] == 404
    client: Client = sign_in(report)
    assert [fault(one)[0] for one in (client.get(DUTY), send(client, "duty", **wish))] == [403, 403]
