"""Keys of programs."""

import pytest
from django.test import Client

from tests.accounts.keys import made_key


@pytest.fixture
def key(city: None) -> str:
    """A key that publishes at once."""
    return made_key()[1]


@pytest.fixture
def careful_key(city: None) -> str:
    """A key whose reports wait for a look."""
    return made_key(name="Cổng thông tin", publishes_at_once=False)[1]


@pytest.fixture
def outside() -> Client:
    """A client that gets an answer where the usual one would raise."""
    return Client(raise_request_exception=False)
