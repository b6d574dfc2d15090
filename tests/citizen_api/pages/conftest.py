"""A browser without JavaScript, in front of the district's own data."""

import pytest
from django.test import Client

from tests.citizen_api.pages.browsing import Browser


@pytest.fixture
def browser(city: None) -> Browser:
    """Checks cookies and cross-site tokens as the real server does."""
    return Browser(Client(enforce_csrf_checks=True))
