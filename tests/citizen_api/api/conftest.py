"""A client of the API."""

import pytest
from django.test import Client


@pytest.fixture
def outside() -> Client:
    """A client that gets an answer where the usual one would raise."""
    return Client(raise_request_exception=False)
