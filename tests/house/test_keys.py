"""What the keys of programs open, by scope: one table over every call of the public API; at the staff's door nothing.

A key is let in where the answer is neither 401 nor 403. Anybody without a key is in the column "none".
"""

import json
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from backend.accounts import program_keys
from backend.accounts.models import ApiToken, ProgramKey, Role, Scope
from backend.reports.models import Report
from notifications.models import Webhook
from tests.accounts.keys import made_key
from tests.house.sent_along import SENT
from tests.house.test_access import TABLE
from tests.notifications.hooks import hooked
from tests.reports.filing import filed, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NONE = "none"
EVERYBODY = frozenset({NONE, *Scope.values})

# Calls of the API that not everybody may make, whatever key they bring; all others are open to all.
BY_SCOPE: dict[str, frozenset[str]] = {
    "api-reports POST": frozenset({NONE, Scope.REPORT}),
    "api-photos": frozenset({NONE, Scope.REPORT}),
    "api-support": frozenset({NONE, Scope.UPDATE}),
    "api-update": frozenset({Scope.UPDATE}),
    "api-follows": frozenset({NONE, Scope.UPDATE}),
    "api-follow-reports-confirm": frozenset({NONE, Scope.UPDATE}),
    "api-follow-reports-stop": frozenset({NONE, Scope.UPDATE}),
    "api-follow-areas-confirm": frozenset({NONE, Scope.UPDATE}),
    "api-follow-areas-stop": frozenset({NONE, Scope.UPDATE}),
    # with the reporter's secret besides: nobody guesses one
    "api-verdict": frozenset(),
    "api-reply": frozenset(),
    "api-own": frozenset(),
    "api-own-photos": frozenset(),
    "api-own-contact": frozenset(),
    "api-own-contact-erase": frozenset(),
    "api-own-withhold": frozenset(),
    # of one's own key; the rows of others are 404
    "api-webhooks": frozenset({Scope.WEBHOOK}),
    "api-webhooks POST": frozenset({Scope.WEBHOOK}),
    "api-webhook": frozenset({Scope.WEBHOOK}),
    "api-webhook DELETE": frozenset({Scope.WEBHOOK}),
    "api-webhook-resume": frozenset({Scope.WEBHOOK}),
    "api-webhook-deliveries": frozenset({Scope.WEBHOOK}),
    "api-webhook-replay": frozenset({Scope.WEBHOOK}),
}
MORE = {  # second verbs of routes that the table of access has once
    "api-reports POST": "POST /api/v1/reports",
    "api-webhooks POST": "POST /api/v1/webhooks",
    "api-webhook DELETE": "DELETE /api/v1/webhooks/1",
}
CALLS = MORE | {name: call for name, (call, _roles) in TABLE.items() if "/api/v1/" in call and "/staff/" not in call}
# Keys are refused before a row is looked for: any number does where the table has a word for one.
STAFF_CALLS = {
    name: re.sub(r"/(ALERT|DOCUMENT|ENTRY|LEAVE|PARTNER|PHOTO|POSTER|PROPOSAL|SHIFT|VALUE)\b", "/1", call)
    for name, (call, _roles) in TABLE.items()
    if "/api/v1/staff/" in call
}


@pytest.fixture
def report() -> Report:
    return filed(now=timezone.now())


def keys() -> dict[str, str]:
    """Make a key for each scope and nothing else; return what each sends along, by scope."""
    made = {scope: made_key(name=scope, scopes=[scope])[1] for scope in Scope.values}
    return {scope: f"Bearer {key}" for scope, key in made.items()} | {NONE: ""}


def status(call: str, header: str, report: Report, wish: dict[str, object] | None = None) -> int:
    """Ask, and take back whatever it did."""
    verb, _blank, address = call.partition(" ")
    headers = {"Authorization": header} if header else None
    body = json.dumps(wish or {}).replace("CODE", report.code) if verb != "GET" else ""
    with transaction.atomic():
        answer = Client().generic(
            verb, address.replace("CODE", report.code), body, content_type="application/json", headers=headers
        )
        transaction.set_rollback(True)
    return answer.status_code


def lets_in(found: int) -> bool:
    assert found < HTTPStatus.INTERNAL_SERVER_ERROR
    return found not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def test_every_call_opens_to_the_scopes_of_the_table_and_to_no_others(report: Report) -> None:
    assert set(BY_SCOPE) <= set(CALLS)
    wrong, made = {}, keys()
    for name, call in CALLS.items():
        let_in = {scope for scope, header in made.items() if lets_in(status(call, header, report, SENT.get(name)))}
        if let_in != BY_SCOPE.get(name, EVERYBODY):
            wrong[name] = sorted(let_in)
    assert wrong == {}


def test_a_key_with_every_scope_opens_nothing_at_the_staffs_door(report: Report) -> None:
    _row, key = made_key(scopes=Scope.values)
    assert len(STAFF_CALLS) > 30
    found = {name: status(call, f"Bearer {key}", report, SENT.get(name)) for name, call in STAFF_CALLS.items()}
    assert {name: said for name, said in found.items() if said != HTTPStatus.UNAUTHORIZED} == {}


def test_a_personal_key_of_staff_is_no_key_of_a_program_and_the_other_way_round(report: Report) -> None:
    _row, key = made_key()
    assert status("GET /api/v1/staff/inbox", f"Token {key}", report) == HTTPStatus.UNAUTHORIZED
    assert not ApiToken.objects.exists()
    assert status("GET /api/v1/reports", "Bearer lb_" + "x" * 43, report) == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("call", ["GET /api/v1/reports", "POST /api/v1/photos", "GET /api/v1/webhooks"])
def test_a_key_that_is_over_or_revoked_opens_nothing_from_that_moment_on(call: str, report: Report) -> None:
    row, key = made_key()
    assert lets_in(status(call, f"Bearer {key}", report))
    program_keys.revoke(row.pk, reason="Lộ khóa.", by=staff(None, Role.ADMINISTRATOR), now=timezone.now())
    assert status(call, f"Bearer {key}", report) == HTTPStatus.UNAUTHORIZED
    other, key = made_key(name="Khác")
    ProgramKey.objects.filter(pk=other.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status(call, f"Bearer {key}", report) == HTTPStatus.UNAUTHORIZED


def test_the_last_use_is_noted() -> None:
    row, key = made_key()
    Client().get("/api/v1/categories", headers={"Authorization": f"Bearer {key}"})
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_a_key_reaches_the_webhooks_of_its_own_program_alone() -> None:
    hook, (_row, key) = hooked(), made_key()
    headers = {"Authorization": f"Bearer {key}"}
    paths = (f"/api/v1/webhooks/{hook.pk}", f"/api/v1/webhooks/{hook.pk}/deliveries")
    assert [Client().get(path, headers=headers).status_code for path in paths] == [404, 404]
    assert Webhook.objects.kept().filter(pk=hook.pk).exists()
