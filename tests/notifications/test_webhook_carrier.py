"""Where webhooks go: never inside our own network, whatever is written, and never for longer than 5 s."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from pytest_django import Settings

from backend.core.errors import Refused
from notifications import outward
from notifications.carriers import webhook
from notifications.carriers.unsent import Unsent
from notifications.public_address import is_public, read_target
from tests.notifications.hooks import receiving

pytestmark = pytest.mark.enable_socket
INNER = (
    "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "127.8.8.8", "192.0.2.1", "203.0.113.1", "192.88.99.1", "2001:0:7f00:1::", "",
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "nothing",
)  # fmt: skip
REFUSED = (
    "", "hook.example.org", "ftp://hook.example.org/", "http://hook.example.org/", "https://hook.example.org",
    "https://hook.example.org:22/", "https://user@hook.example.org/", "https://hook.example.org/#x",
    "https://HOOK.example.org/", "https://hook.example.org\\@inner/", "https://[::1]/", "https://127.0.0.1/",
    "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://169.254.169.254/latest",
    "https://localhost/", "https://db/", "https://hook.example.org/ x", "https://hook.example.org/\r\nX: y",
    "https://hook..example.org/", "https://hook.example.org/" + "a" * 500, "https://10.0.0.0.1/", "https://８.8.8.8/",
)  # fmt: skip


@pytest.mark.parametrize("number", INNER)
def test_no_number_inside_is_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "203.162.4.190", "2405:4800::1", "2a00:1450::1"])
def test_numbers_on_the_open_internet_are(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_not_plainly_a_public_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        read_target(url)


def answers(monkeypatch: pytest.MonkeyPatch, *several: list[str]) -> list[str]:
    """Let the name server answer each question in turn, the last for ever; return the names that were asked."""
    asked: list[str] = []

    def found(host: str, port: int, *_rest: object) -> list[tuple[object, ...]]:
        asked.append(host)
        numbers = several[min(len(asked), len(several)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr("notifications.outward.socket.getaddrinfo", found)
    return asked


@pytest.mark.parametrize("numbers", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"]])
def test_a_name_that_leads_inside_is_not_dialled(monkeypatch: pytest.MonkeyPatch, numbers: list[str]) -> None:
    answers(monkeypatch, numbers)
    dialled = "notifications.outward.socket.create_connection"
    monkeypatch.setattr(dialled, lambda *_args, **_more: pytest.fail("it was dialled"))
    with pytest.raises(Unsent, match="inner_address"):
        webhook.post(read_target("https://hook.example.org/x"), b"{}", headers={})


def test_the_number_that_was_checked_is_dialled_and_the_name_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, dialled = answers(monkeypatch, ["203.162.4.190"], ["127.0.0.1"]), list[object]()

    def dial(place: object, timeout: float) -> socket.socket:
        dialled.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr("notifications.outward.socket.create_connection", dial)
    with pytest.raises(Unsent, match="no_answer"):
        webhook.post(read_target("https://hook.example.org/x"), b"{}", headers={})
    assert (asked, dialled) == (["hook.example.org"], [("203.162.4.190", 443)])


@pytest.fixture
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NEIGHBOURS_INSIDE = frozenset({"127.0.0.1", "hook.example.org"})
    monkeypatch.setattr(webhook, "TIMEOUT_S", 1.0)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("how", "code"), [("silent", "timeout"), ("drops", "timeout"), ("redirect", "redirect"), ("noise", "no_answer")]
)
def test_who_is_slow_or_odd_is_left_in_time(how: str, code: str) -> None:
    with receiving(how) as receiver:
        begun = time.monotonic()
        with pytest.raises(Unsent, match=code):
            webhook.post(read_target(receiver.address), b"{}", headers={})
        assert time.monotonic() - begun < 2
        assert len(receiver.got) == 1


@pytest.mark.usefixtures("quick")
def test_of_an_answer_without_end_only_the_beginning_is_read() -> None:
    with receiving("endless") as receiver:
        assert webhook.post(read_target(receiver.address), b"{}", headers={}).status == 200


@pytest.mark.usefixtures("quick")
def test_a_name_server_that_hangs_costs_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr("notifications.outward.socket.getaddrinfo", lambda *_args: over.wait(10))
    begun = time.monotonic()
    with pytest.raises(Unsent, match="timeout"):
        webhook.post(read_target("https://hook.example.org/x"), b"{}", headers={})
    over.set()
    assert time.monotonic() - begun < 2


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for hook.example.org, the only one that is believed, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.example.org")])
    today = timezone.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(1))
    names = x509.SubjectAlternativeName([x509.DNSName("hook.example.org")])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    file = tmp_path / "hook.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setattr(outward, "tls", lambda: ssl.create_default_context(cafile=str(file)))
    return file


@pytest.fixture
def encrypted(authority: Path) -> Iterator[tuple[int, list[str]]]:
    """A server that speaks TLS; return its port and what it saw: the name of the handshake, the head of the call."""
    seen: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    context.sni_callback = lambda _socket, name, _context: seen.append(str(name))
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            plain, _who = listening.accept()
            with context.wrap_socket(plain, server_side=True) as call:
                asked = b""
                while not asked.endswith(b"{}"):
                    asked += call.recv(4096)
                seen.append(asked.decode())
                call.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError as broken:
            seen.append(type(broken).__name__)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], seen
    listening.close()


@pytest.mark.usefixtures("quick")
def test_the_handshake_and_the_header_name_the_host_that_was_written(
    monkeypatch: pytest.MonkeyPatch, encrypted: tuple[int, list[str]]
) -> None:
    port, seen = encrypted
    answers(monkeypatch, ["127.0.0.1"])
    target = read_target(f"https://hook.example.org:{port}/x?y=1")
    assert webhook.post(target, b"{}", headers={"webhook-id": "a"}).status == 204
    assert seen[0] == "hook.example.org"
    assert seen[1].startswith("POST /x?y=1 HTTP/1.1\r\n")
    assert f"Host: hook.example.org:{port}\r\n" in seen[1]


@pytest.mark.usefixtures("quick")
def test_a_certificate_for_another_name_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, encrypted: tuple[int, list[str]], settings: Settings
) -> None:
    settings.NEIGHBOURS_INSIDE = frozenset({"other.example.org"})
    answers(monkeypatch, ["127.0.0.1"])
    with pytest.raises(Unsent, match="tls"):
        webhook.post(read_target(f"https://other.example.org:{encrypted[0]}/"), b"{}", headers={})
