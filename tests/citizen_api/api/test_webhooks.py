"""Programs register webhooks with their key, read the log, have things sent again; a wrong key opens nothing."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts import program_keys
from backend.accounts.models import ProgramKey, Role
from notifications.models import Delivery, Webhook
from notifications.webhooks import registering
from tests.accounts.keys import made_key
from tests.notifications.hooks import owe_everything
from tests.reports.filing import filed, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PATHS = ("/api/v1/webhooks", "/api/v1/webhooks/1", "/api/v1/webhooks/1/deliveries")


@pytest.mark.parametrize("path", PATHS)
def test_a_call_without_a_key_is_asked_for_one(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (HTTPStatus.UNAUTHORIZED, "Bearer")
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_key_opens_nothing(path: str) -> None:
    answer = Client().get(path, headers={"Authorization": "Bearer made-up"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (HTTPStatus.UNAUTHORIZED, "Bearer")
    assert answer.json()["errors"][0]["code"] == "wrong_key"


URL = "https://hook.example.org/changes"


def call(key: str, method: str, path: str = "", body: object = None) -> Any:
    """Ask as the program with ``key``."""
    sent = "" if body is None else json.dumps(body)
    headers = {"Authorization": f"Bearer {key}"}
    return Client().generic(method, f"/api/v1/webhooks{path}", sent, content_type="application/json", headers=headers)


def registered(key: str, **changes: object) -> dict[str, Any]:
    answer = call(key, "POST", "", {"url": URL, "turns": ["published"]} | changes)
    assert answer.status_code == HTTPStatus.CREATED, answer.content
    made: dict[str, Any] = answer.json()
    return made


def test_a_program_registers_reads_and_removes_its_own_and_sees_the_secret_once() -> None:
    (_row, key), (_other, stranger) = made_key(), made_key(name="Khác")
    made = registered(key)
    assert made["secret"].startswith("whsec_")
    assert made["turns"] == ["published", "withdrawn"]
    listed = call(key, "GET").json()["results"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert "secret" not in listed[0]
    assert call(stranger, "GET").json()["results"] == []
    path = f"/{made['id']}"
    for method, end in (("GET", ""), ("DELETE", ""), ("POST", "/resume"), ("GET", "/deliveries")):
        assert call(stranger, method, f"{path}{end}").status_code == HTTPStatus.NOT_FOUND
    assert call(key, "DELETE", path).status_code == HTTPStatus.NO_CONTENT
    assert call(key, "GET", path).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "http://hook.example.org/x"}, "url"), ({"url": "https://127.0.0.1/x"}, "url"),
        ({"url": "https://hook.example.org:8080/"}, "url"), ({"url": "https://a@hook.example.org/"}, "url"),
        ({"url": ""}, "url"), ({"url": 7}, "url"), ({"turns": []}, "turns"), ({"turns": ["nothing"]}, "turns"),
        ({"turns": "published"}, "turns"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_webhook_is_refused_by_field(changes: dict[str, object], field: str) -> None:
    _row, key = made_key()
    answer = call(key, "POST", "", {"url": URL, "turns": ["published"]} | changes)
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"].startswith("application/problem+json")
    assert field in {one["field"].partition(".")[0] for one in answer.json()["errors"]}
    assert not Webhook.objects.exists()


def test_a_key_has_five_at_most() -> None:
    _row, key = made_key()
    for number in range(registering.MOST):
        registered(key, url=f"{URL}/{number}")
    assert call(key, "POST", "", {"url": URL, "turns": ["published"]}).json()["errors"][0]["code"] == "too_many"


@pytest.mark.parametrize("ending", ["revoked", "expired", "scope"])
def test_a_key_that_is_over_or_for_something_else_opens_nothing(ending: str) -> None:
    row, key = made_key()
    made = registered(key)
    if ending == "revoked":
        program_keys.revoke(row.pk, reason="Thử.", by=staff(None, Role.ADMINISTRATOR), now=timezone.now())
    ended: dict[str, dict[str, object]] = {
        "scope": {"scopes": ["report"]},
        "expired": {"expires_at": timezone.now() - timedelta(seconds=1)},
    }
    ProgramKey.objects.filter(pk=row.pk).update(**ended.get(ending, {"owner": "Đã hủy"}))
    for method, path in (("GET", ""), ("GET", f"/{made['id']}/deliveries"), ("DELETE", f"/{made['id']}")):
        refused = HTTPStatus.FORBIDDEN if ending == "scope" else HTTPStatus.UNAUTHORIZED
        assert call(key, method, path).status_code == refused


def test_the_log_has_pages_and_one_thing_is_sent_again() -> None:
    _row, key = made_key()
    made = registered(key)
    for step in range(5):
        filed(lat=21.0458 + step * 1e-4)
    owe_everything()
    log = f"/{made['id']}/deliveries"
    seen: list[int] = []
    page = call(key, "GET", f"{log}?limit=2")
    assert 'rel="next"' in page["Link"]
    while True:
        seen += [one["id"] for one in page.json()["results"]]
        if not (following := page.json()["next"]):
            break
        page = call(key, "GET", f"{log}?{following.partition('?')[2]}")
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen) == Delivery.objects.count() == 5
    Delivery.objects.filter(pk=seen[0]).update(gave_up_at=timezone.now(), attempts=9, last_error="status_500")
    again = call(key, "POST", f"{log}/{seen[0]}/replay")
    assert (again.status_code, again.json()["attempts"], again.json()["gave_up_at"]) == (HTTPStatus.ACCEPTED, 0, None)
    assert call(key, "POST", f"{log}/999999/replay").status_code == HTTPStatus.NOT_FOUND
    assert call(key, "GET", f"{log}?cursor=x").json()["errors"][0]["code"] == "bad_cursor"


def test_a_webhook_that_was_switched_off_is_resumed_and_keeps_what_was_owed() -> None:
    _row, key = made_key()
    made = registered(key)
    filed()
    owe_everything()
    Webhook.objects.update(disabled_at=timezone.now(), disabled_code="status_500", failures=9)
    assert call(key, "GET", f"/{made['id']}").json()["disabled_at"]
    resumed = call(key, "POST", f"/{made['id']}/resume").json()
    assert (resumed["disabled_at"], resumed["failing_since"], resumed["pending"]) == (None, None, 1)
