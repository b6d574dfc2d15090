"""The residents' pages as a cheap telephone on a weak line sees them: LCP, CLS, INP, bytes, and a first report.

360 x 740, touch, a processor four times slower, 400 kbit/s with 400 ms: the figures of Google's Web Vitals, read from
the browser's own performance entries. Seconds depend on the machine; they are printed and never asserted.
"""

import io
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.bench.figures import say
from tests.citizen_api.pages.throttled import SlowPhone, wait_for_parts
from tests.server import Platform

_PHONE: ViewportSize = {"width": 360, "height": 740}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_LAT, _LON = 21.045795, 105.869766  # Phố Ngọc Lâm
_PAGES = {"form": "/", "map": "/map", "figures": "/figures", "report": "/r/CODE", "help": "/help/"}
_SETTLE_MS = 1500  # after the page has loaded: what shifts late still counts
_TAPPED = {"form": "#kinds summary", "map": "summary", "figures": "nav a", "report": "details summary", "help": "nav a"}
# What happens on the page is written down from its first moment.
_WATCH = """
window.vitals = { lcp: 0, cls: 0, inp: 0 };
const watch = (type, see, more = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true, ...more });
watch("largest-contentful-paint", (one) => { window.vitals.lcp = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) window.vitals.cls += one.value; });
watch("event", (one) => {
  if (one.interactionId) window.vitals.inp = Math.max(window.vitals.inp, one.duration);
}, { durationThreshold: 16 });
"""


@dataclass(frozen=True)
class Seen:
    """``lcp`` and ``inp`` in milliseconds, ``cls`` without a unit, what came over the line."""

    lcp: float
    cls: float
    inp: float
    received: int
    requests: int


def measure(platform: Platform) -> None:
    """Print the figures of every page, and the seconds of a first report without the typing."""
    program = shutil.which("chromium")
    if program is None:
        sys.stderr.write("Chromium is not at hand: the pages' figures are left out.\n")
        return
    code = _filed(platform)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        for name, path in _PAGES.items():
            seen = _seen(chromium, platform, path.replace("CODE", code), tapped=_TAPPED[name])
            for figure, unit in (("lcp", "ms"), ("cls", "1"), ("inp", "ms"), ("received", "bytes"), ("requests", "1")):
                say(f"{name}_{figure}", getattr(seen, figure), unit, per="visit", device="phone")
        say("first_report", _first_report(chromium, platform), "s", per="report", device="phone", most=60)
        chromium.close()


def _filed(platform: Platform) -> str:
    body = {"category": "household_waste", "text": "Rác để xem trang trên điện thoại.", "lat": _LAT, "lon": _LON}
    answer = httpx.post(f"{platform.address}/api/v1/reports", json=body, timeout=60)
    return str(answer.json()["code"])


def _phone(chromium: Browser, platform: Platform) -> BrowserContext:
    return chromium.new_context(
        base_url=platform.address,
        viewport=_PHONE,
        locale="vi-VN",
        has_touch=True,
        geolocation={"latitude": _LAT, "longitude": _LON, "accuracy": 12},
        permissions=["geolocation"],
    )


def _seen(chromium: Browser, platform: Platform, path: str, *, tapped: str) -> Seen:
    context = _phone(chromium, platform)
    context.add_init_script(_WATCH)
    page = SlowPhone(context).page
    came: list[int] = []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    page.goto(path)
    page.wait_for_timeout(_SETTLE_MS)
    received, requests = sum(came), len(came)
    if page.locator(tapped).count():
        page.locator(tapped).first.tap(no_wait_after=True)
        page.wait_for_timeout(_SETTLE_MS)
    vitals = page.evaluate("window.vitals ?? { lcp: 0, cls: 0, inp: 0 }")
    context.close()
    return Seen(vitals["lcp"], vitals["cls"], vitals["inp"], received, requests)


def _first_report(chromium: Browser, platform: Platform) -> float:
    """Return the seconds from the first touch of the address to the confirmation; the words are there at once."""
    context = _phone(chromium, platform)
    page = SlowPhone(context).page
    with TemporaryDirectory() as folder:
        began = time.monotonic()
        page.goto("/")
        _write(page, _photo(Path(folder)))
        page.tap("#send")
        page.wait_for_url("**/sent/**", timeout=180_000)
        spent = time.monotonic() - began
    context.close()
    return spent


def _write(page: Page, photo: Path) -> None:
    page.set_input_files("#photos-input", str(photo))
    wait_for_parts(page)
    page.tap("#locate")
    page.wait_for_selector("#said .strong", timeout=60_000)
    page.locator("#kinds summary").first.tap()
    page.tap("label:has(input[value=household_waste])")
    page.fill("#text", "Rác chưa ai lấy, mùi rất khó chịu.")


def _photo(folder: Path) -> Path:
    """Return a photo as a telephone takes it: 4000 x 3000 pixels."""
    out = io.BytesIO()
    Image.effect_noise((1000, 750), 60).convert("RGB").resize((4000, 3000)).save(out, "JPEG", quality=90)
    path = folder / "anh.jpg"
    path.write_bytes(out.getvalue())
    return path
