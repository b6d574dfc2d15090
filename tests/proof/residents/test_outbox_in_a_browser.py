"""Airplane mode, a killed tab, a dead battery, a second tap: the report waits, is seen to wait, and arrives once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.citizen_api.pages.conftest import PHONE, QUIET
from tests.citizen_api.pages.writing import sent_with, wait_until_kept, write
from tests.promised import wait_until_true
from tests.reports.filing import NGOC_LAM
from tests.server import Platform

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SLOWLY_MS = 60_000
Reopen = Callable[[], BrowserContext]


@pytest.fixture(autouse=True)
def patience(phone: BrowserContext) -> None:
    phone.set_default_timeout(SLOWLY_MS)


def _words() -> str:
    return f"Rác ở cột điện x{uuid4().hex[:6]} chưa ai lấy."


def _first_visit(phone: BrowserContext, language: str = "vi") -> Page:
    """Open the form and wait until the telephone could open it alone; the worker's own requests say no language."""
    page = phone.new_page()
    page.goto(f"/?lang={language}")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    wait_until_true(
        page,
        """async () => (await (await caches.open("resident")).match("/", { ignoreVary: true }))
            ?.headers.get("Content-Language") === document.documentElement.lang""",
    )
    return page


def _press_send_without_a_network(page: Page, folder: Path, words: str, *, waiting: int = 1) -> None:
    page.context.set_offline(True)
    page.goto("/")
    write(page, folder, words)
    page.dblclick("#send")
    _waits(page, waiting)


def _waits(page: Page, number: int) -> None:
    expect(page.locator("#outbox-title")).to_have_text(f"{number} phản ánh đang chờ gửi", timeout=SLOWLY_MS)
    expect(page.locator("#outbox-items > li")).to_have_count(number)


def _arrived(page: Page, number: int = 1) -> None:
    expect(page.locator("#outbox-new li")).to_have_count(number, timeout=SLOWLY_MS)
    expect(page.locator("#outbox-waiting")).to_be_hidden()


def test_the_form_opens_and_asks_its_questions_without_a_network(phone: BrowserContext, tmp_path: Path) -> None:
    page = _first_visit(phone)
    phone.set_offline(True)
    page.reload()
    write(page, tmp_path, _words())  # photo, place, questions of the kind
    page.goto("/figures")
    expect(page.locator("h1")).to_contain_text("Chưa có mạng")
    page.click("main >> text=Mở trang gửi phản ánh")
    expect(page.locator("#report-form")).to_be_visible()


def test_the_kept_form_is_in_the_language_last_used_and_holds_nothing_of_anybody(phone: BrowserContext) -> None:
    _first_visit(phone).close()
    page = _first_visit(phone, "en")
    phone.set_offline(True)
    page.goto("/")
    page.wait_for_selector("h1 >> text=Send a report")
    assert page.context.cookies() != []
    fields = "Object.fromEntries(new FormData(document.getElementById('report-form')))"
    assert {name for name, value in page.evaluate(fields).items() if value} <= {
        "csrfmiddlewaretoken",
        "key",
        "opened",
        "photos",
    }


def test_what_waits_is_seen_and_goes_when_the_network_returns(phone: BrowserContext, tmp_path: Path) -> None:
    words = _words()
    page = _first_visit(phone)
    _press_send_without_a_network(page, tmp_path, words)
    expect(page.locator("#outbox-said")).to_have_text("Đã lưu. Có mạng sẽ tự gửi.")
    item = page.locator("#outbox-items > li")
    name = page.locator("label:has(input[value=household_waste]) .choice-name").text_content()
    expect(item).to_contain_text(name or "?")
    expect(item).to_contain_text(words)
    assert page.input_value("#text") == ""
    assert page.is_hidden("#draft")
    page.goto("/tra-cuu")
    page.wait_for_selector("#waits >> text=1 phản ánh đang chờ gửi")
    page.goto("/")
    phone.set_offline(False)
    _arrived(page)
    assert sent_with(phone, words) == 1

    page.reload()
    _arrived(page)  # until somebody says that they have seen it
    _seen_opened_and_forgotten(page)


def _seen_opened_and_forgotten(page: Page) -> None:
    page.tap("#outbox-new [data-part=seen]")
    page.click("#outbox-sent summary")
    page.click("#outbox-sent [data-part=code]")
    page.wait_for_selector(".tracking-code")
    assert "key=" in page.url
    page.goto("/")
    page.once("dialog", lambda question: question.accept())
    page.click("#outbox-sent summary")
    page.click("#outbox-sent [data-part=forget]")
    expect(page.locator("#outbox")).to_be_hidden()


@pytest.fixture
def reopen(chromium: Chromium, platform: Platform, tmp_path: Path) -> Iterator[Reopen]:
    """Return a function that starts the same telephone anew, as after a dead battery."""
    lat, lon = NGOC_LAM
    running: list[BrowserContext] = []

    def start() -> BrowserContext:
        for one in running:
            one.close()
        running.clear()
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=shutil.which("chromium"),
            args=QUIET,
            base_url=platform.address,
            viewport=PHONE,  # type: ignore[arg-type]  # a typed dictionary of the same two
            locale="vi-VN",
            has_touch=True,
            geolocation={"latitude": lat, "longitude": lon, "accuracy": 12},
            permissions=["geolocation"],
        )
        context.set_default_timeout(SLOWLY_MS)
        running.append(context)
        return context

    yield start
    for one in running:
        one.close()


def test_written_without_a_network_and_switched_off_it_goes_by_itself_and_once(reopen: Reopen, tmp_path: Path) -> None:
    words = _words()
    page = _first_visit(reopen())
    _press_send_without_a_network(page, tmp_path, words)
    phone = reopen()
    page = phone.new_page()
    page.goto("/")
    _arrived(page)
    assert sent_with(phone, words) == 1


