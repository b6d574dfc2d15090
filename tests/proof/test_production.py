"""The whole production on this machine: a report with a photo shows in the inbox over the socket, then all ends."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from websockets.sync.client import connect

from tests.production.bucket import BUCKET, client_of
from tests.production.stack import Stack, stack
from tests.reports.filing import jpeg

pytestmark = [
    pytest.mark.redis,
    pytest.mark.timeout(400),
    pytest.mark.enable_socket,
]
PASSWORD = "mot-cau-dai-de-nho"
MAKE_OFFICERS = """
from django.utils import timezone
from backend.demo.accounts import make_sample_staff
from backend.places.in_force import day_in_force
make_sample_staff('%s', on=[day_in_force(timezone.now())])
"""
REPORT = {
    "category": "household_waste",
    "text": "Rác ba ngày chưa có ai thu gom.",
    "lat": "21.045795",
    "lon": "105.869766",
    "contact_email": "dan@dan.example",
    "consent": "2026-1",
}


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack(tmp_path_factory.mktemp("production"), webs=2, staffs=1) as made:
        made.run(MAKE_OFFICERS % PASSWORD)
        yield made


def signed_in(address: str) -> httpx.Client:
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=20)
    client.get("/staff/login")
    answer = client.post(
        "/staff/login",
        data={"login": "phuong-ngoc-lam", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]},
        headers={"Referer": f"{address}/staff/login", "Origin": address},
    )
    assert answer.status_code == 200, answer.text[:400]
    assert "sessionid" in client.cookies
    return client


def test_a_report_with_a_photo_goes_through_every_server(production: Stack) -> None:
    address = production.address
    with closing(signed_in(address)) as officer:
        host = urlsplit(address).netloc
        cookie = {"Cookie": f"sessionid={officer.cookies['sessionid']}", "Origin": address}
        with connect(f"ws://{host}/ws/inbox", additional_headers=cookie, proxy=None) as inbox:
            inbox.send(json.dumps({"since": 0}))
            filed = httpx.post(
                f"{address}/api/v1/reports",
                data=REPORT,
                files={"photos": ("anh.jpg", jpeg(size=(900, 700)), "image/jpeg")},
                timeout=30,
            )
            assert filed.status_code == 201, filed.text
            code = filed.json()["code"]
            while json.loads(inbox.recv(timeout=10)).get("code") != code:
                pass
        page = officer.get(f"/staff/r/{code}")
        assert page.status_code == 200
        photo = page.text.split('src="/staff/photos/', 1)[1].split('"', 1)[0]
        shown = officer.get(f"/staff/photos/{photo}", follow_redirects=False)
        assert shown.status_code == 302
        assert httpx.get(shown.headers["Location"]).content.startswith(b"\xff\xd8")
    kept = client_of(production.bucket.address).list_objects_v2(Bucket=BUCKET)["Contents"]
    assert len([one for one in kept if not one["Key"].startswith(".")]) == 2
    _until(lambda: any(code in file.read_text("utf-8") for file in (production.folder / "mail").glob("*")))


def _until(is_so: object, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():  # type: ignore[operator]  # a function
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("table", "column"),
    [("reports_event", "seq"), ("indicators_closedmonth", "id"), ("indicators_frozenfigure", "id")],
)
@pytest.mark.parametrize("deed", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_application_cannot_undo_history(production: Stack, table: str, column: str, deed: str) -> None:
    with (
        psycopg.connect(production.database.application) as session,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        session.execute(deed.format(table, column))


def test_the_application_cannot_change_tables(production: Stack) -> None:
    with (
        psycopg.connect(production.database.application) as session,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        session.execute("DROP TRIGGER reports_event_is_never_updated ON reports_event")


def test_the_front_shows_no_figures_of_the_machine(production: Stack) -> None:
    assert httpx.get(f"{production.address}/metrics").status_code == 404


@pytest.mark.skipif(not shutil.which("caddy"), reason="no proxy parts staff from residents")
def test_staff_and_residents_wait_for_servers_of_their_own(production: Stack) -> None:
    theirs = production.processes["staff-1"]
    theirs.stop()
    try:
        for path in ("/staff/login", "/programme/", "/api/v1/staff/inbox"):
            answer = httpx.get(f"{production.address}{path}", timeout=30)
            assert (path, answer.status_code, answer.headers.get("Retry-After")) == (path, 503, "2")
        assert httpx.get(f"{production.address}/", timeout=30).status_code == 200
        assert httpx.get(f"{production.address}/api/v1/reports", timeout=30).status_code == 200
    finally:
        theirs.start()
        production.ready(production.inner["staff-1"])


def test_all_of_it_ends(tmp_path: Path) -> None:
    with stack(tmp_path) as made:
        started = [process.pid for process in made.processes.values()]
        database = made.database.folder
        assert all(Path(f"/proc/{pid}").exists() for pid in started)
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    assert not database.exists()
    assert os.environ.get("DATABASE_URL", "") != made.environment["DATABASE_URL"]
