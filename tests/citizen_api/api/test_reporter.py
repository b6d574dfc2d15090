"""What the reporter does with the secret."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.reports.links import secret_of
from backend.reports.models import Report, Status
from tests.citizen_api.api.calls import REPORTS, faults, post
from tests.reports.filing import filed, jpeg, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def resolved() -> Report:
    return moved(filed(), "accepted", "in_progress", "resolved")


@pytest.fixture
def waiting() -> Report:
    return moved(filed(), "accepted", "needs_info", note="Xin cho biết số nhà?")


def say(client: Client, report: Report, act: str, **body: Any) -> Any:
    return post(client, f"{REPORTS}/{report.code}/{act}", **{"secret": secret_of(report)} | body)


@pytest.mark.database
def test_satisfied_closes_and_is_rated(client: Client, resolved: Report) -> None:
    answer = say(client, resolved, "verdict", satisfied=True, rating=5, comment="Cảm ơn.")
    resolved.refresh_from_db()
    assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    assert (resolved.status, resolved.rating, resolved.satisfied) == (Status.CLOSED, 5, True)


@pytest.mark.database
def test_not_satisfied_reopens(client: Client, resolved: Report) -> None:
    answer = say(client, resolved, "verdict", satisfied=False, comment="Vẫn còn rác.")
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")


@pytest.mark.database
def test_a_verdict_out_of_time_is_a_conflict(client: Client, waiting: Report) -> None:
    answer = say(client, waiting, "verdict", satisfied=True)
    assert (answer.status_code, faults(answer)) == (409, {("to", "not_next")})


@pytest.mark.database
def test_an_answer_with_a_photo_lets_the_report_go_on(client: Client, waiting: Report) -> None:
    form = {
        "secret": secret_of(waiting),
        "text": "Số 12.",
        "photos": [SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")],
    }
    answer = client.post(f"{REPORTS}/{waiting.code}/reply", form)
    waiting.refresh_from_db()
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    assert waiting.photo_count == 1


def test_an_answer_nobody_asked_for_is_refused(client: Client, resolved: Report) -> None:
    assert faults(say(client, resolved, "reply", text="Số 12.")) == {("", "not_waiting")}


def test_an_empty_answer_is_refused(client: Client, waiting: Report) -> None:
    assert faults(say(client, waiting, "reply")) == {("text", "required")}


@pytest.mark.parametrize("secret", ["", "x", "é", "x" * 22, "x" * 100_000])
@pytest.mark.parametrize("act", ["verdict", "reply"])
def test_a_wrong_secret_opens_nothing(client: Client, resolved: Report, secret: str, act: str) -> None:
    body = {"satisfied": True} if act == "verdict" else {"text": "x"}
    answer = say(client, resolved, act, secret=secret, **body)
    assert (answer.status_code, faults(answer)) == (403, {("secret", "wrong_secret")})
    resolved.refresh_from_db()
    assert resolved.status == Status.RESOLVED


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("satisfied", "required")),
        ({"satisfied": "yes"}, ("satisfied", "invalid")),
        ({"satisfied": True, "rating": 6}, ("rating", "max_value")),
        ({"satisfied": True, "rating": True}, ("rating", "invalid")),
        ({"satisfied": True, "stars": 5}, ("stars", "unknown_field")),
    ],
)
def test_a_verdict_must_be_clear(
    client: Client, resolved: Report, body: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = say(client, resolved, "verdict", **body)
    assert (answer.status_code, faults(answer)) == (422, {fault})


def test_in_a_form_a_verdict_left_out_is_missing_not_no(client: Client, resolved: Report) -> None:
    answer = client.post(f"{REPORTS}/{resolved.code}/verdict", {"secret": secret_of(resolved)})
    assert faults(answer) == {("satisfied", "required")}


def test_no_report_no_verdict(client: Client) -> None:
    assert post(client, f"{REPORTS}/AAAAAAAA/verdict", secret="x", satisfied=True).status_code == 404
