"""axe-core finds nothing on the pages to follow a place, at a desk, on a telephone, at 400 %; targets are large."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.browser.field import file
from tests.proof.test_axe import AT_400_PERCENT, faults_on
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HERE = "21.045795,105.869766"
PAGES = (
    "/follow",
    "/follow?q=ngoc+lam",
    "/follow?q=khongcodau",
    "/follow?ward=ngoc-lam",
    "/follow?ward=ngoc-lam&asked=1",
    f"/follow?at={HERE}&radius_m=250",
    "/follow?ward=khong-co",
    "/theo-doi/noi/1?key=x",
    "/help/",
    "/privacy",
)
_TARGETS = "main :is(a.button, button, input:not([type=hidden], [type=radio]), select)"
SMALL = f"""() => [...document.querySelectorAll("{_TARGETS}")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 48)
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("viewport", [DESK, PHONE, AT_400_PERCENT], ids=["desk", "phone", "400"])
def test_axe_finds_nothing_and_nothing_is_small_or_too_wide(
    platform: Platform, visit: Callable[..., Page], viewport: ViewportSize
) -> None:
    page = visit(viewport)
    found: dict[str, object] = {}
    for address in (*PAGES, f"/r/{file(platform, 'Rác để theo dõi.')}"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth") - viewport["width"]
        if faults := [*faults_on(page), *page.evaluate(SMALL), *(["too wide"] if wide > 0 else [])]:
            found[address] = faults
    assert found == {}
