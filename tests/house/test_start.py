"""The first start makes everything ready; a later one finds it so; a taken port is said in one line."""

import socket
from io import StringIO
from pathlib import Path

import pytest
import uvicorn
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from pytest_django import Settings

from backend.demo import start
from backend.reports.models import Report
from tests.server import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_house(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "photos"
    settings.STATIC_ROOT = tmp_path / "static"
    named_by_content = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": named_by_content}
    settings.DEMO_PASSWORD = "mot-mat-khau-mau"
    settings.PORT = free_port()
    monkeypatch.setattr(start, "SAMPLE_REPORTS", 12)
    monkeypatch.setattr(start, "SAMPLE_PHOTOS", 1)


def test_the_first_start_makes_everything_and_the_second_nothing(settings: Settings) -> None:
    told: list[str] = []
    start.get_ready(tell=told.append)
    assert len(told) == 3  # the test's tables are there already
    assert Report.objects.count() == 12
    assert (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    assert authenticate(username="phuong-ngoc-lam", password="mot-mat-khau-mau")
    told.clear()
    start.get_ready(tell=told.append)
    assert told == []
    assert Report.objects.count() == 12


def test_the_server_says_where_the_doors_are(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    served: list[int] = []

    def ready(**_: object) -> None:
        pass

    def serve(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        for door in sockets:
            served.append(door.getsockname()[1])
            door.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", serve)
    monkeypatch.setattr("backend.demo.management.commands.run_embedded.get_ready", ready)
    out = StringIO()
    call_command("run_embedded", stdout=out)
    assert served == [settings.PORT]
    assert all(word in out.getvalue() for word in ("/staff/", "/api/docs", "phuong-ngoc-lam", "mot-mat-khau-mau"))


def test_a_taken_port_is_said_before_anything_is_made(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.PORT))
        other.listen()
        with pytest.raises(CommandError, match=f"Port {settings.PORT} .* is in use"):
            call_command("run_embedded")
    assert not Report.objects.exists()
