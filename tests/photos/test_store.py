"""Files are whole or absent, named by content or by chance, and never outside the store."""

import errno
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.photos.store import FileStore

DATA = b"a clean picture" * 100


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "photos")


def files_of(store: FileStore) -> list[str]:
    return sorted(name for name, _written_at in store.names())


def test_a_file_is_named_by_its_content(store: FileStore) -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    assert store.put(DATA) == f"{digest[:2]}/{digest}.jpg"
    assert store.read(store.put(DATA)) == DATA


def test_the_same_content_is_kept_once_and_counts_as_new_again(store: FileStore) -> None:
    name = store.put(DATA)
    os.utime(store.path(name), (1, 1))
    assert store.put(DATA) == name
    [(only, written_at)] = store.names()
    assert only == name
    assert time.time() - written_at < 60


def test_public_names_tell_nothing_and_are_never_the_same(store: FileStore) -> None:
    one, other = store.put_random(DATA), store.put_random(DATA)
    assert one != other
    for name in (one, other):
        top, folder, file = name.split("/")
        assert (top, folder) == ("public", file[:2])
        assert len(file.removesuffix(".jpg")) >= 32
        assert hashlib.sha256(DATA).hexdigest()[:8] not in name
        assert store.read(name) == DATA


def test_sixteen_threads_store_the_same_file_at_once(store: FileStore) -> None:
    with ThreadPoolExecutor(16) as threads:
        names = set(threads.map(lambda _number: store.put(DATA), range(64)))
    assert files_of(store) == list(names)
    assert store.read(names.pop()) == DATA


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "/etc/passwd",
        "aa/../../x",
        "public/../../photos2/x",
        "../photos",
        "a\0b",
        "aa/../..",
        "//x",
    ],
)
def test_a_name_that_leads_out_of_the_store_is_refused(store: FileStore, name: str) -> None:
    store.put(DATA)
    outside = store.root.parent / "x"
    outside.write_bytes(b"secret")
    for deed in (store.read, store.path, store.remove):
        with pytest.raises(FileNotFoundError):
            deed(name)
    assert outside.exists()


def test_a_file_that_is_not_there_is_said_so(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read("aa/none.jpg")


def test_removing_twice_is_no_fault(store: FileStore) -> None:
    name = store.put(DATA)
    store.remove(name)
    store.remove(name)
    assert files_of(store) == []


def test_an_empty_store_has_no_names(store: FileStore) -> None:
    assert files_of(store) == []


def test_the_root_may_be_written_in_a_roundabout_way(tmp_path: Path) -> None:
    store = FileStore(f"{tmp_path}/one/../two/")
    assert store.read(store.put(DATA)) == DATA
    assert files_of(store) == files_of(FileStore(tmp_path / "two"))


def test_unfinished_files_are_listed_for_the_sweep(store: FileStore) -> None:
    name = store.put(DATA)
    left = store.path(name).with_name(".0123.part")
    left.write_bytes(b"cut off by a power cut")
    os.utime(left, (1000, 1000))
    assert dict(store.names())[f"{name[:2]}/.0123.part"] == pytest.approx(1000)


def test_a_file_that_goes_while_names_are_read_is_passed_over(store: FileStore) -> None:
    first, second = store.put(DATA), store.put(b"another")
    store.path(first).unlink()
    store.path(first).symlink_to("nowhere")  # listed, yet without a file: as if it went a moment ago
    assert files_of(store) == [second]


def test_a_full_disk_is_told_and_leaves_nothing(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("backend.photos.store.os.fsync", full)
    for deed in (store.put, store.put_random):
        with pytest.raises(OSError, match="no room"):
            deed(DATA)
    assert files_of(store) == []


def test_a_file_gets_its_name_when_it_is_on_the_disk(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """First the content is flushed, then it is renamed in the same folder, then the folders are flushed."""
    seen: list[str] = []
    flush, rename = os.fsync, Path.replace

    def noted_flush(handle: int) -> None:
        seen.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        flush(handle)

    def noted_rename(old: Path, new: Path) -> Path:
        seen.append(f"{old.parent == new.parent} {old.stat().st_size}")
        return rename(old, new)

    monkeypatch.setattr("backend.photos.store.os.fsync", noted_flush)
    monkeypatch.setattr(Path, "replace", noted_rename)
    path = store.path(store.put(DATA))
    beside, renamed, *folders = seen
    assert beside.endswith(".part")
    assert renamed == f"True {len(DATA)}"
    assert folders == [str(path.parent), str(store.root)]
