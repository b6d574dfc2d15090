"""Who answers, with whom, until when and why."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from backend.core import edition
from backend.places.geometry import Point
from backend.places.locate import ward_at, wards_in_force
from backend.places.models import Hotspot, Site, SiteKind, Ward
from backend.routing import book
from backend.routing.complaints import ReadsLike
from backend.routing.decide import Decision, Matter, decide
from backend.routing.models import Category, Profile, Rule, Unit, UnitKind
from tests.places.days import IN_THE_4, IN_THE_13, IN_THE_14

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ARRIVED = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NGOC_LAM = Point(21.045795, 105.869766)


def _decide(code: str = "household_waste", *, on: date = IN_THE_14, ward: Ward | None = None, **more: Any) -> Decision:
    place = ward or ward_at(NGOC_LAM, on=on)
    return decide(Matter(category=book.category(code), ward=place, **more), arrived_at=ARRIVED, on=on)


def _rule(**fields: Any) -> Rule:
    wanted = {"name": "Quy tắc thử", "order": 1, "valid_from": date(2020, 1, 1), "in_charge": "phong-tnmt"} | fields
    rule = Rule.objects.create(**wanted)
    edition.changed()
    return rule


@pytest.mark.parametrize("on", [IN_THE_14, IN_THE_13, IN_THE_4])
def test_every_ward_and_category_has_a_named_unit_with_reasons(on: date) -> None:
    wards = wards_in_force(on)
    assert len(wards) == {IN_THE_14: 14, IN_THE_13: 13, IN_THE_4: 4}[on]
    categories = book.categories()
    assert len(categories) == 42
    for ward in wards:
        committee = book.ward_committee(ward, on=on)
        for category in categories:
            decision = _decide(category.code, on=on, ward=ward)
            where = f"{ward.slug} {category.code}"
            assert decision.unit.may_be_in_charge, where
            assert decision.unit.kind != UnitKind.PARTNER, where
            assert committee in {decision.unit, *decision.with_units}, where
            assert decision.unit not in decision.with_units, where
            assert len(decision.with_units) == len(set(decision.with_units)), where
            assert decision.reasons[0].code == "rule", where
            assert ARRIVED < decision.accept_by < decision.resolve_by, where
            profiles = {Profile.WARDS, Profile.BOTH} if on == IN_THE_4 else {Profile.DISTRICT, Profile.BOTH}
            assert {one.profile for one in (decision.unit, *decision.with_units)} <= profiles, where


@pytest.mark.parametrize(
    ("on", "code", "slug"),
    [
        (IN_THE_14, "household_waste", "ubnd-ngoc-lam"),
        (IN_THE_14, "restaurant_food", "phong-y-te"),
        (IN_THE_14, "congestion", "doi-csgt-tt"),
        (IN_THE_13, "congestion", "csgt-tp"),
        (IN_THE_13, "fire_hazard", "pccc-tp"),
        (IN_THE_4, "household_waste", "kthtdt-bo-de-2025"),
        (IN_THE_4, "illegal_parking", "cap-bo-de-2025"),
        (IN_THE_4, "other", "hcc-bo-de-2025"),
        (IN_THE_4, "restaurant_food", "vhxh-bo-de-2025"),
        (IN_THE_4, "market_food", "kthtdt-bo-de-2025"),
        (IN_THE_4, "congestion", "csgt-tp"),
    ],
)
def test_a_matter_goes_to_the_unit_of_its_day(on: date, code: str, slug: str) -> None:
    assert _decide(code, on=on).unit.slug == slug


def test_the_reasons_say_rule_place_level_clock_and_deadlines_in_words() -> None:
    decision = _decide(near_boundary=True, neighbours=("Bồ Đề",))
    said = {reason.code: reason.words for reason in decision.reasons}
    assert said["rule"].startswith("UBND P. Ngọc Lâm chủ trì theo quy tắc “Rác thải tồn đọng, chưa thu gom")
    assert said["ward"] == "Vị trí nằm trong phường Ngọc Lâm."
    assert said["near_boundary"] == "Vị trí giáp ranh với phường Bồ Đề (ranh giới tham khảo)."
    assert said["accept_by"].startswith("Hạn tiếp nhận 9 giờ 00, thứ Năm 26/11/2026")
    assert {"level", "clock", "resolve_by", "with"} <= said.keys()


def test_the_resident_who_names_the_ward_is_said_so() -> None:
    said = {reason.code: reason.words for reason in _decide(resident_chose_ward=True).reasons}
    assert said["ward"] == "Người phản ánh cho biết sự việc ở phường Ngọc Lâm."


@pytest.fixture
def hotspot() -> Hotspot:
    return Hotspot.objects.order_by("code")[0]


@pytest.fixture
def site() -> Site:
    return Site.objects.create(
        code="truong-mau", name="Trường mẫu", kind=SiteKind.SCHOOL, lat=NGOC_LAM.lat, lon=NGOC_LAM.lon
    )


@pytest.mark.usefixtures("own_tables")
def test_the_more_specific_rule_wins(hotspot: Hotspot, site: Site) -> None:
    category, ward = Category.objects.get(code="household_waste"), ward_at(NGOC_LAM, on=IN_THE_14)
    ladder: list[dict[str, Any]] = [
        {"ward": ward},
        {"hotspot": hotspot},
        {"group": "environment"},
        {"ward": ward, "group": "environment"},
        {"hotspot": hotspot, "group": "environment"},
        {"category": category},
        {"ward": ward, "category": category},
        {"hotspot": hotspot, "category": category},
        {"site": site},
    ]
    Rule.objects.all().delete()
    for number, conditions in enumerate(ladder):
        _rule(name=f"Bậc {number}", order=100 - number, **conditions)
        decision = _decide(hotspot=hotspot, site=site)
        assert f"Bậc {number}" in decision.reasons[0].words
    assert "Bậc 6" in _decide().reasons[0].words


@pytest.mark.usefixtures("own_tables")
def test_equal_rules_go_by_order_and_then_the_newer() -> None:
    category = Category.objects.get(code="household_waste")
    _rule(name="Sau", order=9, category=category)
    _rule(name="Trước", order=8, category=category)
    assert "Trước" in _decide().reasons[0].words
    _rule(name="Mới hơn", order=8, category=category, valid_from=date(2021, 1, 1))
    assert "Mới hơn" in _decide().reasons[0].words


def test_no_seeded_rule_names_a_hot_spot_alone() -> None:
    assert not Rule.objects.filter(hotspot__isnull=False, category__isnull=True, group="").exists()


@pytest.mark.usefixtures("own_tables")
def test_a_rule_whose_unit_is_not_at_work_is_passed_over_and_says_so() -> None:
    category = Category.objects.get(code="household_waste")
    _rule(name="Đơn vị cũ", order=1, category=category, in_charge="khong-co")
    decision = _decide()
    assert decision.unit.slug == "ubnd-ngoc-lam"
    assert [reason.words for reason in decision.reasons if reason.code == "rule_passed_over"] == [
        "Bỏ qua quy tắc “Đơn vị cũ”: ngày 31/12/2024 không có đơn vị khong-co được chủ trì."
    ]


@pytest.mark.usefixtures("own_tables")
def test_a_partner_is_never_in_charge_and_an_absent_helper_is_named() -> None:
    category = Category.objects.get(code="household_waste")
    _rule(name="Đối tác", order=1, category=category, in_charge="dien-luc", with_units=["khong-co"])
    assert _decide().unit.slug == "ubnd-ngoc-lam"
    _rule(name="Mời", order=0, category=category, with_units=["khong-co", "phong-tnmt", "phong-y-te", "phong-y-te"])
    decision = _decide()
    assert [unit.slug for unit in decision.with_units] == ["phong-y-te", "ubnd-ngoc-lam"]
    assert "unit_passed_over" in {reason.code for reason in decision.reasons}


@pytest.mark.usefixtures("own_tables")
@pytest.mark.parametrize(("on", "slug"), [(IN_THE_14, "vp-ubnd"), (IN_THE_4, "vp-bo-de-2025")])
def test_what_no_rule_finds_is_never_unassigned(on: date, slug: str) -> None:
    Rule.objects.all().delete()
    edition.changed()
    decision = _decide(on=on)
    assert decision.unit.slug == slug
    assert decision.reasons[0].code == "backstop"
    assert decision.with_units == (book.ward_committee(ward_at(NGOC_LAM, on=on), on=on),)


@pytest.mark.usefixtures("own_tables")
def test_without_the_office_the_committee_and_without_it_any_unit_takes_it() -> None:
    Rule.objects.all().delete()
    Unit.objects.filter(slug="vp-ubnd").delete()
    edition.changed()
    assert _decide().unit.slug == "ubnd-ngoc-lam"
    Unit.objects.filter(slug="ubnd-ngoc-lam").delete()
    edition.changed()
    decision = _decide()
    assert decision.unit.may_be_in_charge
    assert "no_committee" in {reason.code for reason in decision.reasons}
    Unit.objects.all().delete()
    edition.changed()
    with pytest.raises(book.NoUnit):
        _decide()


def test_a_denunciation_goes_to_the_office_alone_and_a_complaint_is_held() -> None:
    decision = _decide(reads_like=ReadsLike.TO_CAO)
    assert (decision.unit.slug, decision.with_units, decision.reasons[0].code) == ("vp-ubnd", (), "denunciation")
    assert "complaint" in {reason.code for reason in _decide(reads_like=ReadsLike.KHIEU_NAI).reasons}


def test_two_people_ill_may_be_a_poisoning() -> None:
    codes = {reason.code for reason in _decide("restaurant_food", answers={"people_ill": 2}).reasons}
    assert "may_be_poisoning" in codes
    for code, answers in (("restaurant_food", {"people_ill": 1}), ("food_poisoning", {"people_ill": 9})):
        assert "may_be_poisoning" not in {reason.code for reason in _decide(code, answers=answers).reasons}


def test_a_ward_of_another_day_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not in force"):
        _decide(on=IN_THE_14, ward=ward_at(NGOC_LAM, on=IN_THE_4))


def test_reasons_are_vietnamese_whatever_language_the_resident_uses() -> None:
    with translation.override("en"):
        assert "chủ trì" in _decide().reasons[0].words


def test_a_decision_asks_the_database_nothing() -> None:
    _decide()
    with CaptureQueriesContext(connection) as asked:
        _decide("restaurant_food")
    assert len(asked) == 0
