"""A telephone on which somebody writes a report, photo, place, kind and words."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.reports.filing import jpeg


def written(phone: BrowserContext, folder: Path, words: str) -> Page:
    """Open the form and fill it in."""
    page = phone.new_page()
    page.goto("/")
    write(page, folder, words)
    return page


def write(page: Page, folder: Path, words: str) -> None:
    """Fill in the form that is open."""
    photo = folder / "anh.jpg"
    photo.write_bytes(jpeg())
    page.set_input_files("#photos-input", str(photo))
    page.wait_for_selector("#new-photos li img")
    page.tap("#locate")
    page.wait_for_selector("#said .strong, #said :text('vị trí vẫn được giữ')")
    page.fill("#kind-search", "rac thai")
    page.tap("label:has(input[value=household_waste])")
    page.wait_for_selector("#q-since_when")
    page.fill("#text", words)


def wait_until_kept(page: Page, words: str) -> None:
    """Wait until the browser has written down all of it."""
    kept = """async () => {
      const { get } = await import("/static/citizen/draft_store.js");
      const draft = await get();
      const photos = (draft?.photos.length ?? 0) + (draft?.uploaded?.length ?? 0);
      return [draft?.fields.text?.[0], photos, Boolean(draft?.fields.lat)];
    }"""
    for _turn in range(100):
        if page.evaluate(kept) == [words, 1, True]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(kept))


def sent_with(phone: BrowserContext, words: str) -> int:
    """Return how many reports hold these words."""
    found = phone.request.get("/api/v1/reports", params={"q": words}).json()["results"]
    return [one["text"] for one in found].count(words)
