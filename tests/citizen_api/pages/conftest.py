"""Browsers in front of the form: one without JavaScript before the district's own data, and a telephone's Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, sync_playwright

from tests.citizen_api.pages.browsing import Browser
from tests.citizen_api.pages.throttled import SlowPhone
from tests.reports.filing import NGOC_LAM
from tests.server import Platform

PHONE = {"width": 360, "height": 740}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def browser(city: None) -> Browser:
    """Checks cookies and cross-site tokens as the real server does."""
    return Browser(Client(enforce_csrf_checks=True))


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    server = Platform(tmp_path_factory.mktemp("platform"))
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium(platform: Platform) -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield program
        program.close()


@pytest.fixture
def phone(chromium: Chromium, platform: Platform) -> Iterator[BrowserContext]:
    """A telephone that knows where it is."""
    lat, lon = NGOC_LAM
    context = chromium.new_context(
        base_url=platform.address,
        viewport=PHONE,  # type: ignore[arg-type]  # a typed dictionary of the same two
        locale="vi-VN",
        has_touch=True,
        geolocation={"latitude": lat, "longitude": lon, "accuracy": 12},
        permissions=["geolocation"],
    )
    yield context
    context.close()


@pytest.fixture
def slow_phone(phone: BrowserContext) -> SlowPhone:
    """A telephone that knows where it is, slow and on a weak line."""
    return SlowPhone(phone)
