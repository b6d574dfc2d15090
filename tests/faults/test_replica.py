"""Reads of the public from a real replica: what goes there, what never does, and what its lag and its end change."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import psycopg
import pytest
from django.utils import timezone

from tests.production.stores import Cluster, cluster, replica_of, wait_for_postgres
from tests.server import ROOT, Platform

pytestmark = [pytest.mark.timeout(600), pytest.mark.enable_socket]
WITHIN_S = 60
TOKEN = "only-for-this-test"
FRESH = "fresh=1"
REPORT = {"category": "household_waste", "text": "Rác ba ngày chưa thu gom.", "lat": 21.0458, "lon": 105.8698}
SIGNED_IN = """
from django.test import Client
from backend.accounts.models import Membership, Role, User
who, _new = User.objects.get_or_create(username='to-giup-viec', defaults={'display_name': 'Tổ giúp việc'})
Membership.objects.get_or_create(user=who, unit=None, role=Role.PROGRAMME_OFFICE)
client = Client()
client.force_login(who)
print(client.cookies['sessionid'].value)
"""
EXPORT = """
import json
from django.utils import timezone
from citizen_api.opendata.editions import write_edition
made = write_edition(now=timezone.now())
print(made.path('geojson').read_text())
"""
WRITE_THERE = """
from django.db import connections, utils
try:
    connections['replica'].cursor().execute("UPDATE core_edition SET number = 1")
except utils.Error as refused:
    print(refused.__cause__.sqlstate)
print(connections['replica'].cursor().execute("SHOW default_transaction_read_only").fetchone()[0])
"""


@dataclass
class Town:
    """A primary, its replica, and two servers: one bears any lag, the other none above a second."""

    primary: Cluster
    replica: Cluster
    patient: Platform
    strict: Platform

    def catch_up(self) -> None:
        with _session(self.primary) as primary, _session(self.replica) as replica:
            row = primary.execute("SELECT pg_current_wal_lsn()::text").fetchone()
            asked = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
            until(lambda: replica.execute(asked, row).fetchone() == (True,))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The replica takes in no more; at the end it has caught up."""
        self.catch_up()
        with _session(self.replica) as session:
            session.execute("SELECT pg_wal_replay_pause()")
            until(lambda: session.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",))
            try:
                yield
            finally:
                session.execute("SELECT pg_wal_replay_resume()")
        self.catch_up()


@contextmanager
def _session(of: Cluster) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(of.url("postgres", "longbien"), autocommit=True) as session:
        yield session


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with cluster() as primary, replica_of(primary) as replica:
        more = {
            "DATABASE_URL": primary.owner,
            "REPLICA_URL": replica.owner,
            "SECRET_KEY": "only-for-this-machine",
            "SECRET_LINK_KEY": "only-for-this-machine-too",
            "METRICS_TOKEN": TOKEN,
        }
        folders = [tmp_path_factory.mktemp(name) for name in ("patient", "strict")]
        patient = Platform(folders[0], more={**more, "REPLICA_MAX_LAG_S": "3600"})
        strict = Platform(folders[1], more={**more, "REPLICA_MAX_LAG_S": "1"})
        patient.prepare()
        strict.manage("collectstatic", "--noinput")
        try:
            for server in (patient, strict):
                server.start()
            yield Town(primary, replica, patient, strict)
        finally:
            for server in (patient, strict):
                server.stop()


def filed(server: Platform) -> str:
    """File a report as a program does, and return its code."""
    answer = httpx.post(f"{server.address}/api/v1/reports", json=REPORT)
    assert answer.status_code == 201, answer.text
    assert FRESH in answer.headers["Set-Cookie"]
    return str(answer.json()["code"])


def read(server: Platform, path: str, **headers: str) -> str:
    answer = httpx.get(f"{server.address}{path}", headers=headers, timeout=20)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.text


def standing(server: Platform) -> str:
    """Let the server look at the replica, and return what it says of it; it is ready in any case."""
    answer = httpx.get(f"{server.address}/readyz", timeout=20)
    checks = answer.json()["checks"]
    assert answer.status_code == 200, checks
    return str(checks["replica"])


def figures(server: Platform) -> dict[str, float]:
    said = read(server, "/metrics", Authorization=f"Bearer {TOKEN}")
    lines = [line.split() for line in said.splitlines() if line.startswith("longbien_replica")]
    return {name: float(value) for name, value in lines}


def in_shell(server: Platform, program: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", program],
        cwd=ROOT,
        env=server.environment | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_public_lists_are_read_there_and_nothing_else_is(town: Town) -> None:
    session = in_shell(town.patient, SIGNED_IN)
    day = f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    lists = ("/api/v1/reports", "/map/list", "/feeds/reports.atom", "/open311/v2/requests.json")
    with town.paused():
        code = filed(town.patient)
        assert standing(town.patient) == "ok"
        spoken = {path: code in read(town.patient, path).replace("-", "") for path in lists}
        assert spoken == dict.fromkeys(lists, False)
        for path in lists:
            assert code in read(town.patient, path, Cookie=FRESH).replace("-", "")
            assert code in read(town.patient, path, Cookie=f"sessionid={session}").replace("-", "")
        primary = (
            f"/api/v1/reports/{code}",
            "/api/v1/changes",
            f"/r/{code}",
            f"/feeds/r/{code}.atom",
            f"/open311/v2/requests/{code}.json",
            f"/open311/v2/requests.json?service_request_id={code}",
            f"/open311/v2/requests.json?updated_after={day}",
            f"/open311/v2/requests.json?start_date={day}",
        )
        for path in primary:
            assert code in read(town.patient, path).replace("-", ""), path
        assert code in read(town.patient, f"/staff/r/{code}", Cookie=f"sessionid={session}").replace("-", "")
        assert code not in in_shell(town.patient, EXPORT)
    for path in lists:
        assert code in read(town.patient, path).replace("-", "")


def test_its_sessions_cannot_write(town: Town) -> None:
    assert in_shell(town.patient, WRITE_THERE).split() == ["25006", "on"]


def test_a_replica_that_is_behind_is_passed_by(town: Town) -> None:
    town.catch_up()
    assert standing(town.strict) == "ok"
    assert figures(town.strict) == {"longbien_replica_serves": 1, "longbien_replica_lag_seconds": 0}
    with town.paused():
        code = filed(town.strict)
        until(lambda: standing(town.strict).startswith("it is behind by"))
        assert code in read(town.strict, "/api/v1/reports")
        found = figures(town.strict)
        assert found["longbien_replica_serves"] == 0
        assert found["longbien_replica_lag_seconds"] > 1
    until(lambda: standing(town.strict) == "ok")


def test_a_replica_that_is_killed_keeps_nobody_waiting(town: Town) -> None:
    code = filed(town.patient)
    town.catch_up()
    assert standing(town.patient) == "ok"
    assert code in read(town.patient, "/api/v1/reports")
    town.replica.server.kill()
    try:
        later = filed(town.patient)
        assert later in read(town.patient, "/api/v1/reports")
        assert later.replace("-", "") in read(town.patient, "/map/list").replace("-", "")
        assert "does not answer" in standing(town.patient)
        assert figures(town.patient) == {"longbien_replica_serves": 0}
        assert later in in_shell(town.patient, EXPORT)
    finally:
        (town.replica.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        town.replica.server.start()
        wait_for_postgres(town.replica)
    until(lambda: standing(town.patient) == "ok")
    town.catch_up()
    assert later in read(town.patient, "/api/v1/reports")
