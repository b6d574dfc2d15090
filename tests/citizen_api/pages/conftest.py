"""A browser without JavaScript, in front of the district's own data."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.citizen_api.pages.browsing import Browser


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings: Settings) -> None:
    """In tests nobody has collected them and given them names made from their content."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def browser(city: None) -> Browser:
    """Checks cookies and cross-site tokens as the real server does."""
    return Browser(Client(enforce_csrf_checks=True))
