"""A telephone with the page open: news come without a reload, and notices are shown when no page is open."""

import json
import os
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.notifications.push_service import Browser as Telephone
from tests.notifications.push_service import plain
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
expect.set_options(timeout=15_000)
WITHIN_MS = 5_000
FILE = {
    "category": "household_waste",
    "text": "Rác ba ngày chưa có ai thu gom.",
    "lat": 21.045795,
    "lon": 105.869766,
}
RESOLVE = """
from django.utils import timezone
from backend.accounts.actor import Staff
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report
from tests.reports.filing import officer
for status in ("accepted", "resolved"):
    report = Report.objects.get(code="CODE")
    advance(report, status, by=Staff(officer(report.unit)), now=timezone.now(), move=Move(note="Đã dọn xong."))
print(timezone.now().timestamp())
"""
# What the browser's maker would answer: Chromium without its servers cannot subscribe by itself.
SUBSCRIBED = """(known) => {
    let mine = known.following ? known : null;
    const subscription = { toJSON: () => known };
    PushManager.prototype.subscribe = async (options) => {
        globalThis.wanted = { visible: options.userVisibleOnly, key: options.applicationServerKey.length };
        mine = known;
        return subscription;
    };
    PushManager.prototype.getSubscription = async () => mine && subscription;
}"""
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => [title, body, tag, data.url]);
}"""


@pytest.fixture
def code(platform: Platform, phone: BrowserContext) -> str:
    """A report that anyone may read."""
    answer = phone.request.post("/api/v1/reports", data=FILE)
    assert answer.ok, answer.text()
    return str(answer.json()["code"])


@pytest.fixture
def page(phone: BrowserContext, platform: Platform) -> Iterator[Page]:
    """A page whose browser allows notices and has a push service; a fault of a script fails the test."""
    phone.grant_permissions(["notifications"], origin=platform.address)
    opened, faults = phone.new_page(), list[str]()
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    assert faults == []


def subscription(name: str) -> dict[str, object]:
    keys = Telephone()
    endpoint = f"https://fcm.googleapis.com/fcm/send/{name}"
    return {"endpoint": endpoint, "keys": {"p256dh": keys.p256dh, "auth": plain(os.urandom(16))}}


def can_subscribe(page: Page, name: str) -> None:
    page.add_init_script(f"({SUBSCRIBED})({json.dumps(subscription(name))})")


def test_a_change_is_on_the_open_page_in_under_five_seconds(platform: Platform, page: Page, code: str) -> None:
    with page.expect_websocket():
        page.goto(f"/r/{code}")
    page.evaluate("globalThis.isTheSamePage = true")
    page.evaluate(
        """() => {
            const told = new MutationObserver(() => { globalThis.changedAt = Date.now(); });
            told.observe(document.getElementById("progress"), { childList: true });
        }"""
    )
    committed_at = float(platform.manage("shell", "-c", RESOLVE.replace("CODE", code)).split()[-1])
    expect(page.locator("#progress .badge").first).to_have_text("Đã xử lý")
    assert page.evaluate("globalThis.changedAt") < committed_at * 1000 + WITHIN_MS
    assert page.evaluate("globalThis.isTheSamePage")
    expect(page.locator("#news")).to_be_visible()


def test_who_stands_on_the_changing_part_is_offered_the_news_and_keeps_the_focus(
    platform: Platform, page: Page, code: str
) -> None:
    with page.expect_websocket():
        page.goto(f"/r/{code}")
    expect(page.locator("#show-news")).to_be_hidden()
    page.evaluate("Object.assign(document.querySelector('#progress h2'), { tabIndex: -1 }).focus()")
    platform.manage("shell", "-c", RESOLVE.replace("CODE", code))
    expect(page.locator("#news")).to_have_text("Vừa có cập nhật mới.")
    expect(page.locator("#progress .badge").first).not_to_have_text("Đã xử lý")
    assert page.evaluate("document.activeElement.matches('#progress h2')")
    page.locator("#show-news").tap()
    expect(page.locator("#progress .badge").first).to_have_text("Đã xử lý")
    expect(page.locator("#news")).to_be_focused()
    expect(page.locator("#show-news")).to_be_hidden()


def test_the_button_begins_notices_and_ends_them_and_nothing_is_asked_before_the_tap(page: Page, code: str) -> None:
    can_subscribe(page, "one")
    page.goto(f"/r/{code}")
    expect(page.locator("#push-start")).to_be_visible()
    assert page.evaluate("globalThis.wanted === undefined")
    assert page.evaluate("navigator.serviceWorker.getRegistration('/').then((found) => found === undefined)")
    page.locator("#push-start").tap()
    expect(page.locator("#push-said")).to_have_text("Đã bật báo tin trên máy này.")
    assert page.evaluate("globalThis.wanted") == {"visible": True, "key": 65}
    expect(page.locator("#push-start")).to_be_hidden()
    page.locator("#push-stop").tap()
    expect(page.locator("#push-said")).to_contain_text("Đã thôi báo tin trên máy này.")
    expect(page.locator("#push-start")).to_be_visible()


def test_a_place_is_followed_and_the_page_remembers_it(page: Page) -> None:
    can_subscribe(page, "two")
    page.goto("/follow?ward=ngoc-lam")
    page.locator("#push-start").tap()
    expect(page.locator("#push-said")).to_have_text("Đã bật báo tin trên máy này.")
    remembered = json.dumps(subscription("two") | {"following": True})
    page.add_init_script(f"({SUBSCRIBED})({remembered})")
    page.reload()
    expect(page.locator("#push-stop")).to_be_visible()
    page.goto("/follow?ward=bo-de")
    expect(page.locator("#push-start")).to_be_visible()
    expect(page.locator("#push-stop")).to_be_hidden()


def test_who_says_no_is_told_so_and_a_browser_without_push_has_no_button(phone: BrowserContext, code: str) -> None:
    phone.clear_permissions()
    refused = phone.new_page()
    refused.goto(f"/r/{code}")
    refused.evaluate("Notification.requestPermission = async () => 'denied'")
    refused.locator("#push-start").tap()
    expect(refused.locator("#push-said")).to_contain_text("chưa cho phép")
    old = phone.new_page()
    old.add_init_script("delete globalThis.PushManager")
    old.goto(f"/r/{code}")
    expect(old.locator("h1")).to_be_visible()
    expect(old.locator("#push")).to_be_hidden()


def test_a_notice_that_comes_is_shown_with_its_address(platform: Platform, page: Page, code: str) -> None:
    page.goto(f"/r/{code}")
    notice = {
        "title": f"{code[:4]}-{code[4:]}: Đã xử lý",
        "body": "Rác thải, Phố Ngọc Lâm.",
        "tag": "letter-7",
        "url": f"{platform.address}/r/{code}",
    }
    devices = page.context.new_cdp_session(page)
    told = {
        "origin": platform.address,
        "registrationId": _registered(page, devices, f"{platform.address}/"),
        "data": json.dumps(notice),
    }
    devices.send("ServiceWorker.deliverPushMessage", told)
    deadline = time.monotonic() + 20
    while not (shown := page.evaluate(SHOWN)) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert shown == [[notice["title"], notice["body"], notice["tag"], notice["url"]]]
    assert re.search(r"/r/[2-9A-Z]{8}$", shown[0][3])


def _registered(page: Page, devices: CDPSession, scope: str) -> str:
    """Register the residents' program and return its number in the browser, once it is at work."""
    registrations: dict[str, str] = {}
    devices.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.update({one["scopeURL"]: one["registrationId"] for one in told["registrations"]}),
    )
    devices.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => 1)")
    deadline = time.monotonic() + 20
    while scope not in registrations and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return registrations[scope]