def test_a_tab_that_is_closed_while_it_sends_makes_one_report(phone: BrowserContext, tmp_path: Path) -> None:
    words = _words()
    page = _first_visit(phone)
    write(page, tmp_path, words)
    wait_until_kept(page, words)
    reached: list[int] = []

    def lose_the_answer(route: Route) -> None:
        reached.append(route.fetch().status)  # done over there, but nothing comes back
        route.abort()

    page.route("**/outbox", lose_the_answer, times=1)
    with page.expect_event("requestfailed", lambda failed: failed.url.endswith("/outbox")):
        page.tap("#send")
    page.close()
    assert reached == [201]

    page = phone.new_page()
    page.goto("/")
    _arrived(page)
    assert sent_with(phone, words) == 1
    assert page.is_hidden("#draft")


def test_two_that_wait_both_arrive(phone: BrowserContext, tmp_path: Path) -> None:
    first, second = _words(), _words()
    page = _first_visit(phone)
    _press_send_without_a_network(page, tmp_path, first)
    _press_send_without_a_network(page, tmp_path, second, waiting=2)
    phone.set_offline(False)
    _arrived(page, 2)
    assert (sent_with(phone, first), sent_with(phone, second)) == (1, 1)


def test_what_is_taken_out_of_the_outbox_is_never_sent(phone: BrowserContext, tmp_path: Path) -> None:
    words = _words()
    page = _first_visit(phone)
    _press_send_without_a_network(page, tmp_path, words)
    page.once("dialog", lambda question: question.dismiss())
    page.tap("#outbox-items [data-part=drop]")
    _waits(page, 1)
    page.once("dialog", lambda question: question.accept())
    page.tap("#outbox-items [data-part=drop]")
    expect(page.locator("#outbox")).to_be_hidden()
    phone.set_offline(False)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.is_hidden("#outbox")
    assert sent_with(phone, words) == 0


def test_one_that_is_refused_stays_with_the_reason_and_is_mended_in_the_form(
    phone: BrowserContext, tmp_path: Path
) -> None:
    words = _words()
    page = _first_visit(phone)
    phone.set_offline(True)
    write(page, tmp_path, words)
    page.fill("#text", "")
    page.tap("#send")
    _waits(page, 1)
    phone.set_offline(False)
    expect(page.locator("#outbox-title")).to_have_text("1 phản ánh cần xem lại", timeout=SLOWLY_MS)
    expect(page.locator("#outbox-items")).to_contain_text("Xin ông/bà ghi một câu về sự việc.")
    page.tap("#outbox-items [data-part=review]")
    page.wait_for_selector("#draft-problem >> text=Xin ông/bà ghi một câu về sự việc.")
    page.wait_for_selector("#new-photos li img")
    page.wait_for_selector("#q-since_when")
    page.fill("#text", words)
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert sent_with(phone, words) == 1
    page.goto("/")
    expect(page.locator("#outbox-sent")).to_be_visible()
    assert page.is_hidden("#outbox-waiting")


def test_the_worker_alone_sends_what_waits(phone: BrowserContext, platform: Platform, tmp_path: Path) -> None:
    words = _words()
    page = _first_visit(phone)
    browser = phone.new_cdp_session(page)
    scopes: dict[str, str] = {}
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: scopes.update({one["scopeURL"]: one["registrationId"] for one in told["registrations"]}),
    )
    browser.send("ServiceWorker.enable")
    _press_send_without_a_network(page, tmp_path, words)
    page.goto("about:blank")  # no page of ours is open
    phone.set_offline(False)
    told = {"origin": platform.address, "registrationId": scopes[f"{platform.address}/"], "tag": "report-outbox"}
    for turn in range(300):
        if turn % 50 == 0:  # where it fails, as while the network is only coming back, a browser tells it again later
            browser.send("ServiceWorker.dispatchSyncEvent", {**told, "lastChance": False})
        if sent_with(phone, words):
            break
        page.wait_for_timeout(100)
    assert sent_with(phone, words) == 1
    page.goto("/")
    _arrived(page)
    assert sent_with(phone, words) == 1


def test_pages_of_the_staff_and_programs_are_none_of_the_workers_business(phone: BrowserContext) -> None:
    page = _first_visit(phone)
    for path in ("/staff/login", "/api/v1/categories", "/admin/login/"):
        answer = page.goto(path)
        assert answer is not None
        assert not answer.from_service_worker, path
    answer = page.goto("/help/")
    assert answer is not None
    assert answer.from_service_worker


def test_files_of_an_older_release_are_thrown_away_and_other_caches_left_alone(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/help/")
    page.evaluate(
        """async () => {
            await (await caches.open("resident")).put("/static/citizen/old.js", new Response(""));
            await (await caches.open("field-shell")).put("/static/moderation/field.js", new Response(""));
        }"""
    )
    page = _first_visit(phone)
    wait_until_true(page, "async () => !(await (await caches.open('resident')).match('/static/citizen/old.js'))")
    assert page.evaluate("caches.open('field-shell').then((cache) => cache.keys()).then((keys) => keys.length)") == 1


def test_where_nothing_can_be_kept_it_is_said_and_sending_goes_on(phone: BrowserContext, tmp_path: Path) -> None:
    words = _words()
    page = phone.new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    page.goto("/")
    write(page, tmp_path, words)
    page.wait_for_selector("#unkept >> text=Máy này không lưu được")
    page.tap("#send")
    page.wait_for_selector(".tracking-code")
    assert sent_with(phone, words) == 1


def test_the_form_can_be_put_on_the_home_screen(reopen: Reopen) -> None:
    page = _first_visit(reopen())
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getAppManifest")["errors"] == []
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
