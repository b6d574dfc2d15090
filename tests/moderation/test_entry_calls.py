"""The staff call that files for others."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role
from backend.reports.models import Contact, Report
from backend.reports.uploads import keep_upload
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import NGOC_LAM, jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def tell(client: Client, *, key: str = "", **changes: Any) -> Any:
    body = {
        "channel": "phone",
        "category": "household_waste",
        "text": "Rác ba ngày chưa ai thu gom.",
        "lat": NGOC_LAM[0],
        "lon": NGOC_LAM[1],
    } | changes
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/staff/reports", json.dumps(body), content_type="application/json", headers=headers)


def clerk(sign_in: SignIn) -> Client:
    return sign_in(Unit.objects.filter(slug="ubnd-bo-de").order_by("id")[0])


def test_a_program_of_the_district_files_for_others(sign_in: SignIn) -> None:
    answer = tell(clerk(sign_in), channel="zalo", on_behalf=True, contact_phone="0912345678", consent="2026-1")
    report = Report.objects.get()
    told = answer.json()
    assert answer.status_code == 201
    assert (told["code"], told["channel"], told["unit"]["code"]) == (report.code, "zalo", report.unit.code)
    assert told["url"] is None
    assert "secret" not in told
    assert Contact.objects.get().phone == "0912345678"
    own = tell(sign_in(report)).json()
    assert own["url"] == f"/staff/r/{own['code']}"


def test_the_same_key_files_once(sign_in: SignIn) -> None:
    client, key = clerk(sign_in), str(uuid4())
    first, second = tell(client, key=key), tell(client, key=key)
    assert (first.json(), second.headers["Idempotency-Replayed"]) == (second.json(), "true")
    assert tell(client, key=key, text="Khác.").status_code == 422


def test_photos_sent_ahead_come_along(sign_in: SignIn) -> None:

    token = keep_upload(jpeg(), now=timezone.now()).token
    tell(clerk(sign_in), photos=[token])
    assert Report.objects.get().photo_count == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channel": "web"}, "channel"),
        ({"contact_phone": "0912345678"}, "consent"),
        ({"lat": 10.0}, "lat"),
        ({"captured_at": "2999-01-01T00:00:00+07:00"}, "captured_at"),
        ({"secret": "x"}, "secret"),
    ],
)
def test_what_is_wrong_is_said_by_field(sign_in: SignIn, changes: dict[str, Any], field: str) -> None:
    answer = tell(clerk(sign_in), **changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert not Report.objects.exists()


def test_who_only_reads_does_not_file(sign_in: SignIn) -> None:
    assert tell(sign_in(officer(None, Role.LEADER))).status_code == 403
    assert tell(Client()).status_code == 401


def test_the_answer_to_a_colleague_is_no_answer_to_another(sign_in: SignIn) -> None:
    unit, key = Unit.objects.get(slug="ubnd-ngoc-lam"), str(uuid4())
    one, other = (sign_in(officer(unit, username=name)) for name in ("mot", "hai"))
    assert [tell(client, key=key).status_code for client in (one, one, other)] == [201, 201, 422]
    assert Report.objects.count() == 1
