"""A platform of its own, served to Debian's Chromium."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.server import Platform

PASSWORD = "mat-khau-chi-de-thu"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}
NGOC_LAM = {"latitude": 21.045795, "longitude": 105.869766, "accuracy": 12}
# As root and without a network: everything Chromium would ask of the world by itself is off.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WITHOUT_A_NETWORK = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "ERR_FAILED")  # as the browser says it
_OVERTAKEN = "status of 409 (Conflict)"  # a form that came too late is answered so; no script failed
# A page that says in words what is wrong with what was asked: the browser notes its status.
_REFUSED = ("status of 422", "status of 404 (Not Found)")
expect.set_options(timeout=10_000)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Serve a platform with thirty sample reports and the sample accounts."""
    folder = tmp_path_factory.mktemp("platform")
    own = Platform(folder, more={"DEMO_PASSWORD": PASSWORD, "EMAIL_URL": f"filemail://{folder}/mail"})
    own.prepare()
    own.manage("make_demo", "--reports", "30", "--months", "1")
    own.start()
    yield own
    own.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, platform: Platform) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as somebody of their own; a fault of a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(viewport: ViewportSize, **options: object) -> Page:
        context = browser.new_context(viewport=viewport, base_url=platform.address, locale="vi-VN", **options)  # type: ignore[arg-type]  # as Playwright names them
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not any(meant in fault for meant in (_OVERTAKEN, *_REFUSED))] == []


@pytest.fixture
def sign_in(visit: Callable[..., Page]) -> Callable[[str], Page]:
    """Return a function that signs a sample person in, at a desk."""

    def signed_in(username: str) -> Page:
        page = visit(DESK)
        page.goto("/staff/login")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff/**")
        return page

    return signed_in


@pytest.fixture
def telephone(browser: Browser, platform: Platform) -> Iterator[Callable[..., Page]]:
    """Return a function that signs somebody in on a telephone of their own; a fault of a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def signed_in(username: str, *, on: BrowserContext | None = None) -> Page:
        context = on or browser.new_context(
            viewport=PHONE,
            base_url=platform.address,
            locale="vi-VN",
            geolocation=NGOC_LAM,  # type: ignore[arg-type]  # as Playwright names them
            permissions=["geolocation"],
            has_touch=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        page.goto("/staff/login?next=/staff/field")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff/field")
        expect(page.locator("#field[data-kept=yes]")).to_be_attached(timeout=30_000)
        assert page.request.get("/staff/field/sw.js").ok
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not any(known in fault for known in _WITHOUT_A_NETWORK)] == []


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether the browser complains; what it only counts (Trusted Types) stops nothing."""
    return said.type == "error" and "[Report Only]" not in said.text
