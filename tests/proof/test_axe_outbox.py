"""axe-core finds nothing on the resident's form while reports wait, have to be looked at again, or have arrived."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.proof.test_axe import faults_on
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_LAID_IN = """async () => {
    await import("/static/citizen/outbox_store.js");
    const about = { at: Date.now(), entries: [], spare: [], kind: "Rác", words: "Rác ở đầu ngõ." };
    const problem = { code: "required", words: "Xin ông/bà chọn vị trí." };
    await self.outboxStore.put({ ...about, key: crypto.randomUUID(), problem });
    const sent = { ...about, spoken: "K7QM-2RTX", url: "/r/K7QM2RTX" };
    await self.outboxStore.done({ ...sent, key: crypto.randomUUID(), isNew: true });
    await self.outboxStore.done({ ...sent, key: crypto.randomUUID(), isNew: false });
    localStorage.setItem("outbox", "1");
}"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_outbox(
    platform: Platform, visit: Callable[..., Page], viewport: ViewportSize
) -> None:
    page = visit(viewport)
    page.goto("/")
    page.evaluate(_LAID_IN)
    page.reload()
    page.wait_for_selector("#outbox-items [data-part=review]")
    page.click("#outbox-sent summary")
    assert faults_on(page) == []
    low = "[...document.querySelectorAll('#outbox button:not([hidden]), #outbox a')].map((one) => one.offsetHeight)"
    assert all(height == 0 or height >= 48 for height in page.evaluate(low))
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.goto("/offline")
    page.wait_for_selector("#waits:not([hidden])")
    assert faults_on(page) == []
