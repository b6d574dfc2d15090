"""A mid-range telephone on a weak line: a quarter of the speed, 400 kbit/s with 400 ms; its taps are counted."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

_BYTES_PER_S = 400_000 / 8
_LATENCY_MS = 400
_TIMES_SLOWER = 4
_PARTS = ["photo_upload", "place", "kinds", "draft_store", "steps", "suggest", "twins"]
_ARE_HERE = """(parts) => parts.every((part) => performance.getEntriesByType("resource")
    .some(({ name, responseEnd }) => name.includes(`/${part}.`) && responseEnd))"""


def wait_for_parts(page: Page) -> None:
    """Wait until the scripts that the first touch fetches have come."""
    page.wait_for_function(_ARE_HERE, arg=_PARTS)


class SlowPhone:
    """A page in the browser of such a telephone; ``taps`` counts what fingers did, ``loads`` the pages that came."""

    def __init__(self, context: BrowserContext) -> None:
        self.taps = 0
        self.loads = 0
        context.expose_binding("tapped", self._tapped)
        context.add_init_script('addEventListener("pointerup", (event) => event.isTrusted && tapped(), true)')
        self.page: Page = context.new_page()
        self._line = context.new_cdp_session(self.page)
        self._line.send("Network.enable")
        self._line.send("Emulation.setCPUThrottlingRate", {"rate": _TIMES_SLOWER})
        self.online()
        self.page.on("response", lambda answer: self._came(answer))  # noqa: PLW0108  # playwright hangs a mark on it

    def online(self) -> None:
        self._set(offline=False)

    def offline(self) -> None:
        self._set(offline=True)

    def _set(self, *, offline: bool) -> None:
        speed = {"latency": _LATENCY_MS, "downloadThroughput": _BYTES_PER_S, "uploadThroughput": _BYTES_PER_S}
        self._line.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    def _tapped(self, _source: dict[str, Any]) -> None:
        self.taps += 1

    def _came(self, answer: Any) -> None:  # playwright's response
        self.loads += answer.request.is_navigation_request() and not 300 <= answer.status < 400  # redirects
