"""A client that gets answers where the test client would raise."""

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings: Settings) -> None:
    """In tests nobody has collected them and given them names made from their content."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False)
