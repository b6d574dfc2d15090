"""Keys of other systems in the settings: the administrator makes them, sees them once, ends them."""

import re

import pytest

from backend.accounts.models import ProgramKey, Role, SettingChange
from tests.accounts.keys import made_key
from tests.moderation.conftest import SignIn
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PAGE = "/staff/settings/keys"
FORM = {
    "name": "Cổng thông tin",
    "owner": "Phòng Văn hóa, 024 0000 0002",
    "scopes": ["report", "update"],
    "reason": "Công văn mẫu.",
}


def test_a_key_is_made_shown_once_and_ended(sign_in: SignIn) -> None:
    client = sign_in(officer(None, Role.ADMINISTRATOR))
    _row, _key = made_key()
    last_day = ProgramKey.objects.get().created_at.replace(year=ProgramKey.objects.get().created_at.year + 1)
    page = client.post(PAGE, FORM | {"last_day": f"{last_day:%Y-%m-%d}", "publishes_at_once": "1"}).content.decode()
    found = re.search(r'id="new-key">(lbp_[\w-]+)<', page)
    assert found
    row = ProgramKey.objects.get(name="Cổng thông tin")
    assert (row.publishes_at_once, row.scopes) == (True, ["report", "update"])
    listed = client.get(PAGE).content.decode()
    assert found[1] not in listed
    assert "gửi phản ánh, gửi tin cập nhật" in listed
    assert client.post(f"{PAGE}/{row.pk}/end", {"reason": ""}).status_code == 422
    assert client.post(f"{PAGE}/{row.pk}/end", {"reason": "Hết dùng."}).status_code == 302
    assert client.post(f"{PAGE}/{row.pk}/end", {"reason": "Hết dùng."}).status_code == 404
    assert "đã hủy" in client.get(PAGE).content.decode()
    assert SettingChange.objects.filter(key="Cổng thông tin").count() == 2
    assert "khóa của phần mềm khác" in client.get("/staff/settings/changes").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(sign_in: SignIn) -> None:
    client = sign_in(officer(None, Role.ADMINISTRATOR))
    answer = client.post(PAGE, FORM | {"last_day": "tomorrow"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Cổng thông tin"' in page
    assert "Xin chọn ngày hết hạn" in page
    assert not ProgramKey.objects.exists()


def test_only_the_administrator_finds_the_way(sign_in: SignIn) -> None:
    assert PAGE in sign_in(officer(None, Role.ADMINISTRATOR)).get("/staff/settings").content.decode()
    leader = sign_in(officer(None, Role.LEADER))
    assert PAGE not in leader.get("/staff/settings").content.decode()
    assert leader.get(PAGE).status_code == 403
