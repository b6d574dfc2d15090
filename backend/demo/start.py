"""The first and every later start of the embedded platform: tables, reference data, samples, texts and static files.

Each step looks whether it is needed, so that a later start takes a second or two.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from backend import indicators, places, registers, reports, routing
from backend.core.translations import compile_translations
from backend.places.models import Ward
from backend.registers.models import Entry
from backend.reports.models import Report

SAMPLE_REPORTS = 600  # a month of a district of 340,000 people
SAMPLE_PHOTOS = 150  # for the newest: each costs some milliseconds to draw

Tell = Callable[[str], None]


def get_ready(*, tell: Tell) -> None:
    """Bring everything up to date; ``tell`` hears one line before each step that takes a while."""
    if _has_new_migrations():
        tell("Making the tables ...")
        call_command("migrate", verbosity=0)
    if not Ward.objects.exists() or _has_changed("reference", _reference_files()):
        tell("Loading wards, streets, units and categories ...")
        call_command("load_places", verbosity=0, stdout=_Silence())
        call_command("load_routing", verbosity=0, stdout=_Silence())
        call_command("load_templates", verbosity=0, stdout=_Silence())
        call_command("load_programme", verbosity=0, stdout=_Silence())
        call_command("load_registers", verbosity=0, stdout=_Silence())
        _note("reference", _reference_files())
    if not Report.objects.exists():
        tell("Making a month of sample reports ...")
        call_command("make_demo", reports=SAMPLE_REPORTS, photos=SAMPLE_PHOTOS, months=1, stdout=_Silence())
        call_command("letters_from_now", stdout=_Silence())  # nobody waits for letters about samples
    if not Entry.objects.exists():  # the samples are older than the registers
        call_command("load_registers", samples=True, stdout=_Silence())
    call_command("seed_keys", stdout=_Silence())
    compile_translations(settings.LOCALE_PATHS)
    if _has_changed("static", _static_files()):
        tell("Collecting static files ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        _note("static", _static_files())


class _Silence:
    """Takes what a command prints and shows it to nobody."""

    def write(self, words: str) -> int:
        return len(words)


def _has_new_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _reference_files() -> Iterable[Path]:
    rooms = (Path(room.__path__[0]) for room in (places, reports, registers, routing, indicators))
    return itertools.chain.from_iterable((room / "data").rglob("*") for room in rooms)


def _static_files() -> Iterable[Path]:
    return (Path(store.path(name)) for finder in get_finders() for name, store in finder.list([]))


def _mark(files: Iterable[Path]) -> str:
    """Return a digest of the names, sizes and times of ``files``."""
    seen = sorted(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.is_file())
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def _kept(name: str) -> Path:
    return Path(settings.VAR) / f"{name}.stamp"


def _has_changed(name: str, files: Iterable[Path]) -> bool:
    kept = _kept(name)
    return not kept.exists() or kept.read_text(encoding="ascii") != _mark(files)


def _note(name: str, files: Iterable[Path]) -> None:
    _kept(name).write_text(_mark(files), encoding="ascii")
