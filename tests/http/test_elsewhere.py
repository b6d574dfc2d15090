"""Pages of other sites read what is public, without cookies, and nothing else."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FROM_ELSEWHERE = {"Origin": "https://map.example"}
ALLOWED = "Access-Control-Allow-Origin"


def test_a_public_read_is_open_to_every_site_without_cookies(client: Client) -> None:
    answer = client.get("/api/v1/categories", headers=FROM_ELSEWHERE)
    assert answer[ALLOWED] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    exposed = answer["Access-Control-Expose-Headers"]
    assert all(name in exposed for name in ("Link", "ETag", "RateLimit", "Idempotency-Replayed"))


def test_a_browser_that_asks_first_may_read_and_may_not_write(client: Client) -> None:
    asked = {**FROM_ELSEWHERE, "Access-Control-Request-Method": "GET"}
    leave = client.options("/api/v1/reports", headers=asked)
    assert (leave.status_code, leave[ALLOWED], leave["Access-Control-Allow-Methods"]) == (200, "*", "GET, HEAD")
    refused = client.options("/api/v1/reports", headers={**asked, "Access-Control-Request-Method": "POST"})
    assert (refused.status_code, ALLOWED in refused) == (405, False)


@pytest.mark.parametrize("path", ["/api/v1/staff/inbox", "/staff/", "/", "/r/ABCD"])
def test_what_is_not_a_public_read_is_closed(client: Client, path: str) -> None:
    assert ALLOWED not in client.get(path, headers=FROM_ELSEWHERE)


def test_what_is_sent_cannot_be_read_from_elsewhere(client: Client) -> None:
    answer = client.post("/api/v1/reports", {}, content_type="application/json", headers=FROM_ELSEWHERE)
    assert ALLOWED not in answer
