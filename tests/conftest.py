"""What every test finds: the district's data, a folder of its own, no limits; services are here, or said absent."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from backend.core import edition
from backend.core.translations import compile_translations
from backend.reports import record
from tests import services
from tests.reference import Reference, Watch
from tests.unguarded import empty_without_guards

HERE = Path(__file__).parent
LOCALES = (HERE.parent / "backend" / "locale",)
LONG = ("faults", "proof", "load")  # folders of `make proof`
_EMPTIES_TABLES = {"transactional_db", "live_server", "django_db_reset_sequences"}
_reference = pytest.StashKey[Reference]()
_empties = pytest.StashKey[bool]()  # whether the test that is set up ends with empty tables


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof", action="store_true", help="pass the long tests, too (make proof)")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations before anything is translated."""
    compile_translations(LOCALES)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long tests to ``make proof``."""
    is_long = collection_path.is_relative_to(HERE) and collection_path.relative_to(HERE).parts[:1] in {
        (f,) for f in LONG
    }
    return True if is_long and not config.getoption("--proof") else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a service that is not here (fail where REQUIRE_SERVICES=1), and put the district back."""
    for service in ("redis", "browser", "postgres", "letters"):
        why = services.absent(service) if item.get_closest_marker(service) else ""
        if why and services.REQUIRED:
            pytest.fail(why, pytrace=False)
        if why:
            pytest.skip(why)
    if item.get_closest_marker("postgres") and "DATABASE_URL" not in os.environ:
        pytest.skip("passed in the PostgreSQL part of the run")
    reference = item.config.stash.get(_reference, None)
    item.config.stash[_empties] = _empties_tables(item)
    if reference:
        reference.put_back()
        reference.is_gone = item.config.stash[_empties]


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = _EMPTIES_TABLES.intersection(getattr(item, "fixturenames", ()))
    return bool(names or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> None:
    """Load the district once into the test database, for every test that may use a database at all.

    Some tests end with empty tables: what keeps rows from being removed is away for that moment.
    """
    operations = connection.ops
    operations.execute_sql_flush = empty_without_guards(operations.execute_sql_flush)  # type: ignore[method-assign]  # for tests alone
    reference = Reference(django_db_blocker)
    reference.load()
    reference.is_gone = request.config.stash[_empties]  # by the test that asked first for a database
    request.config.stash[_reference] = reference


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Photos and kept files of this process go into a folder of its own; static files have their plain names.

    Nobody has collected the static files and given them names made from their content.
    """
    folder = tmp_path_factory.mktemp("var")
    (folder / "static").mkdir()  # WhiteNoise warns where it is missing
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    own = {
        "VAR": folder,
        "MEDIA_ROOT": folder / "photos",
        "OPEN_DATA_ROOT": folder / "open-data",
        "STATIC_ROOT": folder / "static",
    }
    with override_settings(**own, STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield folder


@pytest.fixture(scope="session", autouse=True)
def ends_within() -> Iterator[timedelta]:
    """Yield how long a transaction that writes events may last: a test is one, and may last longer."""
    usual = record.ENDS_WITHIN
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "ENDS_WITHIN", timedelta(minutes=10))
        yield usual


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> Iterator[None]:  # pytest-django's own name
    """A test of limits switches them on; what was counted is forgotten after each test."""
    settings.RATE_LIMITS = False
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    """What is kept in memory of the reference data is forgotten after a test that changed the tables."""
    watch = Watch()
    with watch.watching():
        yield
    if watch.has_seen_a_change:
        edition.forget()


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page looks whether reference data changed, so that it costs the same whenever it is asked for."""
    monkeypatch.setattr(edition, "PATIENCE_S", 0.0)


@pytest.fixture
def own_tables() -> Iterator[None]:
    """For a test that changes reference tables in another thread or process: :func:`fresh_memory` cannot see that."""
    yield
    edition.forget()


@pytest.fixture
def city(db: None) -> None:
    """Wards, streets, hot spots, units, categories, rules and calendar, as ``make run`` loads them."""


@pytest.fixture
def redis_url(worker_id: str) -> str:
    """Return the address of an empty Redis database for this process of the run. Mark the test ``redis``."""
    import redis  # noqa: PLC0415  # only where a Redis is at hand

    number = 8 + int(worker_id.removeprefix("gw") or 0) % 8 if worker_id != "master" else 8
    url = f"{services.REDIS.rstrip('/')}/{number}"
    with redis.Redis.from_url(url) as server:
        server.flushdb()
    return url
