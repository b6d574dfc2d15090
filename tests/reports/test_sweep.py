"""Files without rows, rows without files."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from backend.reports.models import Upload
from backend.reports.publication import Release, publish
from backend.reports.sweep import missing_files, sweep_photos
from backend.reports.uploads import keep_upload, photo_store, store_photos
from tests.reports.filing import NOW, filed, jpeg, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "own_photos")]


@pytest.fixture
def own_photos(settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # the settings wrapper of pytest-django


def _aged() -> None:
    """Make every file two hours old."""
    old = time.time() - 7200
    for name, _written_at in photo_store().names():
        os.utime(settings.MEDIA_ROOT / name, (old, old))


def _names() -> set[str]:
    return {name for name, _written_at in photo_store().names()}


def test_only_old_files_that_no_row_names_are_removed() -> None:
    report = filed(photos=[jpeg()])
    publish(report, Release("x", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
    keep_upload(jpeg((5, 5, 5)), now=NOW)
    named = _names()
    orphans = {name for photo in store_photos([jpeg((9, 9, 9))]) for name in (photo.clean_name, photo.thumb_name)}
    assert sweep_photos(NOW) == []
    _aged()
    assert set(sweep_photos(NOW, dry_run=True)) == orphans
    assert _names() == named | orphans
    assert set(sweep_photos(NOW)) == orphans
    assert _names() == named


def test_an_upload_that_no_report_took_goes_with_its_files() -> None:
    keep_upload(jpeg(size=(640, 480)), now=NOW)
    _aged()
    assert sweep_photos(NOW) == []
    assert len(sweep_photos(NOW + timedelta(hours=25))) == 2
    assert not Upload.objects.exists()
    assert _names() == set()


def test_a_row_without_its_file_is_named() -> None:
    report = filed(photos=[jpeg()])
    assert missing_files() == []
    lost = report.photos.get().thumb_name
    photo_store().remove(lost)
    assert missing_files() == [lost]


def test_the_command_says_what_it_would_do_before_it_does_it() -> None:
    store_photos([jpeg(size=(640, 480))])
    _aged()
    out = StringIO()
    call_command("sweep_photos", dry_run=True, stdout=out)
    assert "2 files without a row would be removed." in out.getvalue()
    report = filed(photos=[jpeg((4, 4, 4))])
    photo_store().remove(report.photos.get().clean_name)
    call_command("sweep_photos", stdout=out)
    assert "2 files without a row removed." in out.getvalue()
    assert "1 files missing." in out.getvalue()
