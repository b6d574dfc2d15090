"""The staff calls about other Open311 systems: read, set up, changed, ended, by the administrator alone."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role
from notifications.models import Parcel, Partner
from notifications.partners import book
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault, send
from tests.notifications.neighbour import partnered
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LIST = "/api/v1/staff/partners"
WISH = {
    "name": "Gia Lâm",
    "endpoint": "https://open311.gialam.example/v2",
    "services": {"household_waste": "rac", "road_damage": "duong"},
    "api_key": "khoa-rat-bi-mat",
    "reason": "Thỏa thuận mới.",
}


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(None, Role.ADMINISTRATOR)


def test_a_partner_is_set_up_changed_and_ended_and_its_key_never_shown(administrator: Client) -> None:
    made = send(administrator, "partners", **WISH)
    assert made.status_code == 201, made.json()
    one = made.json()
    assert made.headers["Location"] == f"http://testserver{LIST}/{one['id']}"
    assert (one["services"], one["has_key"], one["speaks"], one["followed"]) == (WISH["services"], True, "json", False)
    change: dict[str, Any] = {name: WISH[name] for name in ("endpoint", "reason")}
    change |= {"services": {"other": "khac"}, "speaks": "xml"}
    change |= {"jurisdiction_id": "", "followed": True}
    address = f"partners/{one['id']}/edit"
    changed = send(administrator, address, **change, seen=one["seen"])
    assert changed.status_code == 200, changed.json()
    now = changed.json()
    assert (now["services"], now["speaks"], now["followed"], now["has_key"]) == ({"other": "khac"}, "xml", True, True)
    assert book.key_of(Partner.objects.get()) == WISH["api_key"]
    assert fault(send(administrator, address, **change, seen=one["seen"])) == (409, "", "overtaken")
    ended = send(administrator, f"partners/{one['id']}/end", reason="Hết thỏa thuận.")
    assert bool(ended.json()["ended_at"])
    assert fault(send(administrator, f"partners/{one['id']}/end", reason="Hết."))[0] == 404
    assert fault(send(administrator, address, **change, seen=now["seen"]))[0] == 404
    listed = administrator.get(LIST)
    assert listed.json()["results"] == [ended.json()] == [administrator.get(f"{LIST}/{one['id']}").json()]
    assert WISH["api_key"] not in b"".join(each.content for each in (made, changed, ended, listed)).decode()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": ""}, "name"),
        ({"services": {"other": "a", " other": "b"}}, "services"),
        ({"name": "x" * 61}, "name"),
        ({"endpoint": "http://8.8.8.8/v2"}, "endpoint"),
        ({"endpoint": "https://[/v2"}, "endpoint"),
        ({"services": {}}, "services"),
        ({"services": {"khong-co": "x"}}, "services"),
        ({"services": {"household_waste": 1}}, "services"),
        ({"services": {"household_waste": ""}}, "services"),
        ({"services": {"household_waste": "a\nother = b"}}, "services"),
        ({"services": {"other = b\nhousehold_waste": "a"}}, "services"),
        ({"services": "household_waste = rac"}, "services"),
        ({"speaks": "yaml"}, "speaks"),
        ({"api_key": "x" * 201}, "api_key"),
        ({"followed": 1}, "followed"),
        ({"reason": ""}, "reason"),
        ({"seen": "x"}, "seen"),  # of a change alone
    ],
)
def test_the_answer_names_what_is_wrong(administrator: Client, wish: dict[str, Any], field: str) -> None:
    assert fault(send(administrator, "partners", **WISH | wish))[:2] == (422, field)
    assert not Partner.objects.exists()


def test_a_name_is_taken_once_and_the_same_key_makes_one(administrator: Client) -> None:
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b25"}
    first, again = (administrator.post(LIST, WISH, content_type="application/json", headers=key) for _time in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert fault(send(administrator, "partners", **WISH)) == (422, "name", "taken")


def test_what_could_not_be_sent_is_told(administrator: Client) -> None:
    report, partner, now = filed(), partnered(), timezone.now()
    Parcel.objects.create(
        report=report, event=report.events.order_by("number")[0], partner=partner, not_before=now, attempts=9,
        gave_up_at=now, last_error="http_500",
    )  # fmt: skip
    [failed] = administrator.get(LIST).json()["failed"]
    assert (failed["report"], failed["partner"], failed["error"]) == (report.code, partner.pk, "http_500")
    assert (failed["attempts"], bool(failed["gave_up_at"])) == (9, True)


def test_nobody_else_reads_or_writes_partners(sign_in: SignIn) -> None:
    pk = partnered().pk
    for role in (Role.LEADER, Role.PROGRAMME_OFFICE, Role.AUDITOR):
        client = sign_in(None, role)
        assert [fault(client.get(at))[0] for at in (LIST, f"{LIST}/{pk}")] == [403, 403]
        assert fault(send(client, "partners", **WISH))[0] == 403
        assert fault(send(client, f"partners/{pk}/end", reason="Thử."))[0] == 403
    assert fault(sign_in(None, Role.ADMINISTRATOR).get(f"{LIST}/999"))[0] == 404
