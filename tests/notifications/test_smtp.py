"""Letters handed to a real mail server: what arrives, what is tried again, what is given up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from django.utils import timezone
from environ import Env
from pytest_django import Settings

from backend.reports.models import Contact, Follower, Report
from notifications.dispatch import drain
from notifications.models import Carrier, Letter
from notifications.unsent import given_up, waiting_since
from tests.citizen_api.api.calls import file_waste
from tests.reports.filing import filed, moved
from tests.server import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
SOON = timedelta(seconds=11)
TO = "lan@dan.example"


@dataclass
class Box:
    """A mail server: keeps what it takes, and answers ``says`` to who it is asked to carry to, "" for yes."""

    says: str = ""
    asked: int = 0
    kept: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked += 1
        if self.says:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        assert isinstance(envelope.content, bytes)
        self.kept.append(envelope.content)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to ``address``, read as a mail program reads them."""
        letters = [message_from_bytes(one, policy=policy.default) for one in self.kept]
        return [one for one in letters if one["To"] == address]


def _use(settings: Settings, port: int) -> None:
    """Send through the loopback address, as EMAIL_URL says it."""
    named = Env.email_url_config(f"smtp://127.0.0.1:{port}")  # type: ignore[no-untyped-call]  # ships no types
    for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT"):
        setattr(settings, name, named[name])


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    found = Box()
    server = Controller(found, hostname="127.0.0.1", port=free_port())
    server.start()
    _use(settings, server.port)
    yield found
    server.stop()


def _filed_through_the_door(client: Client) -> Report:
    """File as a program does, with an address; only its own letter is looked at."""
    answer = file_waste(client, contact_email=TO, consent="2026-1")
    assert answer.status_code == 201, answer.content
    report = Report.objects.get(code=answer.json()["code"])
    drain(report.created_at)
    Letter.objects.exclude(recipient="reporter").delete()
    return report


def test_a_letter_arrives_whole_with_its_marks(box: Box, client: Client, settings: Settings) -> None:
    report = _filed_through_the_door(client)
    drain(report.created_at + SOON)
    assert len(box.to(TO)) == 1
    letter = box.to(TO)[0]
    assert letter["Subject"] == f"Đã nhận phản ánh {report.code}"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<letter-{Letter.objects.get().pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    assert letter["List-Unsubscribe"] is None  # the reporter asked for it
    assert letter.get_content_charset() == "utf-8"
    assert "Kính gửi ông/bà" in letter.get_content()
    assert Letter.objects.get().sent_at


def test_a_follower_stops_with_the_one_click_of_their_mail_program(box: Box, client: Client) -> None:
    report = filed(now=timezone.now())
    client.post(f"/r/{report.code}/support", {"contact_email": TO})
    drain(timezone.now() + SOON)
    question = box.to(TO)[0]
    found = re.search(r"https?://\S+/theo-doi/\S+", question.get_content())
    assert found
    parts = urlsplit(found[0])
    client.post(f"{parts.path}?{parts.query}", {"act": "confirm"})
    moved(report, "accepted", now=timezone.now())
    drain(timezone.now() + timedelta(minutes=3))
    news = box.to(TO)[1]
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop_at = urlsplit(news["List-Unsubscribe"].strip().strip("<>"))
    stopped = client.post(f"{stop_at.path}?{stop_at.query}", {"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert Follower.objects.get().stopped_at
    assert not Contact.objects.filter(email=TO).exists()


def test_a_server_that_is_busy_gets_the_letter_again_and_delivers_it_once(box: Box, client: Client) -> None:
    report = _filed_through_the_door(client)
    box.says = "451 busy, try again later"
    drain(report.created_at + SOON)
    letter = Letter.objects.get()
    assert (letter.attempts, letter.sent_at, letter.gave_up_at) == (1, None, None)
    box.says = ""
    drain(letter.not_before - timedelta(seconds=1))
    assert not box.kept
    for _time in range(2):
        drain(letter.not_before + timedelta(seconds=1))
    assert len(box.to(TO)) == 1
    assert not given_up().exists()


def test_an_address_that_does_not_exist_is_given_up_and_seen(box: Box, client: Client) -> None:
    report = _filed_through_the_door(client)
    box.says = "550 no such user"
    drain(report.created_at + SOON)
    drain(report.created_at + timedelta(days=2))
    assert box.asked == 1
    assert [(one.last_error, one.event.report) for one in given_up()] == [("recipient_refused", report)]


def test_without_a_server_the_letter_waits_and_leaves_when_it_is_back(settings: Settings, client: Client) -> None:
    port = free_port()
    _use(settings, port)
    report = _filed_through_the_door(client)
    drain(report.created_at + SOON)
    letter = Letter.objects.get(carrier=Carrier.EMAIL)
    assert (letter.attempts, letter.last_error) == (0, "away_mail_server")
    assert waiting_since(report.created_at + SOON) == report.created_at
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        drain(letter.not_before + timedelta(seconds=1))
    finally:
        server.stop()
    assert len(box.to(TO)) == 1
