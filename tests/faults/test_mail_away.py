"""The mail server is away for hours, told by the clock: each letter leaves once afterwards, and the watch says so."""

import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from pytest_django import Settings

from moderation.watch.checks import letters
from notifications.dispatch import drain
from notifications.models import Letter
from notifications.unsent import LETTERS_WAIT_AT_MOST, given_up
from tests.reports.filing import CONTACT, NOW, filed
from tests.server import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.enable_socket]
AWAY = timedelta(hours=4)
RING = timedelta(minutes=5)  # how often the worker looks, seldomer than it does
REPORTS, EACH = 8, 6  # one each sixth ring, so that some letters wait long and some do not


class Box:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, *asked: object) -> str:  # noqa: N802  # the name aiosmtpd calls
        envelope = asked[-1]
        assert isinstance(envelope, Envelope)
        assert isinstance(envelope.content, bytes)
        self.kept.append(envelope.content)
        return "250 OK"


class Busy(Box):
    """One that sends everybody away as soon as they want something."""

    async def handle_MAIL(self, *_asked: object) -> str:  # noqa: N802  # as above
        return "421 4.3.2 come again later"


class Full(Box):
    """One whose disk is full: it takes no letter of anybody."""

    async def handle_MAIL(self, *_asked: object) -> str:  # noqa: N802  # as above
        return "452 4.3.1 out of disk"


class Ending(Box):
    """One that gives up in the middle."""

    async def handle_RCPT(self, *_asked: object) -> str:  # noqa: N802  # as above
        return "421 4.3.2 shutting down"


@contextmanager
def answering(box: Box, port: int) -> Iterator[None]:
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def greeting(words: bytes, port: int) -> Iterator[None]:
    """Somebody listens, says ``words`` and hangs up."""

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(words)

    class Doors(socketserver.ThreadingTCPServer):
        allow_reuse_address = True  # another server stands here afterwards

    with Doors(("127.0.0.1", port), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


AWAYS: dict[str, Callable[[int], AbstractContextManager[None]]] = {
    "nobody listens": lambda _port: nullcontext(),
    "it hangs up": lambda port: greeting(b"", port),
    "it is closed": lambda port: greeting(b"421 4.3.2 closed\r\n", port),
    "it is busy": lambda port: answering(Busy(), port),
    "its disk is full": lambda port: answering(Full(), port),
    "it ends in the middle": lambda port: answering(Ending(), port),
}


@pytest.fixture
def port(settings: Settings) -> int:
    """Return where the mail server is looked for."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT  # type: ignore[no-any-return]  # a number, as free_port says


@pytest.mark.parametrize("how", AWAYS)
def test_what_waited_for_hours_leaves_once_and_nothing_is_given_up(how: str, port: int) -> None:
    with AWAYS[how](port):
        now = _hours_pass()
    assert not Letter.objects.filter(sent_at__isnull=False).exists()
    assert not given_up().exists()

    box = Box()
    with answering(box, port):
        for _ring in range(2):
            now += RING
            drain(now)
    waited = [now - letter.event.at for letter in Letter.objects.select_related("event")]
    names = Counter(str(message_from_bytes(one)["Message-ID"]).partition("@")[0] for one in box.kept)
    assert names == Counter(f"<{letter.name}" for letter in Letter.objects.all())  # each once
    assert len(names) >= 2 * REPORTS  # of reporters, and of units
    assert letters(now) == ""
    print(f"{how}: {len(names)} letters, the longest wait {max(waited)}")  # noqa: T201  # the figures


def _hours_pass() -> datetime:
    """Let reports come in and the worker ring; return the last moment. The watch speaks up as soon as it is time."""
    now = NOW
    for number in range(int(AWAY / RING)):
        now = NOW + number * RING
        if number % EACH == 0 and number // EACH < REPORTS:
            filed(now=now, contact=CONTACT)
        drain(now)
        is_late = now - NOW > LETTERS_WAIT_AT_MOST
        assert letters(now).startswith("the oldest unsent letter waits since") is is_late, f"{now - NOW} {letters(now)}"
    return now
