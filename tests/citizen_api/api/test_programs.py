"""Programs at the REST API: what they file is signed, they speak for their reporters, they are counted by their key."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Scope
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from tests.accounts.keys import made_key
from tests.citizen_api.api.calls import REPORTS, WASTE
from tests.reports.filing import filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def call(path: str, key: str, body: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
    sent = {"Authorization": f"Bearer {key}"} | headers
    if body is None:
        return Client().get(path, headers=sent)  # type: ignore[return-value]  # the test client's own kind
    return Client().post(path, json.dumps(body), content_type="application/json", headers=sent)  # type: ignore[return-value]  # as above


@pytest.mark.parametrize("at_once", [True, False])
def test_what_a_program_files_is_signed_and_published_as_its_key_says(at_once: bool) -> None:
    _row, key = made_key(publishes_at_once=at_once)
    answer = call(REPORTS, key, WASTE)
    assert answer.status_code == 201
    report = Report.objects.get(code=json.loads(answer.content)["code"])
    first = report.events.get(number=1)
    assert (first.actor_kind, first.actor_name, first.channel) == ("program", "FixMyStreet", "api")
    assert (report.published_at is not None) == at_once


def waiting(key: str) -> Report:
    """Return a report of the key's program that waits for its reporter's answer."""
    report = Report.objects.get(code=json.loads(call(REPORTS, key, WASTE).content)["code"])
    by, now = Staff(officer(report.unit)), timezone.now()
    advance(report, Status.ACCEPTED, by=by, now=now, move=Move(version=report.version))
    advance(report, Status.NEEDS_INFO, by=by, now=now, move=Move(note="Ở số nhà nào?", version=report.version))
    return report


def test_a_program_answers_for_its_reporter_and_the_same_update_is_the_first_one() -> None:
    _row, key = made_key()
    report = waiting(key)
    said = {"text": "Số 12.", "update_id": "77"}
    answers = [call(f"{REPORTS}/{report.code}/updates", key, said) for _turn in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert json.loads(answers[0].content)["status"] == Status.ACCEPTED
    report.refresh_from_db()
    assert report.status == Status.ACCEPTED


def test_of_another_programs_report_it_says_something_to_staff_and_moves_nothing() -> None:
    _row, key = made_key()
    _row, other = made_key(name="Cổng khác")
    report = waiting(key)
    assert call(f"{REPORTS}/{report.code}/updates", other, {"text": "Chúng tôi cũng thấy."}).status_code == 201
    report.refresh_from_db()
    assert report.status == Status.NEEDS_INFO


def test_of_a_report_that_is_not_public_another_program_learns_nothing() -> None:
    _row, key = made_key()
    hidden = filed(category="food_poisoning")
    assert hidden.published_at is None
    assert call(f"{REPORTS}/{hidden.code}/updates", key, {"text": "x"}).status_code == 404


def test_an_update_without_anything_to_say_is_422() -> None:
    _row, key = made_key()
    answer = call(f"{REPORTS}/{filed().code}/updates", key, {})
    assert (answer.status_code, json.loads(answer.content)["errors"][0]["code"]) == (422, "required")


def test_a_key_that_reads_has_its_own_allowance_and_others_count_by_their_address(settings: Settings) -> None:
    settings.RATE_LIMITS = True
    _row, reading = made_key(scopes=[Scope.READ])
    _row, writing = made_key(name="Chỉ gửi", scopes=[Scope.REPORT])
    policies = [call(REPORTS, key)["RateLimit-Policy"] for key in (reading, writing)]
    assert policies == ['"key-read";q=1200;w=60', '"read";q=600;w=60']
    assert call("/api/v1/photos", writing, {})["RateLimit-Policy"] == '"key";q=120;w=60'


def test_a_key_in_the_wrong_words_is_asked_for_and_the_problem_says_so() -> None:
    answer = Client().get(REPORTS, headers={"Authorization": "Bearer nobody", "Accept-Language": "en"})
    assert (answer.status_code, answer["WWW-Authenticate"], answer["Content-Type"]) == (
        401,
        "Bearer",
        "application/problem+json",
    )
    assert answer.json()["errors"][0]["code"] == "wrong_key"


def test_nobody_gets_the_answer_that_another_got_under_the_same_idempotency_key() -> None:
    again = {"Idempotency-Key": "6f1f2a52-8a41-4be5-9d0c-3a4f5b6c7d8e"}
    _row, key = made_key()
    _row, other = made_key(name="Cổng khác")
    first = call(REPORTS, key, WASTE, **again)
    assert first.status_code == 201
    assert call(REPORTS, key, WASTE, **again).content == first.content
    resident = Client().post(REPORTS, json.dumps(WASTE), content_type="application/json", headers=again)
    for answer in (call(REPORTS, other, WASTE, **again), resident):
        assert answer.status_code == 422
        assert json.loads(first.content)["secret"] not in answer.content.decode()
    assert Report.objects.count() == 1
