"""The sample staff."""

import stat
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from backend.accounts.models import Membership, Role, User
from backend.demo.accounts import make_sample_staff, sample_password
from backend.places.locate import wards_in_force
from backend.routing import book

DAY = date(2024, 12, 31)
pytestmark = pytest.mark.usefixtures("city")


def test_every_ward_and_every_unit_that_answers_has_its_post() -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY])
    names = set(User.objects.values_list("username", flat=True))
    wards = {f"phuong-{ward.slug}" for ward in wards_in_force(DAY)}
    units = {f"donvi-{unit.slug}" for unit in book.units(on=DAY) if unit.may_be_in_charge and unit.ward_id is None}
    assert wards | units | {"chuongtrinh", "lanhdao", "kiemtoan", "quantri", "donvi-thoat-nuoc"} <= names
    assert "donvi-ban-tcd" not in names


def test_a_ward_account_works_for_and_heads_its_committee() -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY])
    user = User.objects.get(username="phuong-ngoc-lam")
    committee = book.unit("ubnd-ngoc-lam", on=DAY)
    assert user.unit_ids == user.headed_unit_ids == {committee.pk}
    assert {post.role for post in user.posts} == {Role.WARD_OFFICER, Role.UNIT_HEAD}
    assert str(user) == "Cán bộ phường Ngọc Lâm (mẫu)"
    assert not user.is_staff


def test_only_the_administrator_enters_the_technical_pages() -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY])
    assert list(User.objects.filter(is_staff=True).values_list("username", "is_superuser")) == [("quantri", True)]


def test_twice_is_the_same_as_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY])
    before = (User.objects.count(), Membership.objects.count(), set(User.objects.values_list("password", flat=True)))
    with django_assert_max_num_queries(15):
        make_sample_staff("mat-khau-thu-1", on=[DAY])
    after = (User.objects.count(), Membership.objects.count(), set(User.objects.values_list("password", flat=True)))
    assert before == after


def test_a_new_password_opens_every_account() -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY])
    make_sample_staff("mat-khau-thu-2", on=[DAY])
    assert User.objects.get(username="lanhdao").check_password("mat-khau-thu-2")
    assert User.objects.values("password").distinct().count() == 1


def test_a_name_that_two_times_share_works_for_both_committees() -> None:
    make_sample_staff("mat-khau-thu-1", on=[DAY, date(2026, 1, 1)])
    user = User.objects.get(username="phuong-bo-de")
    slugs = {post.unit.slug for post in user.posts if post.unit}
    assert slugs == {"ubnd-bo-de", "ubnd-bo-de-2025"}


def test_the_password_is_given_or_made_once_and_kept(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, settings.DEMO_PASSWORD = tmp_path, "cho-truoc-123"
    assert sample_password() == "cho-truoc-123"
    settings.DEMO_PASSWORD = ""
    made = sample_password()
    assert sample_password() == made
    assert len(made) >= 12
    assert stat.S_IMODE((tmp_path / "demo_password").stat().st_mode) == 0o600
