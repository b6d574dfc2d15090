"""What Django can say about the whole house."""

import os
from datetime import date
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import formats, translation
from django.utils.module_loading import import_string

from backend.core.translations import compile_translations
from backend.jobs import JOBS

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Tiếp nhận"
msgstr "Accept"
"""


@pytest.mark.django_db
def test_every_change_of_the_models_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.django_db
def test_django_finds_nothing_wrong() -> None:
    call_command("check", "--fail-level", "WARNING", stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_of_the_timetable_is_there(job: object) -> None:
    assert callable(import_string(job.function))  # type: ignore[attr-defined]  # a Job


def test_jobs_have_names_of_their_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize(("language", "day"), [("vi", "25/11/2026"), ("en", "25 November 2026")])
def test_dates_are_written_day_before_month(language: str, day: str) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 11, 25)) == day
        assert (
            formats.number_format("1234.5", use_l10n=True, force_grouping=True)
            == {
                "vi": "1.234,5",
                "en": "1,234.5",
            }[language]
        )


def test_translations_are_compiled_once_and_again_when_they_change(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    assert compile_translations([tmp_path]) == 1
    assert [entry.msgstr for entry in polib.mofile(str(po.with_suffix(".mo")))] == ["Accept"]
    assert [file.name for file in po.parent.iterdir() if file.suffix == ".new"] == []
    written = po.stat().st_mtime
    os.utime(po.with_suffix(".mo"), (written + 5, written + 5))
    assert compile_translations([tmp_path]) == 0
    os.utime(po, (written + 9, written + 9))
    assert compile_translations([tmp_path]) == 1


def test_the_command_compiles_the_own_translations() -> None:
    out = StringIO()
    call_command("compile_translations", stdout=out)
    assert "compiled" in out.getvalue()
    assert all(Path(folder).is_dir() for folder in settings.LOCALE_PATHS)
