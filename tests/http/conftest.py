"""A client that gets answers where the test client would raise."""

import pytest
from django.test import Client


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False)
