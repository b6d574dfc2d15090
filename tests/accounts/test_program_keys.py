"""Keys of other systems: made once, known by a digest, ended at once, brought by the environment."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from backend import env
from backend.accounts import program_keys
from backend.accounts.models import Area, ProgramKey, Role, Scope, SettingChange
from backend.accounts.program_keys import WrongKey, key_for, program_of, revoke, seed
from backend.core.errors import Forbidden, Refused
from tests.accounts.keys import made_key, wanted
from tests.reports.filing import NOW, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.database
def test_a_key_is_kept_as_a_digest_and_opens_what_it_is_for_until_its_day_is_over() -> None:
    row, key = made_key(now=NOW, scopes=["report"], last_day=date(2026, 12, 31))
    assert key.startswith("lbp_")
    assert key not in str(ProgramKey.objects.values().get())
    assert key_for(key, Scope.REPORT, now=NOW) == row
    assert program_of(row).key_name == "FixMyStreet"
    evening = NOW.replace(month=12, day=31, hour=23)
    assert key_for(key, Scope.REPORT, now=evening) == row
    for given, scope, now in (
        ("", Scope.REPORT, NOW),
        (f"{key}x", Scope.REPORT, NOW),
        (key, Scope.UPDATE, NOW),
        (key, Scope.REPORT, evening + timedelta(hours=1)),
    ):
        with pytest.raises(WrongKey) as refused:
            key_for(given, scope, now=now)
        assert (refused.value.status, refused.value.field) == (403, "api_key")


def test_the_last_use_is_noted_now_and_then() -> None:
    _row, key = made_key(now=NOW)
    key_for(key, Scope.REPORT, now=NOW)
    key_for(key, Scope.REPORT, now=NOW + timedelta(minutes=5))
    assert ProgramKey.objects.get().last_used_at == NOW
    key_for(key, Scope.REPORT, now=NOW + timedelta(minutes=11))
    assert ProgramKey.objects.get().last_used_at == NOW + timedelta(minutes=11)


def test_a_key_ended_opens_nothing_and_its_name_is_free_again() -> None:
    row, key = made_key()
    by, now = staff(None, Role.ADMINISTRATOR), timezone.now()
    with pytest.raises(Refused):
        revoke(row.pk, reason="", by=by, now=now)
    assert revoke(row.pk, reason="Hết thỏa thuận.", by=by, now=now) == row
    assert revoke(row.pk, reason="Hết thỏa thuận.", by=by, now=now) is None
    with pytest.raises(WrongKey):
        key_for(key, Scope.REPORT, now=now)
    made_key()
    logged = SettingChange.objects.filter(area=Area.PROGRAM_KEY, key="FixMyStreet").order_by("id")
    assert [change.reason for change in logged] == ["Thỏa thuận kết nối.", "Hết thỏa thuận.", "Thỏa thuận kết nối."]
    assert key not in str(list(logged.values()))


@pytest.mark.database
def test_two_live_keys_have_two_names() -> None:
    made_key()
    with pytest.raises(Refused) as refused:
        made_key()
    assert (refused.value.field, ProgramKey.objects.count()) == ("name", 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 61),
        ("owner", ""),
        ("scopes", ["all"]),
        ("last_day", None),
        ("last_day", date(2020, 1, 1)),
        ("last_day", date(2099, 1, 1)),
        ("last_day", date.max),
        ("reason", ""),
    ],
)
def test_a_wish_that_cannot_be_granted_says_which_field(field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        program_keys.make(wanted(**{field: value}), by=staff(None, Role.ADMINISTRATOR), now=timezone.now())
    assert [one.field for one in refused.value.refusals] == [field]
    assert not ProgramKey.objects.exists()


def test_only_an_administrator_makes_and_ends_keys() -> None:
    leader = staff(None, Role.LEADER)
    with pytest.raises(Forbidden):
        program_keys.make(wanted(), by=leader, now=NOW)
    with pytest.raises(Forbidden):
        revoke(1, reason="Thử.", by=leader, now=NOW)


def test_keys_of_the_environment_are_brought_in_once_and_one_that_was_ended_stays_ended(settings: Settings) -> None:
    settings.OPEN311_KEYS = {"cong": ("secret-of-the-portal", True), "tong-dai": ("secret-of-the-desk", False)}
    call_command("seed_keys")
    assert seed(now=timezone.now()) == 0
    portal, desk = ProgramKey.objects.order_by("id")
    assert (portal.publishes_at_once, desk.publishes_at_once) == (True, False)
    assert (portal.name, portal.made_by, portal.expires_at) == ("cong", None, None)
    now = timezone.now()
    assert key_for("secret-of-the-portal", Scope.UPDATE, now=now) == portal
    revoke(portal.pk, reason="Lộ khóa.", by=staff(None, Role.ADMINISTRATOR), now=now)
    seed(now=now)
    with pytest.raises(WrongKey):
        key_for("secret-of-the-portal", Scope.REPORT, now=now)
    settings.OPEN311_KEYS = {"tong-dai": ("another-of-the-desk", True)}
    assert key_for("another-of-the-desk", Scope.REPORT, now=now).name == "tong-dai 2"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", {}),
        ("only-a-key", {"open311-1": ("only-a-key", True)}),
        ("a:key-of-a-1, b:key-of-b-1:review", {"a": ("key-of-a-1", True), "b": ("key-of-b-1", False)}),
    ],
)
def test_the_setting_is_read(written: str, read: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPEN311_KEYS", written)
    assert env.keys("OPEN311_KEYS", shortest=8) == read


@pytest.mark.parametrize("written", ["short", "a:short", "a:long-enough:maybe", "a:long-enough,a:long-enough-2"])
def test_a_setting_that_cannot_be_read_stops_the_start_and_shows_no_key(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPEN311_KEYS", written)
    with pytest.raises(env.WrongSetting) as wrong:
        env.keys("OPEN311_KEYS", shortest=8)
    assert "OPEN311_KEYS" in str(wrong.value)
    assert "long-enough" not in str(wrong.value)
