"""Telephones on bad lines: uploads that break off, uploads that never end."""

import socket
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.reports.filing import jpeg
from tests.server import Platform

SLOW = 40  # more than the server has threads
# On a busy machine an answer may take long. What is wrong here never answers at all: the lines stay open meanwhile.
PATIENCE_S = 100
AWAY = httpx.codes.SERVICE_UNAVAILABLE  # nothing was filed: the jobs of the first minute hold SQLite's one lock

pytestmark = [pytest.mark.timeout(300), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(tmp_path_factory.mktemp("bad-lines"))
    platform.prepare()
    platform.start()
    yield platform
    platform.stop()


def filing(platform: Platform, key: str) -> httpx.Request:
    return httpx.Request(
        "POST",
        f"{platform.address}/api/v1/reports",
        headers={"Idempotency-Key": key},
        data={
            "category": "household_waste",
            "text": "Rác chưa thu gom.",
            "lat": "21.045795",
            "lon": "105.869766",
        },
        files={"photos": ("a.jpg", jpeg())},
    )


def as_sent(request: httpx.Request) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST {request.url.path} HTTP/1.1\r\n{head}\r\n".encode() + request.read()


def sent(request: httpx.Request) -> httpx.Response:
    """Send the report whole, again where nothing was filed, as every telephone does; return the last answer."""
    deadline = time.monotonic() + PATIENCE_S
    with httpx.Client(timeout=PATIENCE_S) as client:
        while (answer := client.send(request)).status_code == AWAY and time.monotonic() < deadline:
            time.sleep(0.5)
    return answer


@pytest.mark.parametrize("left", [1, 50, 2000])
def test_a_report_whose_upload_broke_off_is_filed_whole_when_it_comes_again(platform: Platform, left: int) -> None:
    request = filing(platform, str(uuid4()))
    with socket.create_connection(("127.0.0.1", platform.port)) as line:
        line.sendall(as_sent(request)[:-left])
    answer = sent(request)
    assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (201, None)


def test_uploads_that_never_end_keep_nobody_waiting(platform: Platform) -> None:
    lines = [socket.create_connection(("127.0.0.1", platform.port)) for _turn in range(SLOW)]
    try:
        for line in lines:
            line.sendall(as_sent(filing(platform, str(uuid4())))[:-1])
        assert httpx.get(f"{platform.address}/healthz", timeout=PATIENCE_S).status_code == 200
        assert sent(filing(platform, str(uuid4()))).status_code == 201
    finally:
        for line in lines:
            line.close()


def test_no_log_of_the_server_holds_a_secret(platform: Platform) -> None:
    filed = sent(filing(platform, str(uuid4()))).json()
    page = httpx.get(f"{platform.address}/r/{filed['code']}", params={"key": filed["secret"]}, timeout=PATIENCE_S)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    log = (platform.folder / "server.log").read_text(encoding="utf-8")
    assert f"/r/{filed['code']}" in log
    assert filed["secret"] not in log
