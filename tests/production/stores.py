"""A PostgreSQL cluster and a Redis of one's own, in a temporary folder, on free ports: never the machine's."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tests.production.servers import Server, Store
from tests.server import free_port

ANSWERS_WITHIN_S = 60
OWNER, APPLICATION = "longbien_owner", "longbien_app"
DATABASE = "longbien"


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL; ``owner`` migrates, ``application`` is what the servers are."""

    port: int
    password: str
    folder: Path
    server: Server

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgres://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def owner(self) -> str:
        return self.url(OWNER)

    @property
    def application(self) -> str:
        return self.url(APPLICATION)


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """Make and start a cluster with the database and both roles; end it and throw it away afterwards.

    ``settings`` are further ones of PostgreSQL, as "archive_mode=on". Beside the data lies an empty folder "wal".
    """
    there = programs()
    if there is None:
        raise RuntimeError("no PostgreSQL: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="longbien-pg-"))
    port = free_port()
    made = Cluster(port, secrets.token_hex(16), folder, _server(folder / "data", port, *settings))
    try:
        _initialise(there, made)
        with _running(made.server):
            _make_roles(made)
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replica_of(made: Cluster) -> Iterator[Cluster]:
    """Start a streaming replica of a running cluster, with its roles; end it and throw it away afterwards."""
    there = programs()
    assert there is not None
    folder = Path(tempfile.mkdtemp(prefix="longbien-replica-"))
    port = free_port()
    replica = Cluster(port, made.password, folder, _server(folder / "data", port))
    copy = [there / "pg_basebackup", "-D", folder / "data", "-R", "-c", "fast", "-d", made.url("postgres", "postgres")]
    try:
        subprocess.run(copy, check=True, capture_output=True, **_who(_as_postgres(folder)))  # type: ignore[call-overload]  # noqa: S603  # user= and group= or nothing
        with _running(replica.server):
            wait_for_postgres(replica)
            yield replica
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(data: Path, port: int, *settings: str) -> Iterator[Server]:
    """Serve the data folder ``data`` on ``port``; ended as an administrator does. It may not answer yet."""
    with _running(_server(data, port, *settings)) as server:
        yield server


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _server(data: Path, port: int, *settings: str) -> Server:
    there = programs()
    assert there is not None
    usual = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
    options = [word for one in [*usual, *settings] for word in ("-c", one)]
    command: list[str | Path] = [there / "postgres", "-D", data, *options]
    ends_by = signal.SIGINT  # a fast shutdown: open sessions are ended
    log = data.parent / "postgres.log"
    return Server(command, log, folder=Path("/"), who=_as_postgres(data.parent), ends_by=ends_by)


def _initialise(there: Path, made: Cluster) -> None:
    user = _as_postgres(made.folder)
    secret, wal = made.folder / "password", made.folder / "wal"
    secret.write_text(made.password, encoding="ascii")
    wal.mkdir()
    if user:
        for one in (secret, wal):
            shutil.chown(one, *user)
    words = [
        there / "initdb",
        "-D",
        made.folder / "data",
        "-U",
        "postgres",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
    ]
    more = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([*words, *more], check=True, capture_output=True, **_who(user))  # type: ignore[call-overload]  # noqa: S603  # user= and group= or nothing


def _as_postgres(folder: Path) -> tuple[str, str] | None:
    """PostgreSQL refuses to run as root: then it runs as its own user, to whom the folder is given."""
    if os.geteuid() != 0:
        return None
    group = pwd.getpwnam("postgres").pw_gid
    shutil.chown(folder, "postgres", group)
    return "postgres", "postgres"


def _who(user: tuple[str, str] | None) -> dict[str, object]:
    return {"user": user[0], "group": user[1], "extra_groups": [], "cwd": "/"} if user else {}


def wait_for_postgres(made: Cluster) -> None:
    """Wait until it takes sessions, after a crash too; OperationalError where it does not."""
    deadline = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        try:
            psycopg.connect(made.url("postgres", "postgres")).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline or made.server.process is None or made.server.process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return


def _make_roles(made: Cluster) -> None:
    wait_for_postgres(made)
    with psycopg.connect(made.url("postgres", "postgres"), autocommit=True) as session:
        for role in (OWNER, APPLICATION):
            session.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{made.password}'")
        session.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


@contextmanager
def redis_server(folder: Path) -> Iterator[Store]:
    """Start a Redis that keeps its files in ``folder``; end it afterwards."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError("no Redis: apt-get install redis-server")
    place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    server = Server([program, *place, "--save", "", "--appendonly", "yes"], folder / "redis.log")
    made = Store(f"redis://127.0.0.1:{port}/0", server)
    server.start()
    try:
        wait_for_redis(made.address)
        yield made
    finally:
        server.stop()


def wait_for_redis(address: str) -> None:
    """Wait until it answers; RedisError where it does not."""
    deadline = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        try:
            with Redis.from_url(address) as redis:
                redis.ping()
        except RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
