"""The district's own data, a mail box and a gateway for messages."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from backend.core import edition
from backend.places.load import load as load_places
from backend.routing.load import load as load_routing
from backend.routing.models import Unit
from tests.notifications.push_service import Browser, serving

Texts = Callable[[], list[dict[str, str]]]


@pytest.fixture(scope="session")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        load_places()
        load_routing()


@pytest.fixture
def house(loaded_once: None, db: None, settings: Settings) -> Iterator[None]:
    """Places and routing, in the test's own transaction or database; staff sign in with a password alone."""
    settings.STAFF_MFA = "optional"
    edition.forget()
    if not Unit.objects.exists():  # a test elsewhere emptied the database
        load_places()
        load_routing()
    yield
    edition.forget()


@pytest.fixture
def texts(settings: Settings, tmp_path: Path) -> Texts:
    """A gateway that writes messages into a file; call it for what was sent."""
    file = tmp_path / "sms.jsonl"
    settings.SMS_GATEWAY_URL = f"file://{file}"

    def sent() -> list[dict[str, str]]:
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    return sent


@pytest.fixture
def browser(settings: Settings) -> Iterator[Browser]:
    """A browser, and the push service that carries to it, the only one that is asked."""
    settings.PUSH_HOSTS = ["127.0.0.1"]
    with serving() as found:
        yield found
