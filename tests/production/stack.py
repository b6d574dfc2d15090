"""Everything a production is made of, started in order in one folder and ended in the opposite one."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.production.bucket import bucket_server, settings_of
from tests.production.servers import Server, Store
from tests.production.stores import APPLICATION, Cluster, cluster, redis_server
from tests.server import ROOT, free_port

STARTS_WITHIN_S = 120
OWNERS_WORK: tuple[tuple[str, ...], ...] = (("migrate", "--verbosity=0"), ("grant_rights", APPLICATION))
DATA: tuple[tuple[str, ...], ...] = (
    ("load_places",),
    ("load_routing",),
    ("load_templates",),
    ("load_registers",),
    ("collectstatic", "--noinput"),
)


@dataclass
class Stack:
    """A running production: ``address`` is the proxy's where Caddy is at hand, else the live server's."""

    folder: Path
    address: str
    environment: dict[str, str]
    database: Cluster
    redis: Store
    bucket: Store
    processes: dict[str, Server] = field(default_factory=dict)  # all but those three
    inner: dict[str, str] = field(default_factory=dict)  # where the web servers and the live server answer themselves

    def manage(self, *words: str, as_owner: bool = False, timeout_s: float = 600) -> str:
        """Run a command of manage.py and return what it printed; RuntimeError with its complaint where it fails."""
        more = {"DATABASE_URL": self.database.owner} if as_owner else {}
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def run(self, script: str, *, as_owner: bool = False) -> str:
        """Run the lines of ``script`` within the platform and return what they printed, without blanks at its ends."""
        return self.manage("shell", "--no-imports", "-c", script, as_owner=as_owner).strip()

    def ready(self, address: str = "", *, within_s: float = STARTS_WITHIN_S) -> None:
        """Wait until the front, or one of ``inner``, has everything; RuntimeError with the servers' last words."""
        deadline = time.monotonic() + within_s
        said = ""
        while time.monotonic() < deadline:
            try:
                answer = httpx.get(f"{address or self.address}/readyz", timeout=10)
            except httpx.TransportError as failure:
                said = str(failure)
            else:
                if answer.status_code == httpx.codes.OK:
                    return
                said = answer.text[:400]
            time.sleep(0.2)
        logs = [one.log.read_text(encoding="utf-8")[-1500:] for one in self.processes.values()]
        raise RuntimeError("\n".join([said, *logs]))


@contextmanager
def stack(
    folder: Path,
    *,
    webs: int = 1,
    staffs: int = 0,
    workers: int = 1,
    port: int = 0,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[Stack]:
    """Start a production in ``folder`` with so many servers of each kind; end all of it afterwards.

    Without a server of their own (``staffs``) the staff share the residents'.
    """
    with ExitStack() as ends:
        tell("PostgreSQL, Redis, S3")
        database = ends.enter_context(cluster())
        redis = ends.enter_context(redis_server(folder / "redis"))
        bucket = ends.enter_context(bucket_server(folder))
        ports = {name: free_port() for name in _servers(webs, staffs)}
        public = (
            f"http://127.0.0.1:{port or free_port()}" if shutil.which("caddy") else f"http://127.0.0.1:{ports['live']}"
        )
        told = _environment(folder, database=database, redis=redis.address, bucket=bucket.address, public=public)
        made = Stack(folder, public, told, database, redis, bucket)
        tell("tables, rights, reference data")
        made.run(_all_of(OWNERS_WORK), as_owner=True)
        made.run(_all_of(DATA))
        tell("servers")
        commands = _commands(ports, workers)
        made.inner = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        if caddy := shutil.which("caddy"):
            config = ["run", "--config", str(ROOT / "backend/ops/Caddyfile"), "--adapter", "caddyfile"]
            made.environment |= _proxied(public, ports)
            commands["proxy"] = [caddy, *config]
        for name, command in commands.items():
            made.processes[name] = Server(command, folder / f"{name}.log", made.environment)
            ends.callback(made.processes[name].stop)
            made.processes[name].start()
        made.ready()
        yield made


def _all_of(commands: tuple[tuple[str, ...], ...]) -> str:
    """Return lines that do all of it in one process: each of its own would read the whole platform anew."""
    calls = (f"call({', '.join(map(repr, words))})" for words in commands)
    return "\n".join(["from django.core.management import call_command as call", *calls])


def _environment(folder: Path, *, database: Cluster, redis: str, bucket: str, public: str) -> dict[str, str]:
    secret = folder / "secret_key"
    secret.write_text("only-for-this-machine", encoding="ascii")
    kept = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "PORT"}}
    own = {
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "VAR": str(folder / "var"),
        "DATABASE_URL": database.application,
        "REDIS_URL": redis,
        "SECRET_KEY_FILE": str(secret),
        "SECRET_LINK_KEY": "only-for-this-machine-too",
        "PUBLIC_URL": public,
        "EMAIL_URL": f"filemail://{folder}/mail",
        "RATE_LIMITS": "off",
        "STAFF_MFA": "optional",
    }
    return kept | own | settings_of(bucket)


def _servers(webs: int, staffs: int) -> tuple[str, ...]:
    numbered = (
        (f"{kind}-{number}" for number in range(1, many + 1)) for kind, many in (("web", webs), ("staff", staffs))
    )
    return ("live", *(name for names in numbered for name in names))


def _commands(ports: Mapping[str, int], workers: int) -> dict[str, list[str]]:
    """Return every server's command by name."""
    run = [sys.executable, "-m"]
    here = ["--host", "127.0.0.1", "--port"]
    quiet = ["--log-level", "warning"]
    live = [*run, "uvicorn", "backend.asgi:application", *here, str(ports["live"]), "--ws", "websockets-sansio"]
    web = [*run, "granian", "backend.wsgi:application", "--interface", "wsgi", "--no-ws", "--workers", "1"]
    more = ["--blocking-threads", "8", "--respawn-failed-workers", *quiet]
    celery = [*run, "celery", "--app", "backend.celery"]
    return (
        {"live": [*live, "--no-access-log", "--no-proxy-headers", *quiet]}
        | {name: [*web, *more, *here, str(port)] for name, port in ports.items() if name != "live"}
        | {
            f"worker-{number}": [
                *celery,
                "worker",
                "--concurrency=1",
                "--loglevel=warning",
                f"--hostname=w{number}@here",
            ]
            for number in range(1, workers + 1)
        }
        | {"beat": [*celery, "beat", "--loglevel=warning"]}
    )


def _proxied(public: str, ports: Mapping[str, int]) -> dict[str, str]:
    def to(kind: str) -> str:
        return " ".join(f"127.0.0.1:{port}" for name, port in ports.items() if name.startswith(kind))

    return {
        "SITE_ADDRESSES": public,
        "WEB_UPSTREAMS": f"to {to('web')}",
        "STAFF_UPSTREAMS": f"to {to('staff') or to('web')}",
        "LIVE_UPSTREAMS": f"to {to('live')}",
        "XDG_DATA_HOME": "/nonexistent",
        "XDG_CONFIG_HOME": "/nonexistent",
    }
