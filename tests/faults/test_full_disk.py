"""The disk is full or may only be read, the clock jumps: refused with 503 and filed later, each letter once."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from PIL import Image
from pytest_django import Settings

from backend.reports.models import Report
from backend.reports.sweep import missing_files, sweep_photos
from notifications.dispatch import drain
from tests.reports.filing import CONTACT, NOW, filed

pytestmark = pytest.mark.usefixtures("city")
BYTES = 400_000  # of the small disk


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


def file(client: Client, key: str) -> Any:
    out = BytesIO()
    Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3)).save(
        out, "JPEG", quality=90
    )  # no coder makes it small
    out.seek(0)
    out.name = "anh.jpg"
    form = {"category": "household_waste", "text": "Rác chưa thu gom.", "lat": "21.045795", "lon": "105.869766"}
    return client.post("/api/v1/reports", {**form, "photos": out}, headers={"Idempotency-Key": key})


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Put a small disk over ``folder``; the test is skipped where this machine refuses that."""
    words = ["mount", "-t", "tmpfs", "-o", ",".join([f"size={BYTES}", *options]), "tmpfs", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  # the machine's own program
    if done.returncode:
        pytest.skip(f"this machine refuses to mount a small disk: {done.stderr.strip()[:120]}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607  # as above


def test_on_a_full_disk_a_report_is_refused_and_filed_once_when_there_is_room(client: Client, media: Path) -> None:
    key = str(uuid4())
    with mounted(media):
        (media / "ballast").write_bytes(b"x" * (BYTES - 20_000))
        refused = file(client, key)
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
        assert not Report.objects.exists()
        assert filed(now=NOW).code  # a report without a photo needs no room
    again = file(client, key)
    assert again.status_code == 201
    assert Report.objects.filter(code=again.json()["code"]).count() == 1
    assert missing_files() == []
    sweep_photos(NOW, grace=timedelta(0))
    assert missing_files() == []


def test_where_photos_may_only_be_read_filing_is_refused_and_the_watch_says_why(client: Client, media: Path) -> None:
    with mounted(media, "ro"):
        assert file(client, str(uuid4())).status_code == 503
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"]["storage"].startswith("photos cannot be stored")
    assert file(client, str(uuid4())).status_code == 201


@pytest.mark.parametrize("leap", [timedelta(hours=-3), timedelta(hours=3)], ids=["back", "ahead"])
def test_when_the_clock_jumps_each_letter_leaves_once(leap: timedelta, mailoutbox: list[EmailMessage]) -> None:
    filed(now=NOW, contact=CONTACT)
    drain(NOW + timedelta(minutes=1))
    jumped = NOW + timedelta(minutes=2) + leap
    filed(now=jumped, contact=CONTACT, text="Rác lại bị đổ ra đường.")
    for minutes in (1, 2, 10):
        drain(jumped + timedelta(minutes=minutes))
    drain(NOW + timedelta(hours=6))
    sent = Counter((mail.extra_headers["Message-ID"], mail.to[0]) for mail in mailoutbox)
    assert set(sent.values()) == {1}
    assert sum(to == CONTACT.email for _number, to in sent) == 2
