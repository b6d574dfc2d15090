"""What the log tells of a walk through the doors: which routes, under which numbers; nothing of anybody."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as told
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.core.log import DiscreetJson, Numbered, logging_of
from backend.reports.models import Event, Report
from notifications.dispatch import drain
from tests.reports.filing import NGOC_LAM, officer

NAME, PHONE, MAIL = "Nguyễn Thị Ví Dụ", "0912345678", "vi.du@dan.example"
WORDS = "Đống rác trước nhà ông Tổ trưởng bốc mùi"
PASSWORD = "mot-cau-dai-de-nho"
FORM = {
    "category": "household_waste",
    "text": WORDS,
    "lat": str(NGOC_LAM[0]),
    "lon": str(NGOC_LAM[1]),
    "contact_name": NAME,
    "contact_phone": PHONE,
    "contact_email": MAIL,
    "consent": "2026-1",
}

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of a production, down to every line."""
    form: dict[str, Any] = dict(logging_of(as_json=True)["formatters"]["json"])
    form.pop("()")
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(DiscreetJson(form.pop("format"), **form))
    handler.addFilter(Numbered())
    root, requests = logging.getLogger(), logging.getLogger("longbien.request")
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    requests.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


def test_a_walk_leaves_nothing_of_anybody_in_the_log(
    written: io.StringIO, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_MFA = "optional"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody takes letters there
    filed = client.post("/api/v1/reports", FORM)
    assert filed.status_code == 201, filed.content
    secret, code = filed.json()["secret"], filed.json()["code"]
    report = Report.objects.get(code=code)
    person = officer(report.unit)
    person.set_password(PASSWORD)
    person.save()
    client.get(f"/r/{code}", {"key": secret})
    client.get(f"/r/{code}", {"key": "wrong"})
    client.post("/api/v1/reports", {**FORM, "lat": "nowhere"})
    client.post("/staff/login", {"login": person.username, "password": "wrong"})
    assert client.post("/staff/login", {"login": person.username, "password": PASSWORD}).status_code == 302
    client.get(f"/staff/r/{code}")
    client.get("/staff/", {"q": PHONE})
    client.get(f"/tim/{PHONE}")
    fails(client, monkeypatch)
    drain(timezone.now() + timedelta(minutes=5))
    lines = written.getvalue()
    assert "Traceback" in lines
    for one in (NAME, PHONE, MAIL, WORDS, secret, PASSWORD, client.cookies["sessionid"].value):
        assert one not in lines, one
    assert code not in requests_of(lines)  # routes are told by name


def fails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view breaks with everything that must not be told in its words."""
    broken = f"{MAIL} {PHONE} key={uuid4().hex}\nDETAIL:  Failing row contains ({NAME}, {WORDS})."
    client.raise_request_exception = False

    def breaks(*_args: object, **_more: object) -> None:
        raise ValueError(broken)

    monkeypatch.setattr("moderation.watch.views.failures", breaks)
    assert client.get("/readyz").status_code == 500


def requests_of(lines: str) -> str:
    told_of = [json.loads(line) for line in lines.splitlines()]
    return "\n".join(json.dumps(one) for one in told_of if one["logger"] == "longbien.request")


def test_a_letter_is_told_under_the_number_of_the_form_it_came_of(
    written: io.StringIO, client: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    number = uuid4()
    filed = client.post("/api/v1/reports", FORM, headers={"X-Request-ID": str(number)})
    assert filed["X-Request-ID"] == str(number)
    event = Event.objects.get(report__code=filed.json()["code"])
    assert event.trace == number
    drain(timezone.now() + timedelta(minutes=5))
    told_of = [json.loads(line) for line in written.getvalue().splitlines()]
    sent = [one for one in told_of if f"of event {event.pk} by email: Sent" in one["message"]]
    assert sent
    assert {one["request"] for one in sent} == {number.hex}
    assert told.LOGGING["handlers"]["terminal"]["filters"] == ["numbered"]
