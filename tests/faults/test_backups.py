"""PostgreSQL is lost: a copy, or the base backup with its log, brings it back as it was, and in time."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.production.stores import Cluster, cluster, serving
from tests.server import ROOT, free_port

RTO_S, RPO_S = 3600, 300
REPLICATION = "longbien_backup"
PASSWORD = "mot-cau-dai-de-nho"
ARCHIVED = (
    "archive_mode=on",
    "archive_timeout=2",
    "archive_command=test ! -f ../wal/%f && cp %p ../wal/%f.part && mv ../wal/%f.part ../wal/%f",
    "wal_level=replica",
)
FILE_ONE = """
from django.utils import timezone
from tests.reports.filing import file, jpeg
from notifications.owing import write_letters
print(file(now=timezone.now(), photos=(jpeg(({0}, 9, 9), (900, 700)),), text='Rác chưa thu gom, lần {0}.').report.code)
write_letters(now=timezone.now())
"""
LOAD = """
from django.core.management import call_command
for command in ("load_places", "load_routing", "load_templates"):
    call_command(command)
"""
MAKE_OFFICERS = f"""
from django.utils import timezone
from backend.demo.accounts import make_sample_staff
from backend.places.in_force import day_in_force
make_sample_staff('{PASSWORD}', on=[day_in_force(timezone.now())])
"""
SIGN_IN = f"""
from django.contrib.auth import authenticate
assert authenticate(username='phuong-ngoc-lam', password='{PASSWORD}')
"""
DRAIN = """
from django.utils import timezone
from notifications.dispatch import drain
print(drain(timezone.now()).sent)
"""

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]


@dataclass
class Site:
    """A platform on a database of ``database``, its photos, mail and copies in ``folder``."""

    folder: Path
    database: Cluster

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DATABASE_URL"}}
        own = {
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "VAR": str(self.folder / "var"),
            "DATABASE_URL": self.database.owner,
            "SECRET_KEY": "only-for-this-machine",
            "SECRET_LINK_KEY": "only-for-this-machine-too",
            "MEDIA_ROOT": str(self.folder / "photos"),
            "EMAIL_URL": f"filemail://{self.folder}/mail",
            "STAFF_MFA": "optional",
            "BACKUP_ROOT": str(self.folder / "copies"),
            "BACKUP_WAL_FOLDER": str(self.database.folder / "wal"),
            "BACKUP_REPLICATION_URL": self.database.url(REPLICATION, ""),
            "DRILL_DATABASE_URL": self.database.url("longbien_owner", "longbien_drill"),
        }
        return kept | own | more

    def manage(self, *words: str, **more: str) -> str:
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def run(self, script: str, **more: str) -> str:
        return self.manage("shell", "--no-imports", "-c", script, **more).strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with cluster(*ARCHIVED) as database:
        with closing(psycopg.connect(database.url("postgres", "postgres"), autocommit=True)) as session:
            session.execute(f"CREATE ROLE {REPLICATION} LOGIN REPLICATION PASSWORD '{database.password}'")
            session.execute("CREATE DATABASE longbien_drill OWNER longbien_owner")
            session.execute("CREATE DATABASE longbien_again OWNER longbien_owner")
        made = Site(tmp_path_factory.mktemp("site"), database)
        made.manage("migrate", "--verbosity=0")
        made.run(LOAD + MAKE_OFFICERS + "".join(FILE_ONE.format(number) for number in range(3)))
        yield made


def test_a_drill_brings_the_newest_copy_back_within_the_hour(site: Site) -> None:
    assert "photos" in site.manage("backup")
    said = site.manage("backup_drill")
    assert "The history holds" in said
    took = float(said.rsplit("signed in after", 1)[1].split()[0])
    print(said.strip())  # noqa: T201  # the figures
    assert took < RTO_S
    assert "The history holds" in site.manage("backup_drill")  # the scratch place was left empty


def test_a_copy_comes_back_into_an_empty_place_and_speaks_of_nothing_old(site: Site) -> None:
    site.manage("backup")
    again = {
        "DATABASE_URL": site.database.url("longbien_owner", "longbien_again"),
        "MEDIA_ROOT": str(site.folder / "again"),
        "EMAIL_URL": f"filemail://{site.folder}/mail-again",
    }
    said = site.manage("restore", **again)
    assert "The history holds" in said
    assert not said.split("\n")[1].startswith("0 letters")
    site.run(SIGN_IN, **again)
    assert site.run(DRAIN, **again) == "0"
    assert not (site.folder / "mail-again").exists()
    before, after = names(site.folder / "photos"), names(site.folder / "again")
    assert before == after
    site.run(FILE_ONE.format(200), **again)
    assert "The history holds" in site.manage("verify_history", **again)
    with pytest.raises(AssertionError, match="not empty"):
        site.manage("restore", **again)


def names(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_log_brings_back_a_moment_after_the_base_backup(site: Site, tmp_path: Path) -> None:
    site.manage("backup")  # the first takes a base backup as well
    wanted = site.run(FILE_ONE.format(100))
    until = now_of(site.database)
    time.sleep(1.1)
    unwanted = site.run(FILE_ONE.format(101))
    lost_s = archived_within(site, now_of(site.database))
    site.manage("shell", "--no-imports", "-c", SHIP)
    folder = Path(shutil.copytree(site.folder / "copies", tmp_path / "copies")).parent / "data"
    said = site.manage(
        "restore", "--base", str(folder), "--until", until.isoformat(), BACKUP_ROOT=str(tmp_path / "copies")
    )
    assert "restore --settle" in said
    with recovered(folder, site.database) as address:
        told = {"DATABASE_URL": address}
        kept = site.run(
            "from backend.reports.models import Report as R; print(*R.objects.values_list('code', flat=True))", **told
        )
        assert wanted in kept.split()
        assert unwanted not in kept.split()
        assert "The history holds" in site.manage("restore", "--settle", **told)
        assert site.run(DRAIN, **told) == "0"
        site.run(SIGN_IN, **told)
    print(f"the log was away from the machine {lost_s:.1f} s after the commit")  # noqa: T201  # the figure
    assert lost_s < RPO_S


SHIP = """
from backend.backups.base import ship_log
from backend.backups.vault import vault
print(ship_log(vault()))
"""


def now_of(database: Cluster) -> datetime:
    with closing(psycopg.connect(database.url("postgres", "postgres"))) as session:
        row = session.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0].astimezone(UTC)  # type: ignore[no-any-return]  # a moment


def archived_within(site: Site, written: datetime) -> float:
    """Return after how many seconds the log of ``written`` lay in the archive.

    A word of ours stands in the file that is waited for: where the log went on to a new one just now, nothing else may
    ever be written into that, and an empty one is not archived.
    """
    with closing(psycopg.connect(site.database.url("postgres", "postgres"), autocommit=True)) as session:
        needed = session.execute("SELECT pg_walfile_name(pg_logical_emit_message(true, 'drill', 'here'))").fetchone()
    assert needed is not None
    wanted = site.database.folder / "wal" / needed[0]
    while not wanted.exists():
        assert now_of(site.database) - written < timedelta(seconds=RPO_S)
        time.sleep(0.2)
    return (now_of(site.database) - written).total_seconds()


class recovered:  # noqa: N801  # reads as a deed
    """A PostgreSQL on the recovered folder that takes writes; gives the owner's address."""

    def __init__(self, folder: Path, like: Cluster) -> None:
        self.port = free_port()
        self.like = like
        if os.geteuid() == 0:
            for one in [folder.parent, folder, *folder.rglob("*")]:
                shutil.chown(one, "postgres", "postgres")
            for one in list(folder.parents)[:-2]:
                one.chmod(one.stat().st_mode | 0o011)
        self.serving = serving(folder, self.port, "archive_mode=off")

    def __enter__(self) -> str:
        self.serving.__enter__()
        address = self.like.owner.replace(f":{self.like.port}/", f":{self.port}/")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with closing(psycopg.connect(address)) as session:
                    if session.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                        return address
            except psycopg.OperationalError:
                pass
            time.sleep(0.2)
        raise AssertionError("PostgreSQL does not recover")

    def __exit__(self, *failure: object) -> None:
        self.serving.__exit__(None, None, None)


def test_a_copy_that_fails_alarms(site: Site, tmp_path: Path) -> None:
    """A base backup needs its role, a copy its place: where one is missing the watch says so."""
    in_the_way = tmp_path / "copies"
    in_the_way.write_text("a file")
    with pytest.raises(AssertionError, match="Chưa sao lưu được"):
        site.manage("backup", BACKUP_ROOT=str(in_the_way))
    why = (
        "from django.utils import timezone as t; from backend.backups.overdue import why_late; print(why_late(t.now()))"
    )
    assert site.run(why, BACKUP_EVERY_H="6").startswith("the last backup failed: ")
    site.manage("backup")
    assert site.run(why, BACKUP_EVERY_H="6") == ""
