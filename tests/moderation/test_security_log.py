"""What the security log tells of the staff's door: who, what, from where; never a name, an address or a password."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from backend.accounts import tokens
from backend.accounts.actor import Staff
from backend.accounts.models import Role, Scope, User
from backend.accounts.people import forget_factors, renew_password
from backend.core.security import Deed, mark_of
from backend.http.limits import Limit
from backend.reports.models import Report
from citizen_api.api.follows import FollowsView
from tests.accounts.keys import made_key
from tests.moderation.conftest import SignIn
from tests.moderation.test_sign_in import code_of
from tests.reports.filing import CONTACT, filed, officer

PASSWORD = "mot-cau-dai-de-nho"
Told = list[dict[str, Any]]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


class Kept(logging.Handler):
    """Keeps the lines as words and as fields."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.fields: Told = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        names = {"deed", "who", "by", "factors", "route", "status", "what", "mark", "program", "area", "number"}
        self.fields.append({name: value for name, value in vars(record).items() if name in names})


@pytest.fixture
def told() -> Iterator[Kept]:
    kept, log = Kept(), logging.getLogger("longbien.security")
    before = log.level
    log.addHandler(kept)
    log.setLevel(logging.INFO)
    cache.clear()
    yield kept
    cache.clear()
    log.removeHandler(kept)
    log.setLevel(before)


@pytest.fixture
def person() -> User:
    user = officer(filed().unit, username="phuong-ngoc-lam")
    user.email = "can.bo@phuong.example"
    user.set_password(PASSWORD)
    user.save()
    return user


def login(client: Client, password: str = PASSWORD, name: str = "phuong-ngoc-lam") -> None:
    client.post("/staff/login", {"login": name, "password": password})


def deeds(told: Kept) -> list[str]:
    return [one["deed"] for one in told.fields]


def test_signing_in_and_out_are_told_by_number_with_the_factors_and_a_mark(
    client: Client, person: User, told: Kept
) -> None:
    login(client)
    client.post("/staff/logout")
    where = {"who": person.pk, "mark": mark_of("127.0.0.1")}
    assert told.fields == [
        {"deed": "signed_in", "factors": "password", "route": "account_login", **where},
        {"deed": "signed_out", "route": "account_logout", **where},
    ]
    assert told.lines[0].startswith(f"signed_in who={person.pk} factors=password route=account_login mark=")
    said = " ".join(told.lines)
    assert not [one for one in (person.username, person.email, PASSWORD, "127.0.0.1") if one in said]


def test_a_wrong_password_is_told_of_whom_it_was_tried_and_nothing_that_was_typed(
    client: Client, person: User, told: Kept
) -> None:
    login(client, "sai-mat-khau-roi")
    login(client, "sai-mat-khau-roi", name="mat-khau-go-nham-o")
    assert [(one["deed"], one.get("who")) for one in told.fields] == [
        ("sign_in_failed", person.pk),
        ("sign_in_failed", None),
    ]
    assert not [one for one in ("sai-mat-khau", "go-nham-o", person.username) if one in " ".join(told.lines)]


def test_who_tries_too_often_is_told_to_be_locked_out(client: Client, person: User, told: Kept) -> None:
    for _attempt in range(6):
        login(client, "sai")
    assert deeds(told) == ["sign_in_failed"] * 5 + ["locked_out"]


def test_a_second_factor_is_told_wrong_and_right(client: Client, person: User, told: Kept) -> None:
    person.pk, person.username, person.email = 4711, "go-ma", "go.ma@phuong.example"  # 4711 has letters in base 36
    person.save(force_insert=True)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    login(client, name="go-ma")
    client.post("/staff/mfa/authenticate/", {"code": "000000"})
    cache.clear()
    client.post("/staff/mfa/authenticate/", {"code": code_of(secret)})
    assert [(one["deed"], one["who"]) for one in told.fields] == [("second_factor_failed", 4711), ("signed_in", 4711)]
    assert told.fields[-1]["factors"] == "password,totp"


def test_a_factor_that_is_added_or_taken_away_is_told(
    client: Client, person: User, told: Kept, django_capture_on_commit_callbacks: Any
) -> None:
    login(client)
    client.get("/staff/mfa/totp/activate/", follow=True)
    client.post("/staff/reauthenticate", {"password": PASSWORD})
    secret = client.get("/staff/mfa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/staff/mfa/totp/activate/", {"code": code_of(secret)})
    client.post("/staff/mfa/totp/deactivate/")
    told_of = [(one["deed"], one["factors"]) for one in told.fields]
    assert told_of[:2] == [("signed_in", "password"), ("confirmed_again", "password")]
    assert {("factor_added", "totp"), ("factor_removed", "totp")} <= set(told_of)


