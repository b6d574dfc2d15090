"""Whoever works for a unit that ended reads so in the inbox, and where their work goes on."""

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.registers.ward_change import change_wards
from backend.reports.models import Status
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import NOW, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
JULY = date(2025, 7, 1)
ENDED = "kết thúc hoạt động hết ngày"


def test_people_of_an_ended_unit_read_where_their_work_goes_on(sign_in: SignIn, settings: Settings) -> None:
    desk = sign_in(officer(Unit.objects.get(slug="ubnd-ngoc-lam"), username="nguoi-cu"))
    done, still_open = moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed()
    assert ENDED not in desk.get("/staff/").content.decode()
    settings.WARDS_ON = JULY
    page = desk.get("/staff/").content.decode()
    assert ENDED in page
    assert "Ông/bà chưa có chức vụ ở đơn vị mới nào" in page
    by = Staff(officer(None, Role.ADMINISTRATOR, "quantri"))
    change_wards(on=JULY, by=by, now=NOW + timedelta(hours=1))
    page = desk.get("/staff/?tab=open").content.decode()
    assert "Phòng Kinh tế, Hạ tầng và Đô thị phường Bồ Đề" in page
    assert "chưa có chức vụ" not in page
    assert still_open.code in page
    assert done.code in desk.get("/staff/?tab=done").content.decode()
    assert "đã chuyển" not in page
    assert "Chuyển theo địa giới mới" in desk.get(f"/staff/r/{still_open.code}").content.decode()
