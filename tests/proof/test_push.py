"""Notices in a browser: the program that shows them, told by the browser itself (its maker's servers are not asked)."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.server import Platform

pytestmark = pytest.mark.browser
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/staff/settings/push");
    return (await registration.getNotifications()).map(({ title, body, tag }) => [title, body, tag]);
}"""
NOTICE = {
    "title": "[Quá hạn] 7QAD-EN4B",
    "body": "Phản ánh đã quá hạn.",
    "tag": "letter-1",
    "url": "/staff/r/7QADEN4B",
}


def test_a_notice_that_comes_is_shown(sign_in: Callable[[str], Page], platform: Platform) -> None:
    page = sign_in("phuong-ngoc-lam")
    page.context.grant_permissions(["notifications"], origin=platform.address)
    page.goto("/staff/settings/push")
    assert page.locator("#push-on").is_visible()
    browser = page.context.new_cdp_session(page)
    registrations: dict[str, str] = {}
    active: set[str] = set()
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.update({one["scopeURL"]: one["registrationId"] for one in told["registrations"]}),
    )
    browser.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: active.update(one["registrationId"] for one in told["versions"] if one["status"] == "activated"),
    )
    browser.send("ServiceWorker.enable")
    page.evaluate(
        """async () => {
            const { worker, page } = document.getElementById("push-on").dataset;
            const registration = await navigator.serviceWorker.register(worker, { scope: page });
            while (!registration.active) await new Promise((done) => setTimeout(done, 50));
        }"""
    )
    scope = f"{platform.address}/staff/settings/push"
    for _try in range(100):  # the browser says it in its own time
        if registrations.get(scope) in active:
            break
        page.wait_for_timeout(100)
    told = {"origin": platform.address, "registrationId": registrations[scope], "data": json.dumps(NOTICE)}
    browser.send("ServiceWorker.deliverPushMessage", told)
    shown: list[list[str]] = []
    for _try in range(100):
        shown = shown or page.evaluate(SHOWN)
        page.wait_for_timeout(0 if shown else 100)
    assert shown == [[NOTICE["title"], NOTICE["body"], NOTICE["tag"]]]