def test_a_changed_password_is_told_with_who_changed_it(client: Client, person: User, told: Kept) -> None:
    login(client)
    new = "cau-khac-cung-dai-1"
    client.post("/staff/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    keeper = officer(None, Role.ADMINISTRATOR)
    renew_password(person, reason="Quên mật khẩu.", by=Staff(keeper), now=timezone.now())
    changes = [one for one in told.fields if one["deed"] == "password_changed"]
    assert [(one["who"], one["by"]) for one in changes] == [(person.pk, person.pk), (person.pk, keeper.pk)]
    assert {"sessions_ended", "setting_changed"} <= set(deeds(told))
    assert person.username not in " ".join(told.lines)


def test_factors_that_were_lost_are_told_to_be_taken_away(person: User, told: Kept) -> None:
    keeper = officer(None, Role.ADMINISTRATOR)
    forget_factors(person, reason="Mất điện thoại.", by=Staff(keeper), now=timezone.now())
    taken = {"deed": "factor_removed", "who": person.pk, "by": keeper.pk, "factors": "all"}
    assert taken in told.fields


def test_keys_that_are_made_and_ended_are_told(person: User, told: Kept) -> None:
    row, key = tokens.make(person, "Máy quét", now=timezone.now())
    tokens.revoke(person, row.pk, now=timezone.now())
    tokens.revoke(person, row.pk, now=timezone.now())  # there is nothing left to end
    assert told.lines == [f"{one} who={person.pk} access_key={row.pk}" for one in ("key_made", "key_ended")]
    assert key[:8] not in " ".join(told.lines)


def test_a_look_at_a_contact_is_told_with_the_report(sign_in: SignIn, told: Kept) -> None:
    report = filed(contact=CONTACT)
    answer = sign_in(report).post(
        f"/api/v1/staff/reports/{report.code}/contact", {"reason": "Gọi 0900000123."}, content_type="application/json"
    )
    assert answer.json()["phone"] == "0900000123"
    assert [line for line in told.lines if f"report={report.code}" in line and line.startswith("contact_seen who=")]
    assert not [one for one in ("Gọi", "0900000123") if one in " ".join(told.lines)]


def elsewhere(client: Client, report: Report) -> object:
    return client.get(f"/staff/r/{report.code}")


def elsewhere_by_program(client: Client, report: Report) -> object:
    return client.get(f"/api/v1/staff/reports/{report.code}")


def of_administrators(client: Client, _report: Report) -> object:
    return client.get("/staff/settings/changes")


@pytest.mark.parametrize(
    ("ask", "route", "status"),
    [
        (elsewhere, "staff-report", 404),
        (elsewhere_by_program, "api-staff-report", 404),
        (of_administrators, "staff-changes", 403),
    ],
)
def test_what_is_refused_to_somebody_is_told_with_who_and_what(
    sign_in: SignIn, told: Kept, ask: Callable[[Client, Report], object], route: str, status: int
) -> None:
    report = filed()
    stranger = officer(filed(lat=21.0655, lon=105.8968).unit)
    client = sign_in(stranger)
    told.fields.clear()
    ask(client, report)
    [line] = told.fields
    assert (line["deed"], line["who"], line["route"], line["status"]) == ("refused", stranger.pk, route, status)
    assert line.get("what") == (report.code if status == 404 else None)


def test_a_wrong_key_and_a_key_that_may_not_are_told(client: Client, told: Kept) -> None:
    client.get("/api/v1/staff/inbox", headers={"Authorization": "Token lb_" + "x" * 43})
    assert [(one["deed"], one["status"]) for one in told.fields] == [("refused", 401)]
    row, key = made_key(scopes=[Scope.READ])
    answer = client.get("/api/v1/webhooks", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403
    assert (told.fields[-1]["status"], told.fields[-1]["program"]) == (403, row.pk)
    assert key not in " ".join(told.lines)


def test_who_comes_too_often_is_told(
    client: Client, told: Kept, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setitem(FollowsView.limits, "POST", Limit("follow", 1, 60))
    client.post("/api/v1/follows", {})
    assert client.post("/api/v1/follows", {}).status_code == 429
    assert (deeds(told), told.fields[0]["status"]) == (["limited"], 429)


def test_a_page_that_nobody_has_is_no_refusal_and_costs_no_statement(client: Client, person: User, told: Kept) -> None:
    client.force_login(person)
    told.fields.clear()
    with CaptureQueriesContext(connection) as spent:
        client.get("/khong-co-trang-nay")
    assert told.fields == []
    assert not [one for one in spent if "accounts_user" in one["sql"]]


def test_the_readme_lists_every_deed() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [one for one in Deed if f"`{one}`" not in readme] == []
