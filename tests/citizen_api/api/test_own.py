"""What the reporter's own page does, done by programs with the secret."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.reports.links import secret_of
from backend.reports.models import Report
from backend.reports.uploads import keep_upload
from tests.citizen_api.api.calls import CONTACT, REPORTS, faults, post
from tests.reports.filing import CONTACT as LEFT
from tests.reports.filing import filed, jpeg, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def say(client: Client, report: Report, act: str, **body: Any) -> Any:
    return post(client, f"{REPORTS}/{report.code}/{act}", **{"secret": secret_of(report)} | body)


def test_the_reporter_reads_words_question_and_what_may_be_done(client: Client) -> None:
    report = moved(filed(category="food_poisoning", contact=LEFT), "accepted", "needs_info", note="Ăn ở đâu?")
    own = say(client, report, "own").json()
    assert own["report"]["text"] is None
    assert own["text"]
    assert (own["question"], own["may"], own["withheld"]) == ("Ăn ở đâu?", ["reply"], False)
    assert own["contact"]["phone"]
    assert len(own["events"]) == 3


def test_more_photos_come_by_their_tokens(client: Client) -> None:
    report = filed()
    token = keep_upload(jpeg(), now=timezone.now()).token
    answer = say(client, report, "photos", photo_tokens=[token], text="Thêm ảnh.")
    assert answer.status_code == 200
    assert report.photos.count() == 1
    assert faults(say(client, report, "photos", photo_tokens=[])) == {("photos", "required")}


def test_the_contact_is_put_right_and_erased(client: Client) -> None:
    report = filed()
    assert say(client, report, "own").json()["contact"] is None
    assert say(client, report, "contact", **CONTACT).json()["contact"]["email"] == CONTACT["contact_email"]
    assert "consent" in {field for field, _code in faults(say(client, report, "contact", contact_phone="0900000999"))}
    assert say(client, report, "contact/erase").json()["contact"] is None
    report.refresh_from_db()
    assert report.contact is not None
    assert report.contact.erased_at is not None


def test_words_and_photos_are_taken_back_for_good(client: Client) -> None:
    report = filed(photos=[jpeg()])
    assert client.get(f"{REPORTS}/{report.code}").json()["published"]
    assert say(client, report, "withhold").json()["withheld"]
    assert not client.get(f"{REPORTS}/{report.code}").json()["published"]
    assert say(client, report, "withhold").status_code == 200


@pytest.mark.parametrize("act", ["own", "photos", "contact", "contact/erase", "withhold"])
def test_without_the_secret_nothing_is_read_or_done(client: Client, act: str) -> None:
    report, other = filed(), filed(lat=21.0462)
    more = {"photo_tokens": ["x" * 43]} if act == "photos" else {}
    answer = say(client, report, act, secret=secret_of(other), **more)
    assert (answer.status_code, faults(answer)) == (403, {("secret", "wrong_secret")})
    assert say(client, report, act, secret="đ", **more).status_code == 403  # no secret at all
    assert report.events.count() == 1
