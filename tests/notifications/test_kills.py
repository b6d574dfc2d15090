"""Workers killed at the worst moment, and many at once: nothing lost, nothing doubled."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from backend.reports.models import Event
from notifications import dispatch
from notifications.dispatch import LEASE
from notifications.models import Cursor, Letter
from tests.notifications.conftest import Texts
from tests.notifications.test_letters import PHONE, SOON
from tests.reports.filing import NOW, filed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("house", "texts"),
    pytest.mark.database,
]
ROOT = Path(__file__).resolve().parents[2]
DUE = NOW + SOON


def database_url() -> str:
    """Return the test database as another process names it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host = f"{found['HOST']}:{found['PORT']}" if found["PORT"] else found["HOST"]
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{host}/{found['NAME']}"


def worker(gateway: str, *, at: datetime = DUE, folder: Path) -> subprocess.Popen[bytes]:
    """Start a worker of its own on the test's database."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": "",
        "VAR": str(folder),
        "SECRET_KEY": "x",
        "SECRET_LINK_KEY": django_settings.SECRET_LINK_KEY,
        "SMS_GATEWAY_URL": gateway,
    }
    words = [sys.executable, "-m", "tests.notifications.kill_worker", at.isoformat()]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE)  # noqa: S603  # our own program


class Gateway(ThreadingHTTPServer):
    """Takes every message, and holds back its answer while told to."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[str] = []
        self.has_taken = threading.Semaphore(0)
        self.may_answer = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"])
        self.server.has_taken.release()
        self.server.may_answer.wait(30)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            """The worker was killed while it waited."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_worker_killed_between_sending_and_ticking_off_repeats_one_letter_under_the_same_name(
    gateway: Gateway, tmp_path: Path
) -> None:
    for _number in range(3):
        filed(contact=PHONE)
    address = f"http://127.0.0.1:{gateway.server_port}/"
    first = worker(address, folder=tmp_path)
    assert gateway.has_taken.acquire(timeout=30)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert Letter.objects.filter(carrier="sms", sent_at__isnull=False).count() == 0
    gateway.may_answer.set()
    second = worker(address, at=DUE + LEASE + timedelta(minutes=1), folder=tmp_path)
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert Letter.objects.filter(carrier="sms", sent_at__isnull=False).count() == 3
    assert sorted(Counter(gateway.taken).values()) == [1, 1, 2]


def test_a_worker_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    for _number in range(30):
        filed(contact=PHONE)
    sent = tmp_path / "sent.jsonl"
    kills, moment = 0, DUE
    for goal in (1, 12):
        one = worker(f"file://{sent}", at=moment, folder=tmp_path)
        while _lines(sent) < goal and _is_alive(one):
            pass
        one.send_signal(signal.SIGKILL)
        one.communicate()
        kills += 1
        moment += LEASE + timedelta(seconds=30)
    last = worker(f"file://{sent}", at=moment, folder=tmp_path)
    last.communicate(timeout=60)
    counted = Counter(json.loads(line)["id"] for line in sent.read_text("utf-8").splitlines())
    letters = Letter.objects.filter(carrier="sms")
    assert set(counted) == {f"letter-{pk}" for pk in letters.values_list("pk", flat=True)}
    assert len(counted) == 30
    assert not letters.filter(sent_at__isnull=True).exists()
    assert sum(counted.values()) <= 30 + kills


def _is_alive(process: subprocess.Popen[bytes]) -> bool:
    """Whether it still runs five milliseconds later."""
    try:
        process.wait(0.005)
    except subprocess.TimeoutExpired:
        return True
    return False


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


def test_sixteen_writers_and_four_workers_at_once_lose_and_double_nothing(texts: Texts) -> None:
    writing = threading.Event()
    writing.set()

    def write(_number: int) -> None:
        try:
            for _report in range(3):
                filed(contact=PHONE)
        finally:
            connections.close_all()

    def work(_number: int) -> None:
        try:
            while writing.is_set():
                dispatch.drain(DUE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        workers = [pool.submit(work, number) for number in range(4)]
        for writer in [pool.submit(write, number) for number in range(16)]:
            writer.result(timeout=120)
        writing.clear()
        for one in workers:
            one.result(timeout=120)
    dispatch.drain(DUE)
    assert Event.objects.count() == 48
    assert Cursor.objects.get().seq == Event.objects.order_by("-seq")[0].seq
    assert Counter(one["id"] for one in texts()) == Counter(
        f"letter-{pk}" for pk in Letter.objects.filter(carrier="sms").values_list("pk", flat=True)
    )
    assert len(texts()) == 48
