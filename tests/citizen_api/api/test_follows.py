"""Programs let an address be asked whether it follows a place, and say its yes and its no with the letter's key."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.reports.models import AreaFollower, Contact, Follower
from citizen_api.areas import FOLLOWS
from notifications.dispatch import drain
from tests.accounts.keys import made_key
from tests.reports.filing import NGOC_LAM, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
EMAIL = "hang@dan.example"
HERE = {"lat": NGOC_LAM[0], "lon": NGOC_LAM[1]}


def send(client: Client, address: str, /, **wish: Any) -> Any:
    return client.post(f"/api/v1/{address}", wish, content_type="application/json")


def key_in(letter: EmailMessage, path: str) -> tuple[str, str]:
    """Return the number and the key in the address that the letter names."""
    found = re.search(rf"{path}(\d+)\?key=(\S+)", str(letter.body))
    assert found, letter.body
    return found[1], found[2]


def test_a_street_is_followed_confirmed_and_left_by_key(client: Client, mailoutbox: list[EmailMessage]) -> None:
    asked = send(client, "follows", street="Phố Ngọc Lâm", group="environment", contact_email=EMAIL)
    assert (asked.status_code, asked.json()["area"], asked.json()["of_what"]) == (202, "Phố Ngọc Lâm", "Môi trường")
    assert AreaFollower.objects.get().confirmed_at is None
    drain(timezone.now() + timedelta(seconds=11))
    pk, key = key_in(mailoutbox[-1], "/theo-doi/noi/")
    assert send(client, f"follows/areas/{pk}/confirm", key=key[:-1]).status_code == 404
    assert send(client, f"follows/areas/{pk}/confirm", key=key).json() == {"state": "following"}
    assert AreaFollower.objects.get().confirmed_at is not None
    assert send(client, f"follows/areas/{pk}/stop", key=key).json() == {"state": "stopped"}
    assert not Contact.objects.filter(email=EMAIL).exists()
    assert send(client, f"follows/areas/{pk}/stop", key=key).status_code == 404


def test_a_report_is_followed_through_support_and_left_by_key(client: Client, mailoutbox: list[EmailMessage]) -> None:
    report = filed(now=timezone.now())
    assert send(client, f"reports/{report.code}/support", contact_email=EMAIL).status_code == 200
    drain(timezone.now() + timedelta(seconds=11))
    pk, key = key_in(mailoutbox[-1], "/theo-doi/")
    assert send(client, f"follows/reports/{pk}/confirm", key=key).json() == {"state": "following"}
    assert send(client, f"follows/areas/{pk}/stop", key=key).status_code == 404
    assert send(client, f"follows/reports/{pk}/stop", key=key).json() == {"state": "stopped"}
    assert Follower.objects.get().stopped_at is not None


def test_the_answer_does_not_say_whether_the_address_is_known(client: Client) -> None:
    said = [send(client, "follows", ward="ngoc-lam", contact_email=one).json() for one in (EMAIL, EMAIL, "b@d.example")]
    assert said[0] == said[1] == said[2]
    assert AreaFollower.objects.count() == 2


def test_a_circle_has_one_of_the_distances(client: Client) -> None:
    assert send(client, "follows", **HERE, radius_m=500, contact_email=EMAIL).status_code == 202
    follower = AreaFollower.objects.get()
    assert (follower.lat, follower.lon, follower.radius_m) == (21.0458, 105.8698, 500)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "ward"),
        ({"ward": "ngoc-lam", "street": "Phố Ngọc Lâm"}, "ward"),
        ({"lat": 21.04}, "ward"),
        ({"ward": "nothing"}, "ward"),
        ({"street": "nothing"}, "street"),
        ({"lat": 10.7, "lon": 106.6}, "lat"),
        ({**HERE, "radius_m": 7}, "radius_m"),
        ({"ward": "ngoc-lam", "group": "x"}, "group"),
        ({"ward": "ngoc-lam", "contact_email": "sai"}, "contact_email"),
        ({"ward": "ngoc-lam", "contact_email": ""}, "contact_email"),
        ({"ward": "ngoc-lam", "more": 1}, "more"),
    ],
)
def test_what_is_no_place_or_no_address_is_named(client: Client, wish: dict[str, Any], field: str) -> None:
    answer = send(client, "follows", **{"contact_email": EMAIL} | wish)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert not AreaFollower.objects.exists()


def test_a_key_without_the_right_to_update_follows_nothing_and_floods_wait(client: Client, settings: Settings) -> None:
    _row, key = made_key(scopes=["read"])
    wish = {"ward": "ngoc-lam", "contact_email": EMAIL}
    said = {"Authorization": f"Bearer {key}"}
    assert client.post("/api/v1/follows", wish, content_type="application/json", headers=said).status_code == 403
    settings.RATE_LIMITS = True
    answers = [send(client, "follows", ward="ngoc-lam", contact_email="sai") for _n in range(FOLLOWS.number + 1)]
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)
