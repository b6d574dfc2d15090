"""The district's own data, loaded once for all tests of this folder."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from backend.core import edition
from backend.places.load import load
from backend.places.models import Ward


@pytest.fixture(scope="session")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        load()


@pytest.fixture(autouse=True)
def places(loaded_once: None, db: None) -> None:
    if not Ward.objects.exists():  # a test elsewhere emptied the database
        load()


@pytest.fixture
def own_tables() -> Iterator[None]:
    """For a test that changes the tables: what is kept in memory is forgotten afterwards, as the rows are."""
    yield
    edition.forget()
