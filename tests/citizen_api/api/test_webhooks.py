"""Programs register webhooks with their key: without one they are asked for it, with a wrong one, too."""

from http import HTTPStatus

import pytest
from django.test import Client

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
