"""axe-core finds nothing on any page of the staff's, at a desk and on a telephone; nothing is lost at 400 %."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.browser.field import file
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Visit = Callable[..., Page]
AT_400_PERCENT: ViewportSize = {"width": 320, "height": 256}  # what is left of 1280 x 1024 at 400 %
WARD, ADMINISTRATOR, LEADER, OFFICE = "phuong-ngoc-lam", "quantri", "lanhdao", "chuongtrinh"
# Every form of the page at once: those of the steps are else open one at a time.
_OPEN_ALL = """for (const one of document.querySelectorAll("details")) {
    one.removeAttribute("name");
    one.open = true;
}"""
PAGES = {
    "/staff/?tab=open": WARD,
    "/staff/?tab=done&q=rac": WARD,
    "/staff/r/CODE": WARD,
    "/staff/new": WARD,
    "/staff/calls": WARD,
    "/staff/field": WARD,
    "/staff/mfa/": WARD,
    "/staff/settings": ADMINISTRATOR,
    "/staff/unit": WARD,
    "/staff/settings/changes": ADMINISTRATOR,
    "/staff/settings/push": WARD,
    "/staff/settings/posters?q=ngoc": ADMINISTRATOR,
    "/staff/settings/posters/new?place=21.045795,105.869766&name=Ch%E1%BB%A3": ADMINISTRATOR,
    "/staff/settings/looks": WARD,
    "/staff/settings/sessions": WARD,
    "/staff/settings/leave": WARD,
    "/staff/settings/people": ADMINISTRATOR,
    "/staff/settings/people/new": WARD,
    "/staff/settings/duty": ADMINISTRATOR,
    "/staff/settings/data/rules": ADMINISTRATOR,
    "/staff/settings/data/questions/new": ADMINISTRATOR,
    "/staff/settings/data/units/new": ADMINISTRATOR,
    "/staff/settings/tryout?place=21.045795,105.869766&category=household_waste": ADMINISTRATOR,
    "/staff/settings/templates": ADMINISTRATOR,
    "/staff/settings/templates/new": ADMINISTRATOR,
    "/programme/": LEADER,
    "/programme/months": LEADER,
    "/programme/months/2026-10": LEADER,
    "/programme/reports?figure=received": LEADER,
    "/programme/cuts": LEADER,
    "/programme/indicators": LEADER,
    "/programme/indicators/2.5.5": LEADER,
    "/programme/indicators/2.5.5/reports": LEADER,
    "/programme/reports?figure=duplicate": LEADER,
    "/programme/reviews": LEADER,
    "/programme/alerts": LEADER,
    "/programme/hotspots": LEADER,
    "/programme/hotspots/ngoc-lam": LEADER,
    "/staff/registers": LEADER,
    "/staff/registers/market": WARD,
    "/staff/registers/livestock_keeper": WARD,
    "/staff/registers/market/new": OFFICE,
    "/staff/registers/market/import": OFFICE,
    "/staff/registers/entry/1": OFFICE,
    "/programme/months/2026-09": OFFICE,
    "/programme/documents": OFFICE,
    "/programme/indicators/2.2.7": OFFICE,
    "/staff/settings/keys": ADMINISTRATOR,
    "/staff/settings/partners": ADMINISTRATOR,
}


def signed_in(visit: Visit, username: str, viewport: ViewportSize) -> Page:
    page = visit(viewport)
    page.goto("/staff/login")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".sign-out", state="attached")
    return page


def faults_on(page: Page) -> list[str]:
    """Return what axe-core finds, one line a node."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("username", [WARD, ADMINISTRATOR, LEADER, OFFICE])
def test_axe_finds_nothing(platform: Platform, visit: Visit, username: str, viewport: ViewportSize) -> None:
    code = file(platform, "Rác để xem từng trang.")
    page = signed_in(visit, username, viewport)
    found = {}
    for address in [address for address, who in PAGES.items() if who == username]:
        page.goto(address.replace("CODE", code))
        page.evaluate(_OPEN_ALL)
        if faults := faults_on(page):
            found[address] = faults
    assert found == {}


def test_the_page_of_many_and_its_result_are_clean(platform: Platform, visit: Visit) -> None:
    code = file(platform, "Rác để làm cùng lúc.")
    page = signed_in(visit, WARD, DESK)
    page.goto("/staff/?tab=new&q=rac+de+lam+cung+luc")
    page.locator(f"#r-{code} [name=code]").check()
    page.locator("#bulk button").first.click()
    page.locator("#bulk-action").select_option("advance")
    assert faults_on(page) == []
    page.locator("#bulk-to").select_option("accepted")
    page.get_by_role("button", name="Thực hiện").click()
    page.wait_for_selector("#undo")
    assert faults_on(page) == []


@pytest.mark.parametrize("address", ["/staff/?tab=open", "/staff/r/CODE", "/staff/new"])
def test_at_400_percent_nothing_is_wider_than_the_window(platform: Platform, visit: Visit, address: str) -> None:
    code = file(platform, "Rác để phóng to.")
    page = signed_in(visit, WARD, AT_400_PERCENT)
    page.goto(address.replace("CODE", code))
    for form in page.locator("details").all():
        form.evaluate("(details) => { details.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"]
