"""The staff calls about ready answers: read, written, changed, retired, each by whom they belong to."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.reports.models import ReplyTemplate
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import fault, send
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LIST = "/api/v1/staff/ready-answers"
WISH = {"name": "Đã dọn", "step": "resolved", "body": "{unit} đã dọn tại {place}.", "reason": "Mới."}
WHOLE = {"category": "", "unit": "", "body_en": ""}  # a change says all of it


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(None, Role.ADMINISTRATOR)


def test_the_administrator_writes_changes_and_retires_a_ready_answer(administrator: Client) -> None:
    made = send(administrator, "ready-answers", **WISH)
    assert made.status_code == 201, made.json()
    one = made.json()
    address = f"{LIST}/{one['code']}"
    assert made.headers["Location"] == f"http://testserver{address}"
    assert (one["active"], one["unit"], one["category"], one["version"]) == (True, "", "", 1)
    assert administrator.get(address).json() == one
    edit = f"ready-answers/{one['code']}/edit"
    wish = WISH | WHOLE | {"category": "household_waste", "active": False, "version": 1, "reason": "Không dùng nữa."}
    retired = send(administrator, edit, **wish).json()
    assert (retired["active"], retired["category"], retired["version"]) == (False, "household_waste", 2)
    assert fault(send(administrator, edit, **wish)) == (409, "", "overtaken")
    listed = administrator.get(LIST).json()
    assert (listed["results"], listed["may_for_all"]) == ([retired], True)
    assert "unit" in {field["code"] for field in listed["fields_known"]}
    row = ReplyTemplate.objects.get()
    assert (row.is_active, row.category and row.category.code) == (False, "household_waste")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"step": "x"}, "step"),
        ({"step": None}, "step"),
        ({"body": ""}, "body"),
        ({"body": "{bad}"}, "body"),
        ({"body_en": "{bad}"}, "body_en"),
        ({"body": "x" * 10_000}, "body"),
        ({"category": "khong-co"}, "category"),
        ({"category": "\0"}, "category"),
        ({"unit": "khong-co"}, "unit"),
        ({"reason": ""}, "reason"),
        ({"active": "1"}, "active"),
        ({"version": 1}, "version"),  # of a change alone
        ({"more": 1}, "more"),
    ],
)
def test_the_answer_names_what_is_wrong(administrator: Client, wish: dict[str, Any], field: str) -> None:
    assert fault(send(administrator, "ready-answers", **WISH | wish))[:2] == (422, field)
    assert not ReplyTemplate.objects.exists()


def test_the_same_key_writes_once(administrator: Client) -> None:
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b23"}
    first, again = (administrator.post(LIST, WISH, content_type="application/json", headers=key) for _time in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert ReplyTemplate.objects.count() == 1


def test_heads_write_for_their_own_unit_and_officers_write_none(administrator: Client, sign_in: SignIn) -> None:
    report = filed()
    of_all = send(administrator, "ready-answers", **WISH).json()["code"]
    head, officer = sign_in(report, Role.UNIT_HEAD), sign_in(report)
    assert fault(send(head, "ready-answers", **WISH)) == (403, "unit", "not_yours")
    assert fault(send(head, "ready-answers", **WISH, unit="Y-TE"))[:2] == (422, "unit")
    own = send(head, "ready-answers", **WISH, unit=report.unit.code).json()
    found = head.get(LIST).json()
    assert ([one["code"] for one in found["results"]], found["may_for_all"]) == ([own["code"]], False)
    assert [one["code"] for one in found["units"]] == [report.unit.code]
    change = WISH | WHOLE | {"active": True, "version": 1}
    for code in (of_all, "khong-co"):
        assert fault(head.get(f"{LIST}/{code}"))[0] == 404
        assert fault(send(head, f"ready-answers/{code}/edit", **change))[0] == 404
    assert fault(send(head, f"ready-answers/{own['code']}/edit", **change)) == (403, "unit", "not_yours")  # to all
    assert [fault(officer.get(at))[0] for at in (LIST, f"{LIST}/{own['code']}")] == [403, 403]
    assert fault(send(officer, "ready-answers", **WISH, unit=report.unit.code))[0] == 403
