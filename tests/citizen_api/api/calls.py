"""Calls to the API, as programs make them."""

from typing import Any

from django.test import Client

from backend.reports.models import Report
from tests.reports.filing import NGOC_LAM

REPORTS = "/api/v1/reports"
WASTE: dict[str, Any] = {
    "category": "household_waste",
    "text": "Rác ba ngày chưa có ai thu gom, bốc mùi.",
    "lat": NGOC_LAM[0],
    "lon": NGOC_LAM[1],
}
CONTACT = {
    "contact_name": "Bà Nguyễn Thị Mẫu",
    "contact_phone": "0900 000 123",
    "contact_email": "mau@dan.example",
    "consent": "2026-1",
}


def post(client: Client, path: str = REPORTS, /, **body: Any) -> Any:
    """POST JSON."""
    return client.post(path, body, content_type="application/json")


def file_waste(client: Client, *, key: str = "", **changes: Any) -> Any:
    """POST a report of waste in JSON with ``changes``; None takes a field away."""
    body = {name: value for name, value in (WASTE | changes).items() if value is not None}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(REPORTS, body, content_type="application/json", headers=headers)


def at(report: Report, **more: str) -> dict[str, str]:
    """Return a query for the place of ``report``."""
    return {"lat": str(report.lat), "lon": str(report.lon)} | more


def faults(answer: Any) -> set[tuple[str, str]]:
    """Return (field, code) of every error of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content[:200]
    return {(fault["field"], fault["code"]) for fault in answer.json()["errors"]}
