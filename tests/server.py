"""A whole platform of its own in a folder of its own, as `make run` starts it: for faults, browsers and benchmarks."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 120
_prepared: list[tempfile.TemporaryDirectory[str]] = []  # one at most: a platform nobody has used yet


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Platform:
    """One server process tree on ``port`` with its files in ``folder``; ``more`` are further settings."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        """The words that start the server."""
        place = ["--host=127.0.0.1", f"--port={self.port}", "--no-proxy-headers"]
        return [sys.executable, "-m", "uvicorn", "backend.asgi:application", *place]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        own = {
            "VAR": str(self.folder),
            "PORT": str(self.port),
            "RATE_LIMITS": "off",
            "STAFF_MFA": "optional",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
        }
        return kept | own | dict(self.more)

    def manage(self, *words: str, timeout_s: float = 300) -> str:
        """Run a command of manage.py and return what it printed; CalledProcessError where it fails."""
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=True,
        )
        return done.stdout

    def prepare(self) -> None:
        """Make the tables and load the reference data; no sample reports. SQLite's are made once, then copied."""
        if "DATABASE_URL" in self.more:
            self._make()
            return
        if not _prepared:
            made = tempfile.TemporaryDirectory(prefix="prepared-")  # thrown away where something fails below
            Platform(Path(made.name))._make()
            _prepared.append(made)
        shutil.copytree(_prepared[0].name, self.folder, dirs_exist_ok=True)

    def _make(self) -> None:
        for words in (
            ("migrate", "--verbosity=0"),
            ("load_places",),
            ("load_routing",),
            ("load_templates",),
            ("collectstatic", "--noinput"),
        ):
            self.manage(*words)

    def start(self) -> None:
        """Start the server and wait until it answers; RuntimeError with its last words where it does not."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own program
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.address}/healthz", timeout=2).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text(encoding="utf-8")[-4000:])

    def kill(self) -> None:
        """End the whole process tree at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server as an administrator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=30)
        self.process = None
