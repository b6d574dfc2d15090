"""Officers at their door: signed in, with the district's own data."""

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role, User
from backend.indicators.documents import make
from backend.reports.models import Report
from backend.routing.models import Unit
from tests.indicators.documents.made import AFTER
from tests.reports.filing import officer

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def at_the_door(settings: Settings) -> None:
    """Static files by their own names, and no second factor but where a test asks for one."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STAFF_MFA = "optional"


@pytest.fixture
def sign_in(city: None) -> SignIn:
    """Return a browser in which somebody of the unit, or of the report's unit in charge, is signed in."""

    def signed_in(where: Unit | Report | User | None, role: Role = Role.UNIT_OFFICER) -> Client:
        unit = where.unit if isinstance(where, Report) else where
        user = unit if isinstance(unit, User) else officer(unit, role)
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def december(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be the middle of December at the door; of a document the file that is made soonest is enough."""
    monkeypatch.setattr(make, "FORMATS", ("csv",))
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        yield
