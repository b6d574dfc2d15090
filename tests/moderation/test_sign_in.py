"""Who comes in at the staff's door, and how."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from backend.accounts.models import Role, User
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, officer

PASSWORD = "mot-cau-dai-de-nho"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def person() -> User:
    user = officer(filed().unit, username="phuong-ngoc-lam")
    user.set_password(PASSWORD)
    user.save()
    return user


def login(client: Client, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/staff/login", {"login": "phuong-ngoc-lam", "password": password, **more})  # type: ignore[return-value]  # of the test client


def confirm(client: Client) -> None:
    """Give the password once more, as before every change to how one signs in."""
    page = client.get("/staff/mfa/totp/activate/", follow=True)
    assert "Xác nhận lại" in page.content.decode()
    client.post("/staff/reauthenticate", {"password": PASSWORD})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_who_is_not_signed_in_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/staff/").headers["Location"] == "/staff/login?next=/staff/"
    page = client.get("/staff/login?next=/staff/r/ABC").content.decode()
    assert "Tên đăng nhập" in page
    assert '<input type="hidden" name="next" value="/staff/r/ABC">' in page


def test_a_part_of_a_page_asked_for_without_a_session_leads_the_whole_page_away(client: Client) -> None:
    answer = client.get("/staff/?part=list", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/staff/login"


def test_the_right_password_opens_the_inbox_and_signing_out_closes_it(client: Client, person: User) -> None:
    assert login(client).headers["Location"] == "/staff/"
    inbox = client.get("/staff/")
    assert "Hộp việc" in inbox.content.decode()
    assert inbox.headers["Cache-Control"] == "private, no-store"
    assert "Kết thúc phiên" in client.get("/staff/logout").content.decode()
    assert client.get("/staff/").status_code == 200
    client.post("/staff/logout")
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/staff/r/ABC", "/staff/r/ABC"), ("https://la.example/x", "/staff/"), ("//la.example", "/staff/")],
)
def test_next_leads_to_our_own_pages_alone(client: Client, person: User, wanted: str, led_to: str) -> None:
    assert login(client, next=wanted).headers["Location"] == led_to


def test_a_wrong_password_is_said_in_vietnamese_and_too_many_lock_out(client: Client, person: User) -> None:
    cache.clear()
    for _attempt in range(5):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in login(client, "sai").content.decode()
    assert "Đã nhập sai nhiều lần." in login(client).content.decode()
    cache.clear()


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/staff/signup").status_code == 404
    assert "signup" not in client.get("/staff/login").content.decode()


def test_an_account_that_ended_does_not_come_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert login(client).status_code in {200, 302}
    assert client.get("/staff/").status_code == 302


def test_a_second_factor_comes_before_anything_else_where_it_is_required(
    client: Client, person: User, settings: Settings
) -> None:
    settings.STAFF_MFA = "required"
    login(client)
    assert client.get("/staff/").headers["Location"] == "/staff/mfa/totp/activate/"
    assert client.get("/api/v1/staff/inbox").json()["errors"][0]["code"] == "mfa_required"

    confirm(client)
    page = client.get("/staff/mfa/totp/activate/")
    secret = page.context["form"].secret
    assert "Mã QR" in page.content.decode()
    wrong = client.post("/staff/mfa/totp/activate/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    secret = wrong.context["form"].secret
    assert client.post("/staff/mfa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/staff/").status_code == 200
    assert client.get("/api/v1/staff/inbox").status_code == 200
    refused = client.post("/staff/mfa/totp/deactivate/")
    assert "phải có xác thực hai lớp" in refused.content.decode()


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, person: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    answer = login(client)
    assert answer.headers["Location"].startswith("/staff/mfa/authenticate/")
    assert client.get("/staff/").status_code == 302
    assert "Mã 6 số" in client.get("/staff/mfa/authenticate/").content.decode()
    cache.clear()
    assert client.post("/staff/mfa/authenticate/", {"code": code_of(secret)}).headers["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("typed", [PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD} ", f" {PASSWORD}"])
def test_a_password_is_compared_as_it_was_typed(client: Client, person: User, typed: str) -> None:
    cache.clear()
    assert login(client, typed).status_code == 200
    assert client.get("/staff/").status_code == 302


def test_a_code_opens_once(client: Client, person: User) -> None:
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    code = code_of(secret)
    login(client)
    assert client.post("/staff/mfa/authenticate/", {"code": code}).status_code == 302
    again = Client()
    login(again)
    assert again.post("/staff/mfa/authenticate/", {"code": code}).status_code == 200
    assert again.get("/staff/").status_code == 302
    cache.clear()


def test_a_code_of_minutes_ago_opens_nothing(client: Client, person: User) -> None:
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    login(client)
    late = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) - 10))
    assert client.post("/staff/mfa/authenticate/", {"code": late}).status_code == 200
    assert client.get("/staff/").status_code == 302
    cache.clear()


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_change_password",
     "account_reauthenticate", "account_inactive"],
)  # fmt: skip
def test_the_pages_of_the_account_speak_vietnamese(client: Client, person: User, name: str) -> None:
    login(client)
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    assert 'class="staff"' in page.content.decode()
    assert "Menu:" not in page.content.decode()


def test_recovery_codes_are_made_and_shown(client: Client, person: User) -> None:
    login(client)
    confirm(client)
    TOTP.activate(person, generate_totp_secret())
    made = client.post("/staff/mfa/recovery-codes/generate/", follow=True)
    assert "Mất điện thoại" in made.content.decode()
    assert "Đang bật." in client.get("/staff/mfa/").content.decode()
    off = client.post("/staff/mfa/totp/deactivate/", follow=True).content.decode()
    assert "Đã tắt xác thực bằng ứng dụng" in off
    assert "Chưa bật." in off


def test_a_password_is_changed_and_the_inbox_opens(client: Client, person: User) -> None:
    login(client)
    sent = {"oldpassword": PASSWORD, "password1": "cau-khac-cung-dai-1", "password2": "cau-khac-cung-dai-1"}
    assert client.post("/staff/password", sent).headers["Location"] == "/staff/"


def test_the_technical_administration_has_the_same_door(client: Client, sign_in: SignIn, settings: Settings) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/staff/login?next=/admin/"
    plain = sign_in(officer(None, Role.LEADER))
    assert plain.get("/admin/", follow=True).redirect_chain[-1][0] == "/staff/"
    keeper = User.objects.create_superuser("quantri", password=PASSWORD)
    assert sign_in(keeper).get("/admin/").status_code == 200
    settings.STAFF_MFA = "required"
    assert sign_in(keeper).get("/admin/", follow=True).redirect_chain[-2][0] == "/staff/mfa/totp/activate/"
