"""Editions of the export of all public reports: one a night, kept for some days, each with its list of contents."""

import fcntl
import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from backend.core import replica
from citizen_api.opendata.export import WRITERS, export
from notifications.step import taken

KEPT = timedelta(days=14)
_FROM_HOUR = 1  # of the night, in Hà Nội
_LIST = re.compile(r"reports-(\d{4}-\d{2}-\d{2})\.json")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Edition:
    """One night's export: its day, when it was made, how many reports it holds, and by format its bytes and SHA-256."""

    day: str
    made_at: str
    reports: int
    files: Mapping[str, Mapping[str, Any]]

    def path(self, kind: str) -> Path:
        return _root() / f"reports-{self.day}.{kind}"


def editions() -> Sequence[Edition]:
    """Return the editions that are whole, the newest first."""
    days = sorted(found[1] for path in _root().glob("reports-*.json") if (found := _LIST.fullmatch(path.name)))
    return [one for day in reversed(days) if (one := edition(day)) is not None]


def edition(day: str) -> Edition | None:
    """Return the edition of a day ("2026-11-26"), or the newest ("latest"); None where there is none."""
    if day == "latest":
        return next(iter(editions()), None)
    try:
        said = (
            json.loads((_root() / f"reports-{day}.json").read_text()) if _LIST.fullmatch(f"reports-{day}.json") else {}
        )
    except FileNotFoundError:
        return None
    return Edition(**said) if said else None


def write_nightly(*, now: datetime) -> None:
    """Write tonight's edition where it is due: after one o'clock, or at once where there is none yet.

    On the embedded default in a thread of its own, so that letters do not wait for it.
    """
    here = timezone.localtime(now, timezone.get_default_timezone())
    if edition(f"{here:%Y-%m-%d}") or (here.hour < _FROM_HOUR and edition("latest")):
        return
    if settings.EMBEDDED:
        threading.Thread(target=_beside, args=(now,), name="open data", daemon=True).start()
    else:
        write_edition(now=now)


def write_edition(*, now: datetime) -> Edition | None:
    """Write the edition of the day, and let go of old ones; None where another process is about it."""
    with _alone() as is_alone:
        if not is_alone:
            return None
        here = timezone.localtime(now, timezone.get_default_timezone())
        day = f"{here:%Y-%m-%d}"
        targets = {kind: _root() / f"reports-{day}.{kind}" for kind in WRITERS}
        replica.look()
        number = replica.from_replica(lambda: export(targets))
        files = {kind: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for kind, path in targets.items()}
        made = Edition(day, here.isoformat(timespec="seconds"), number, files)
        aside = _root() / f".reports-{day}.json.part"
        aside.write_text(json.dumps(vars(made)))
        aside.replace(_root() / f"reports-{day}.json")  # last: from here on it is an edition
        _let_go(before=f"{here - KEPT:%Y-%m-%d}")
        return made


def _beside(now: datetime) -> None:
    try:
        taken("The export of open data", partial(write_edition, now=now))
    finally:
        connections.close_all()


def _let_go(*, before: str) -> None:
    """Remove editions of days before that one, their list of contents first, and what a killed process left."""
    for path in sorted(_root().glob("reports-*.*"), key=lambda one: one.suffix != ".json"):
        if path.name[len("reports-") :][:10] < before:
            path.unlink(missing_ok=True)
    for path in _root().glob(".reports-*.part*"):
        path.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the folder's lock, which ends with the process; yields False where another one holds it."""
    with (_root() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _root() -> Path:
    root = Path(settings.OPEN_DATA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return root


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
