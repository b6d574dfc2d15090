"""One server of a production: started, ended or killed, and started again at the same place."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.server import ROOT

ENDS_WITHIN_S = 60


@dataclass
class Server:
    """A program with its lines in ``log``; ``who`` are the user and the group it runs as, where those are others."""

    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] | None = None
    folder: Path = ROOT
    who: tuple[str, str] | None = None
    ends_by: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it; it may not answer yet."""
        more = {"user": self.who[0], "group": self.who[1], "extra_groups": []} if self.who else {}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603  # who it runs as, or nothing; our own programs
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **more,
            )

    def stop(self) -> None:
        """End it as an administrator does, and what is left of its group at once."""
        if self.process is None:
            return
        self.process.send_signal(self.ends_by)
        try:
            self.process.wait(timeout=ENDS_WITHIN_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=ENDS_WITHIN_S)

    def kill(self) -> None:
        """End it and everything it started at once, as a power cut does."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGSTOP)  # so that it starts nothing more meanwhile
        gone = [self.pid, *below(self.pid)]
        for pid in gone:
            kill(pid)
        self.process.wait(timeout=ENDS_WITHIN_S)
        deadline = time.monotonic() + ENDS_WITHIN_S
        while any(Path(f"/proc/{pid}").exists() for pid in gone) and time.monotonic() < deadline:
            time.sleep(0.01)


@dataclass(frozen=True)
class Store:
    """A running server of files or of figures, and where it is reached."""

    address: str
    server: Server


def kill(pid: int) -> None:
    """End one process at once; one that is gone already is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def below(pid: int) -> list[int]:
    """Return the processes that ``pid`` started, and those they started."""
    return [one for child in children(pid) for one in (child, *below(child))]


def children(pid: int) -> list[int]:
    """Return the processes that ``pid`` itself started and that still run, the oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # "number (name) state parent ...": the name may hold blanks and brackets
                state, parent = (entry / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()[:2]
                if int(parent) == pid and state != "Z":
                    found.append(int(entry.name))
    return sorted(found)
