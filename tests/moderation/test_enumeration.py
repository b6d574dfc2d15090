"""Nobody learns from the door who works here; and what a password may not be."""

from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role, User
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
GOOD = "mot-mat-rat-dai-va-la"


@pytest.fixture
def hashed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of passwords that were hashed, by the hasher of production."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    done: list[str] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        done.append(password)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    return done


def person(*, is_active: bool = True) -> User:
    made = officer(None, Role.AUDITOR, username="co-that" if is_active else "da-nghi")
    made.set_password(GOOD)
    made.is_active = is_active
    made.save()
    return made


def tried(name: str, password: str) -> Any:
    cache.clear()
    return Client().post("/staff/login", {"login": name, "password": password})


def test_a_name_nobody_has_costs_what_a_wrong_password_costs(hashed: list[str]) -> None:
    person()
    person(is_active=False)
    costs = {}
    for name in ("co-that", "da-nghi", "khong-co"):
        hashed.clear()
        tried(name, "sai-mat-khau-roi")
        costs[name] = len(hashed)
    assert costs["co-that"] == costs["khong-co"] == costs["da-nghi"] == 1


def test_unknown_and_wrong_are_answered_alike(hashed: list[str]) -> None:
    person()
    pages = []
    for name in ("co-that", "khong-co"):
        answer = tried(name, "sai-mat-khau-roi")
        page = answer.content.decode().replace(name, "…")
        pages.append((answer.status_code, page.partition("<main")[2].partition("csrfmiddlewaretoken")[0]))
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in page
    assert pages[0] == pages[1]
    assert hashed


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("phuong-long-bien-1", False),
        ("UBND Ngọc Lâm 2026", False),
        ("PhanAnhHaNoi!!", False),
        ("password1234", False),
        ("ngan", False),
        ("cau bay duoi ao sen", True),
        ("!?&%$#*+~;:,_@§", True),
        ("x7" * 40, True),
    ],
)
def test_words_of_this_place_are_no_password(password: str, is_good: bool) -> None:
    try:
        validate_password(password)
    except ValidationError:
        assert not is_good
    else:
        assert is_good
