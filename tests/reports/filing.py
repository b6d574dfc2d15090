"""Reports, officers and photos for tests: filed through the domain, as the doors do it."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from backend.accounts.actor import Reporter, Staff
from backend.accounts.models import Membership, Role, User
from backend.reports.intake import Filed, submit
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Channel, Report, Status
from backend.reports.new_report import NewContact, NewReport
from backend.routing.models import Unit

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=CITY)  # a Wednesday morning in office hours
NGOC_LAM = (21.045795, 105.869766)
CONTACT = NewContact(name="Bà Nguyễn Thị Mẫu", phone="0900 000 123", email="mau@dan.example", consent_version="2026-1")
WASTE = NewReport(
    category="household_waste",
    text="Rác ba ngày chưa có ai thu gom, bốc mùi.",
    lat=NGOC_LAM[0],
    lon=NGOC_LAM[1],
    channel=Channel.WEB,
)


def jpeg(colour: tuple[int, int, int] = (90, 120, 60), size: tuple[int, int] = (320, 240)) -> bytes:
    """Return a small JPEG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def waste(**changes: Any) -> NewReport:
    """Return a report of waste on Phố Ngọc Lâm with ``changes``."""
    return replace(WASTE, **changes)


def file(*, now: datetime = NOW, **changes: Any) -> Filed:
    """File :func:`waste`."""
    return submit(waste(**changes), by=Reporter(), now=now)


def filed(*, now: datetime = NOW, **changes: Any) -> Report:
    """File :func:`waste` and return the report."""
    return file(now=now, **changes).report


def officer(unit: Unit | None, role: Role = Role.UNIT_OFFICER, username: str = "") -> User:
    """Return a person with one post."""
    name = username or f"{role}-{unit.slug if unit else 'quan'}"
    user, _new = User.objects.get_or_create(username=name, defaults={"display_name": f"Cán bộ {name}"})
    Membership.objects.get_or_create(user=user, unit=unit, role=role)
    return User.objects.get(pk=user.pk)


def staff(unit: Unit | None, role: Role = Role.UNIT_OFFICER) -> Staff:
    return Staff(officer(unit, role))


def moved(report: Report, *steps: Status | str, now: datetime = NOW, note: str = "Đã xem và xử lý.") -> Report:
    """Take ``steps`` as an officer of the unit in charge, one minute apart."""
    for number, to in enumerate(steps, start=1):
        by = staff(report.unit)
        advance(report, to, by=by, now=now + timedelta(minutes=number), move=Move(note=note, reason="lawful"))
    return report
