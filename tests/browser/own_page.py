"""A report somebody sent with photos and a contact, and what its unit does with it: for stories of the own page."""

import uuid
from dataclasses import dataclass

import httpx
from playwright.sync_api import FilePayload, Page

from tests.browser.conftest import NGOC_LAM
from tests.browser.field import told
from tests.reports.filing import jpeg
from tests.server import Platform


@dataclass(frozen=True)
class Sent:
    """A report on its platform, with the secret of its own page."""

    code: str
    secret: str

    @property
    def public(self) -> str:
        return f"/r/{self.code}"

    @property
    def own(self) -> str:
        return f"/r/{self.code}?key={self.secret}"

    @property
    def confirmation(self) -> str:
        return f"/sent/{self.code}?key={self.secret}"


def send(platform: Platform, text: str) -> Sent:
    """Send a report of waste with a photo and a contact near Phố Ngọc Lâm."""
    files = {"photo": jpeg((150, 90, 40), (800, 600))}
    photo = httpx.post(f"{platform.address}/api/v1/photos", files=files, timeout=20).raise_for_status()
    report = {
        "category": "household_waste",
        "text": text,
        "lat": NGOC_LAM["latitude"],
        "lon": NGOC_LAM["longitude"],
        "contact_name": "Bà Nguyễn Thị Mẫu",
        "contact_phone": "0900 000 123",
        "consent": "2026-1",
        "photo_tokens": [photo.json()["token"]],
    }
    answer = httpx.post(f"{platform.address}/api/v1/reports", json=report, timeout=20).raise_for_status().json()
    return Sent(answer["code"], answer["secret"])


def step(officer: Page, sent: Sent, to: str, note: str, *, photo: bytes | None = None) -> None:
    """Take a step by the staff API, with a photo where there is one."""
    wish: dict[str, object] = {"to": to, "note": note, "version": told(officer, sent.code)["version"]}
    if photo:
        file: FilePayload = {"name": "sau.jpg", "mimeType": "image/jpeg", "buffer": photo}
        answer = officer.request.post("/api/v1/photos", multipart={"photo": file})
        wish["photos"] = [answer.json()["token"]]
    _post(officer, f"/api/v1/staff/reports/{sent.code}/advance", data=wish)


def release_all(officer: Page, sent: Sent) -> None:
    """Let out every photo of the report."""
    known = told(officer, sent.code)
    wish = {"text": "Rác tồn đọng.", "photos": [photo["id"] for photo in known["photos"]], "version": known["version"]}
    _post(officer, f"/api/v1/staff/reports/{sent.code}/publish", data=wish)


def look_at_contact(officer: Page, sent: Sent) -> None:
    officer.goto(f"/staff/r/{sent.code}")
    officer.locator("#why-contact").fill("Hỏi thêm về vị trí")
    officer.locator("#contact button[type=submit]").first.click()
    officer.get_by_text("0900000123").wait_for()


def _post(officer: Page, address: str, **body: object) -> None:
    who = officer.request.get("/api/v1/staff/field/who").json()
    headers = {"X-CSRFToken": who["csrf"], "Idempotency-Key": str(uuid.uuid4())}
    answer = officer.request.post(address, headers=headers, **body)  # type: ignore[arg-type]  # as Playwright names them
    assert answer.ok, answer.text()
