"""axe-core finds nothing on what the public looks at: figures, gallery, status, the form behind a poster."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.proof.test_axe import _OPEN_ALL, AT_400_PERCENT, Visit, faults_on
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PRINT = """
from backend.places.posters import token_of
from tests.places.printed import printed
print("TOKEN", token_of(printed(category="household_waste")))
"""
ADDRESSES = ("/figures", "/figures?period=12", "/figures/gallery", "/status", "/q/1-none")


def test_axe_finds_nothing_on_the_open_pages(platform: Platform, visit: Visit) -> None:
    said = platform.manage("shell", "-c", PRINT)
    token = next(line.split()[1] for line in said.splitlines() if line.startswith("TOKEN"))
    found = {}
    for viewport in (DESK, PHONE):
        page = visit(viewport)
        for address in (*ADDRESSES, f"/q/{token}"):
            page.goto(address)
            page.evaluate(_OPEN_ALL)
            if faults := faults_on(page):
                found[address, viewport["width"]] = faults
    assert found == {}


@pytest.mark.parametrize("viewport", [AT_400_PERCENT, PHONE], ids=["zoomed", "phone"])
def test_nothing_is_wider_than_the_window(platform: Platform, visit: Visit, viewport: ViewportSize) -> None:
    page = visit(viewport)
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
