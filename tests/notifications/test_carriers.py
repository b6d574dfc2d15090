"""The mail server and the gateway: what is handed to them, and what becomes of their refusals."""

import json
import smtplib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from notifications.carriers import email, sms
from notifications.carriers.unsent import CarrierAway, Unsent

LETTER = email.Mail("letter-7", "mau@dan.example", "Đã nhận", "Kính gửi ông/bà,")
WORD = sms.Message("letter-7", "0900000123", "Da nhan phan anh")


class Refusing(EmailBackend):
    """A mail server with an answer of its own."""

    answer: Exception

    def send_messages(self, _messages: object) -> int:
        raise self.answer


class Gateway(HTTPServer):
    """Answers with ``status`` and keeps what it was sent."""

    status = 200
    seen: list[tuple[dict[str, str], dict[str, str]]]


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    server = Gateway(("127.0.0.1", 0), Handler)
    server.seen = []
    settings.SMS_GATEWAY_URL = f"http://longbien:kh%C3%B3a@127.0.0.1:{server.server_port}/sms?from=LB"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_letter_has_the_same_name_at_every_try(settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    settings.PUBLIC_URL = "https://phananh.longbien.example"
    email.send(LETTER)
    email.send(LETTER)
    names = {message.message()["Message-ID"] for message in mail.outbox}
    assert names == {"<letter-7@phananh.longbien.example>"}
    assert mailoutbox[0].message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answer", "code", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({LETTER.to: (550, b"no such user")}), "recipient_refused", True),
        (smtplib.SMTPRecipientsRefused({LETTER.to: (450, b"later")}), "recipient_refused", False),
        (smtplib.SMTPAuthenticationError(535, b"wrong"), "away_sign_in", False),
        (smtplib.SMTPDataError(451, b"greylisted"), "mail_refused", False),
        (smtplib.SMTPServerDisconnected("gone"), "away_mail_server", False),
        (ConnectionRefusedError(), "away_mail_server", False),
        (TimeoutError(), "away_mail_server", False),
    ],
)
def test_what_a_mail_server_answers(
    answer: Exception, code: str, is_final: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(Refusing, "answer", answer, raising=False)
    with pytest.raises(Unsent) as unsent:
        email.send(LETTER)
    assert (unsent.value.code, unsent.value.is_final) == (code, is_final)
    assert isinstance(unsent.value, CarrierAway) is code.startswith("away_")


def test_a_gateway_gets_number_text_and_a_name_that_stays(gateway: Gateway) -> None:
    sms.send(WORD)
    [(headers, fields)] = gateway.seen
    assert fields == {"id": "letter-7", "to": "0900000123", "text": "Da nhan phan anh"}
    assert headers["Content-Type"] == "application/json"
    assert headers["Authorization"] == "Basic bG9uZ2JpZW46a2jDs2E="
    assert "longbien" not in headers["Host"]


@pytest.mark.parametrize(
    ("status", "code", "is_final"),
    [
        (302, "gateway_302", False),
        (400, "gateway_400", True),
        (401, "gateway_401", False),
        (429, "away_gateway_429", False),
        (503, "away_gateway_503", False),
    ],
)
def test_what_a_gateway_answers(status: int, code: str, is_final: bool, gateway: Gateway) -> None:
    gateway.status = status
    with pytest.raises(Unsent) as unsent:
        sms.send(WORD)
    assert (unsent.value.code, unsent.value.is_final) == (code, is_final)
    assert len(gateway.seen) == 1


def test_a_gateway_nobody_answers_at_is_away(settings: Settings, unused_tcp_port: int) -> None:
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{unused_tcp_port}/sms"
    with pytest.raises(CarrierAway, match="away_gateway"):
        sms.send(WORD)


def test_a_gateway_that_was_taken_out_of_the_settings_is_away(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = ""
    with pytest.raises(CarrierAway, match="away_no_gateway"):
        sms.send(WORD)


def test_a_file_takes_the_place_of_a_gateway(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "tin nhắn.jsonl"
    settings.SMS_GATEWAY_URL = file.as_uri()
    sms.send(WORD)
    sms.send(WORD)
    assert [json.loads(line)["to"] for line in file.read_text("utf-8").splitlines()] == ["0900000123"] * 2
    settings.SMS_GATEWAY_URL = f"file://{tmp_path}"
    with pytest.raises(CarrierAway, match="away_gateway_file"):
        sms.send(WORD)
