"""A copy is made, comes back into an empty place alone, and says so when it is not what was written."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from backend.backups import copy, keys, overdue, photos
from backend.backups.base import bring_back
from backend.backups.failed import BackupFailed, NotEmpty
from backend.backups.look import differences, look_here
from backend.backups.make import backup, forget_old
from backend.backups.models import Run, Work
from backend.backups.restore import restore
from backend.backups.vault import FolderVault, vault
from backend.photos.store import FileStore
from backend.reports.models import Photo
from notifications.dispatch import drain
from notifications.models import Letter
from notifications.owing import write_letters
from notifications.restored import RESTORED, settle
from tests.reports.filing import file, filed, jpeg, officer

NOW = timezone.now()


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> FolderVault:
    settings.MEDIA_ROOT = tmp_path / "photos"
    settings.BACKUP_ROOT = str(tmp_path / "copies")
    settings.VAR = tmp_path
    settings.BACKUP_EVERY_H = 6
    return FolderVault(tmp_path / "copies")


@pytest.fixture
def lived(there: FolderVault, city: None) -> FolderVault:
    """Two reports, one with a photo, and their letters not yet sent."""
    file(photos=(jpeg(),), now=NOW)
    filed(now=NOW)
    return there


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the PostgreSQL one is drilled with a cluster of its own")
@pytest.mark.django_db(transaction=True)
def test_a_drill_brings_the_copy_back_and_somebody_signs_in(lived: FolderVault, settings: Settings) -> None:
    person = officer(Photo.objects.get().report.unit)
    person.set_password("mot-cau-dai-de-nho")
    person.save()
    settings.BACKUP_PASSPHRASE = "mot-cau-rieng-de-niem-phong"
    said = StringIO()
    call_command("backup", stdout=said)
    assert "1 photos" in said.getvalue()
    call_command("backup_drill", stdout=said)
    assert "The history holds" in said.getvalue()
    assert "somebody signed in after" in said.getvalue()
    assert list(Run.objects.order_by("id").values_list("work", "error")) == [(Work.BACKUP, ""), (Work.DRILL, "")]
    made = copy.read(lived, copy.stamps(lived)[0])
    assert made.looked.counts["reports_report"] == 2
    assert made.looked.may_sign_in == 1
    assert differences(made.looked, look_here()) == []
    assert not overdue.why_late(timezone.now())
    seal = copy.get_bytes(lived, made.file(copy.KEYS))
    assert settings.SECRET_KEY.encode() not in seal
    assert keys.opened(seal, settings.BACKUP_PASSPHRASE)["SECRET_KEY"] == settings.SECRET_KEY
    with pytest.raises(BackupFailed, match="passphrase"):
        keys.opened(seal, "mot-cau-khac")
    with pytest.raises(NotEmpty, match="database is not empty"):
        restore(lived, made)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore")


@pytest.mark.django_db
def test_a_copy_that_was_changed_is_refused(there: FolderVault) -> None:
    made = copied(there)
    (there._root / made.file("database")).write_bytes(b"other")
    with pytest.raises(BackupFailed, match="not what was written"):
        copy.fetched(there, made, "database", there._root)
    with pytest.raises(BackupFailed, match="no copy"):
        copy.read(there, "20200101T000000Z")


def copied(there: FolderVault, stamp: str = "20251126T030000Z", names: dict[str, str] | None = None) -> copy.Copy:
    """Write a copy of a database of one byte."""
    scratch = there._root / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "database").write_bytes(b"1")
    photos.write_index(names or {}, scratch / "photos")
    files = [scratch / "database", scratch / "photos"]
    made = copy.Copy(stamp, "sqlite", look_here(), {one.name: copy.hash_of(one) for one in files}, keys.prints())
    for one in files:
        there.put(made.file(one.name), one)
    copy.keep(made, there)
    shutil.rmtree(scratch)
    return made


@pytest.mark.django_db
def test_a_copy_of_other_keys_does_not_come_back(
    there: FolderVault, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = copied(there)
    monkeypatch.setattr("backend.backups.restore._check_empty", lambda _copy: None)
    settings.SECRET_LINK_KEY = "quite another"
    with pytest.raises(BackupFailed, match="another SECRET_LINK_KEY"):
        restore(there, made)


def test_photos_go_there_once_and_come_back_as_they_were(tmp_path: Path) -> None:
    store, there = FileStore(tmp_path / "photos"), FolderVault(tmp_path / "copies")
    name, public = store.put(b"clean"), store.put_random(b"public")
    hashes = photos.copy_new(store, there, {})
    assert set(hashes) == {name, public}
    kept = tmp_path / "copies" / "photos" / name
    written_at = kept.stat().st_mtime_ns
    assert photos.copy_new(store, there, hashes) == hashes
    assert kept.stat().st_mtime_ns == written_at  # not a second time
    back = FileStore(tmp_path / "back")
    assert photos.bring_back(back, there, hashes) == 2
    assert (back.read(name), back.read(public)) == (b"clean", b"public")
    (tmp_path / "copies" / "photos" / public).write_bytes(b"changed")
    with pytest.raises(BackupFailed, match="not what was written"):
        photos.bring_back(back, there, hashes)
    kept.unlink()
    with pytest.raises(BackupFailed, match="not in the vault"):
        photos.bring_back(back, there, hashes)


@pytest.mark.django_db
def test_old_copies_go_and_the_photos_that_only_they_name(there: FolderVault) -> None:
    now = copy.moment_of("20251126T030000Z")
    for days, hour, name in ((40, "03", "a"), (20, "03", "b"), (20, "09", "c"), (1, "03", "d")):
        stamp = f"{(now - timedelta(days=days)):%Y%m%d}T{hour}0000Z"
        copied(there, stamp, {name: name})
        copy.put_bytes(there, f"photos/{name}", b"photo")
    gone = forget_old(there, now=now)
    assert [one[:8] for one in gone] == ["20251017", "20251106"]
    assert gone[1].endswith("T090000Z")  # of a day of the last month the first stays
    assert sorted(there.names("photos")) == ["photos/b", "photos/d"]
    assert len(copy.stamps(there)) == 2


@pytest.mark.django_db
def test_the_newest_copy_stays_however_old(there: FolderVault) -> None:
    copied(there, "20200101T000000Z")
    assert forget_old(there, now=NOW) == []


def test_without_a_place_for_copies_nothing_is_done(settings: Settings) -> None:
    settings.BACKUP_ROOT = settings.BACKUP_S3_BUCKET = ""
    with pytest.raises(BackupFailed, match="BACKUP_ROOT"):
        vault()


def test_a_data_folder_that_is_not_empty_is_left_alone(there: FolderVault, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("15")
    with pytest.raises(NotEmpty):
        bring_back(there, tmp_path / "data", until=None)


@pytest.mark.django_db
def test_what_was_due_before_is_told_to_nobody_again(lived: FolderVault, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write_letters(now=NOW)
    later = Letter.objects.order_by("id").last()
    assert later is not None
    Letter.objects.filter(pk=later.pk).update(not_before=NOW + timedelta(hours=9))
    soon = NOW + timedelta(minutes=5)
    highest = max(Letter.objects.values_list("pk", flat=True))
    settled = settle(now=soon)
    assert settled.letters == Letter.objects.filter(last_error=RESTORED).count() == Letter.objects.count() - 1 > 0
    assert drain(soon).sent == 0
    fresh = filed(now=soon)
    write_letters(now=soon)
    assert fresh.events.get().pk > 1_000_000  # a number that nobody outside has heard before
    assert min(fresh.events.get().letters.values_list("pk", flat=True)) > highest + 999_999


class TestAlarm:
    """No copy, a failed one, an old one: the watch says why, the administrators hear of it once a day."""

    @pytest.fixture(autouse=True)
    def of_an_office(self, there: FolderVault, city: None) -> Iterator[None]:
        from backend.accounts.models import Role  # noqa: PLC0415  # for this class alone

        admin = officer(None, Role.ADMINISTRATOR)
        admin.email = "quan-tri@quan.example"
        admin.save()
        return iter([None])

    @pytest.mark.django_db
    def test_none_at_all(self) -> None:
        assert overdue.why_late(NOW) == "no backup has been made"
        assert [overdue.watch(NOW), overdue.watch(NOW + timedelta(minutes=5))] == [1, 0]
        assert overdue.watch(NOW + timedelta(days=2)) == 1

    @pytest.mark.django_db
    def test_an_old_one_and_a_fresh_one(self, settings: Settings) -> None:
        Run.objects.create(work=Work.BACKUP, started_at=NOW, ended_at=NOW)
        assert not overdue.why_late(NOW + timedelta(hours=6))
        assert "the last backup is of" in overdue.why_late(NOW + timedelta(hours=8))
        settings.BACKUP_EVERY_H = 0
        assert not overdue.why_late(NOW + timedelta(hours=8))

    @pytest.mark.django_db
    def test_a_failure_is_written_down_and_told_by_letter(
        self, there: FolderVault, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
    ) -> None:
        def full(*_words: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FolderVault, "put", full)
        monkeypatch.setattr("backend.backups.make.database", lambda: Fake)
        with pytest.raises(OSError, match="No space"):
            backup(there, now=NOW)
        assert Run.objects.get().error == "OSError"
        assert overdue.why_late(NOW) == "the last backup failed: OSError"
        assert overdue.watch(NOW) == 1
        drain(NOW + timedelta(seconds=30))
        [letter] = [one for one in mailoutbox if "quan-tri@quan.example" in one.to]  # type: ignore[attr-defined]  # a mail
        assert "sao lưu" in letter.subject  # type: ignore[attr-defined]  # a mail
        assert "OSError" in letter.body  # type: ignore[attr-defined]  # a mail


class Fake:
    """A database that is copied in a test's own transaction, which no second connection sees."""

    @staticmethod
    def dump(to: Path, _look: object) -> object:
        to.write_bytes(b"1")
        return look_here()


def test_the_manifest_holds_no_key(settings: Settings) -> None:
    told = json.dumps(dict(keys.prints()))
    assert settings.SECRET_KEY not in told
    assert keys.strangers(keys.prints()) == []
