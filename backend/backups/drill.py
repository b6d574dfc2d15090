"""A drill: the newest copy comes back into a scratch place, as after a loss, and somebody signs in there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from backend.backups import keys
from backend.backups.failed import BackupFailed, NotEmpty
from backend.backups.models import Run, Work

_MANAGE = settings.BASE_DIR / "manage.py"
# In a process of its own: the settings of this one name the real database.
_SIGN_IN = """
from django.contrib.auth import authenticate
from django.test import Client
from backend.accounts.models import User
person = User.objects.filter(is_active=True, memberships__isnull=False).exclude(password__startswith="!").first()
assert person is not None, "nobody can sign in"
person.set_password("of-this-drill-alone")
person.save()
assert authenticate(username=person.username, password="of-this-drill-alone") == person, "signing in fails"
browser = Client(SERVER_NAME="{host}")
assert browser.get("/api/v1/staff/inbox", secure={secure}).status_code in (401, 403), "anybody reads the inbox"
browser.force_login(person)
answer = browser.get("/api/v1/staff/inbox", secure={secure})
assert answer.status_code == 200, answer.content
print("signed in")
"""


@dataclass(frozen=True)
class Drilled:
    """How long it took, in seconds, until somebody could sign in again; ``said`` is what the restore printed."""

    restored_s: float
    signed_in_s: float
    said: str


def drill(*, now: datetime, stamp: str = "", most_photos: int) -> Drilled:
    """Restore the copy ``stamp`` (the newest) into a scratch place and throw it away. Raises BackupFailed."""
    run = Run.objects.create(work=Work.DRILL, started_at=now, stamp=stamp)
    try:
        with TemporaryDirectory(dir=settings.VAR) as name, _scratch(Path(name)) as environment:
            began = time.monotonic()
            said = _manage(environment, "restore", *filter(None, [stamp]), f"--most-photos={most_photos}")
            restored_s = time.monotonic() - began
            host = (settings.ALLOWED_HOSTS or ["localhost"])[0].lstrip(".*") or "localhost"
            script = _SIGN_IN.format(host=host, secure=settings.HTTPS)
            _manage(environment, "shell", "--no-imports", "-c", script)
            return Drilled(restored_s, time.monotonic() - began, said)
    except (BackupFailed, OSError) as failure:
        run.error = (str(failure) if isinstance(failure, BackupFailed) else type(failure).__name__)[:200]
        raise
    finally:
        run.ended_at = timezone.now()
        run.save()


@contextmanager
def _scratch(folder: Path) -> Iterator[Mapping[str, str]]:
    """Yield the environment of an empty platform; what was brought there is gone afterwards."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in _OWN}
    own = {name: getattr(settings, name) for name in keys.NAMES}
    own |= {"VAR": str(folder), "MEDIA_ROOT": str(folder / "photos"), "EMAIL_URL": f"filemail://{folder}/mail"}
    own |= {"BACKUP_ROOT": settings.BACKUP_ROOT, "STATIC_ROOT": str(settings.STATIC_ROOT)}
    own |= {"STAFF_MFA": "optional"}  # who drills has no telephone of theirs
    if connection.vendor != "postgresql":
        yield kept | own | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        return
    if not settings.DRILL_DATABASE_URL:
        raise BackupFailed("no database for drills is set: DRILL_DATABASE_URL")
    _check_scratch()
    try:
        yield kept | own | {"DATABASE_URL": settings.DRILL_DATABASE_URL}
    finally:
        with psycopg.connect(settings.DRILL_DATABASE_URL, autocommit=True) as session:
            session.execute("DROP SCHEMA public CASCADE")
            session.execute("CREATE SCHEMA public")


# Said anew for the scratch place: nothing there may reach what is real. Photos go to a folder, letters too.
_OWN = {
    *keys.NAMES, "VAR", "MEDIA_ROOT", "EMAIL_URL", "BACKUP_ROOT", "STATIC_ROOT", "DATABASE_URL", "S3_BUCKET",
    "REDIS_URL", "SMS_GATEWAY_URL", "BACKUP_REPLICATION_URL", "BACKUP_WAL_FOLDER", "STAFF_MFA",
}  # fmt: skip


def _check_scratch() -> None:
    """Refuse a database that holds something: by mistake it may be the real one."""
    with psycopg.connect(settings.DRILL_DATABASE_URL) as session:
        row = session.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchone()
    if row != (0,):
        raise NotEmpty("the database for drills is not empty")


def _manage(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, str(_MANAGE), *words], env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{words[0]}: {(done.stdout + done.stderr).strip()[-1500:]}")
    return done.stdout
