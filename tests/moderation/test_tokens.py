"""Personal keys: a program acts as its person, no more and no less, until the key is ended."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts import tokens
from backend.accounts.models import ApiToken, Role
from backend.core.errors import Refused
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def asked(key: str, address: str = "/api/v1/staff/inbox") -> int:
    return Client(headers={"authorization": f"Token {key}"}).get(address).status_code


def test_a_key_is_shown_once_and_opens_what_its_person_sees(sign_in: SignIn) -> None:
    report = filed()
    client = sign_in(report)
    page = client.post("/staff/settings/tokens", {"name": "Bảng điện tử"}).content.decode()
    found = re.search(r'id="new-key">(lb_[\w-]+)<', page)
    assert found
    key = found[1]
    assert key not in client.get("/staff/settings").content.decode()
    assert ApiToken.objects.get().digest != key
    program = Client(headers={"authorization": f"Token {key}"}, enforce_csrf_checks=True)
    address = f"/api/v1/staff/reports/{report.code}"
    assert program.get(address).status_code == 200
    done = program.post(f"{address}/assign", {"user": officer(report.unit).username}, content_type="application/json")
    assert done.json()["history"][-1]["who"].startswith("Cán bộ")
    assert asked(key, f"/api/v1/staff/reports/{filed(lat=21.0297, lon=105.9076).code}") == 404


def test_a_program_sees_the_photos_of_its_persons_reports_at_the_addresses_it_was_told() -> None:
    report = filed(photos=[jpeg()])
    _row, key = tokens.make(officer(report.unit), "Ảnh", now=timezone.now())
    program = Client(headers={"authorization": f"Token {key}"})
    told = program.get(f"/api/v1/staff/reports/{report.code}").json()["photos"][0]
    row = program.get("/api/v1/staff/inbox").json()["results"][0]
    assert row["thumb_url"] == told["thumb_url"]
    for address in (told["url"], told["thumb_url"]):
        picture = program.get(address)
        assert (picture.status_code, picture.headers["Content-Type"], picture.content[:2]) == (
            200,
            "image/jpeg",
            b"\xff\xd8",
        )
        assert "no-store" in picture.headers["Cache-Control"]
    _row, other = tokens.make(officer(Unit.objects.get(slug="phong-y-te")), "Khác", now=timezone.now())
    assert (asked(other, told["url"]), asked(key, told["url"].replace("full", "huge"))) == (404, 404)


def test_a_key_ends_with_its_time_its_person_or_by_hand(sign_in: SignIn) -> None:
    user = officer(filed().unit)
    now = timezone.now()
    row, key = tokens.make(user, "Một", now=now)
    assert tokens.holder_of(key, now=now + timedelta(hours=3)) == user
    assert tokens.holder_of(key, now=now + timedelta(days=366)) is None
    assert [asked(key), asked("lb_wrong"), asked("other")] == [200, 401, 401]
    user.is_active = False
    user.save()
    assert asked(key) == 401
    user.is_active = True
    user.save()
    sign_in(officer(None, Role.LEADER)).post(f"/staff/settings/tokens/{row.pk}/end")
    assert asked(key) == 200
    sign_in(user).post(f"/staff/settings/tokens/{row.pk}/end")
    assert asked(key) == 401


def test_a_key_has_a_name_and_there_are_not_too_many(sign_in: SignIn) -> None:
    user = officer(filed().unit)
    assert sign_in(user).post("/staff/settings/tokens", {"name": ""}).status_code == 422
    for number in range(tokens.MOST):
        tokens.make(user, f"Số {number}", now=timezone.now())
    with pytest.raises(Refused):
        tokens.make(user, "Nữa", now=timezone.now())
