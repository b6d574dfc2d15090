"""What an officer does on a telephone in the street, for the stories of work outside."""

import uuid
from typing import Any

import httpx
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import NGOC_LAM
from tests.reports.filing import jpeg
from tests.server import Platform

WARD, OTHER_WARD = "phuong-ngoc-lam", "phuong-cu-khoi"


def file(platform: Platform, text: str, *, north_m: float = 0) -> str:
    """File a report of waste with a photo near Phố Ngọc Lâm; return its code."""
    photo = httpx.post(
        f"{platform.address}/api/v1/photos", files={"photo": jpeg((200, 80, 40), (800, 600))}, timeout=20
    )
    report = {
        "category": "household_waste",
        "text": text,
        "lat": NGOC_LAM["latitude"] + north_m / 111_000,
        "lon": NGOC_LAM["longitude"],
        "photo_tokens": [photo.raise_for_status().json()["token"]],
    }
    answer = httpx.post(f"{platform.address}/api/v1/reports", json=report, timeout=20)
    code: str = answer.raise_for_status().json()["code"]
    return code


def told(page: Page, code: str) -> dict[str, Any]:
    """Return the report as the staff API tells it."""
    answer: dict[str, Any] = page.request.get(f"/api/v1/staff/reports/{code}").json()
    return answer


def advance(page: Page, code: str, to: str, note: str = "") -> None:
    who = page.request.get("/api/v1/staff/field/who").json()
    headers = {"X-CSRFToken": who["csrf"], "Idempotency-Key": str(uuid.uuid4())}
    wish = {"to": to, "note": note, "version": told(page, code)["version"]}
    answer = page.request.post(f"/api/v1/staff/reports/{code}/advance", data=wish, headers=headers)
    assert answer.ok, answer.text()


def again(page: Page) -> None:
    """Open the page again, and wait until the telephone keeps what it shows."""
    page.reload()
    expect(page.locator("#field[data-kept=yes]")).to_be_attached(timeout=30_000)


def photo(colour: tuple[int, int, int] = (60, 160, 80)) -> FilePayload:
    return {"name": "sau.jpg", "mimeType": "image/jpeg", "buffer": jpeg(colour, (1200, 900))}


def open_report(page: Page, code: str) -> None:
    page.locator(f"#s-{code} .stop-link").click()
    expect(page.locator("#sheet[open]")).to_be_visible()


def deed(page: Page, to: str) -> None:
    page.locator(f"#deeds [data-to={to}]").click()


def resolve(page: Page, code: str, words: str) -> None:
    open_report(page, code)
    page.locator("#camera").set_input_files(photo())
    expect(page.locator("#compare")).to_be_visible()
    page.locator("#note").fill(words)
    deed(page, "resolved")
    expect(page.locator("#sheet[open]")).to_have_count(0)


def kinds(page: Page, code: str) -> list[str]:
    return [line["kind"] for line in told(page, code)["history"]]


def kept_of(page: Page, person: str) -> dict[str, Any]:
    """Return what the telephone still holds of a person: names of caches and databases."""
    held: dict[str, Any] = page.evaluate(
        """async (person) => ({
            caches: (await caches.keys()).filter((name) => name === `field-data-${person}`),
            bases: (await indexedDB.databases()).map((base) => base.name).filter((name) => name === `field-${person}`),
            who: localStorage.getItem("field-person"),
        })""",
        person,
    )
    return held
