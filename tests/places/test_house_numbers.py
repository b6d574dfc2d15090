"""A place is said with the number of the house nearby where the district's own data know one."""

import pytest

from backend.places.geometry import Point
from backend.places.house_numbers import house_number_near
from backend.places.models import Landmark, Street

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
AT_171 = Point(21.045795, 105.869766)


@pytest.fixture
def ngoc_lam() -> Street:
    return Street.objects.get(name="Phố Ngọc Lâm")


def test_the_first_number_of_a_pair_is_said(ngoc_lam: Street) -> None:
    assert house_number_near(AT_171, ngoc_lam) == "171"


def test_the_nearest_number_wins(ngoc_lam: Street) -> None:
    assert house_number_near(Point(21.04619, 105.87072), ngoc_lam) == "170"


def test_the_number_of_another_street_is_not_said(ngoc_lam: Street) -> None:
    another = Street.objects.exclude(pk=ngoc_lam.pk).order_by("id")[0]
    assert house_number_near(AT_171, another) == ""


@pytest.mark.parametrize("name", ["Đối diện 447 Ngọc Lâm - Vườn hoa", "Ngõ 12 Ngọc Lâm", "Trạm 5"])
def test_a_lane_or_the_other_side_is_no_number(ngoc_lam: Street, name: str) -> None:
    far = Point(21.06, 105.9)
    Landmark.objects.create(name=name, kind="bus_stop", lat=far.lat, lon=far.lon)
    assert house_number_near(far, ngoc_lam) == ""


def test_sixty_metres_away_no_number_is_near(ngoc_lam: Street) -> None:
    assert house_number_near(Point(AT_171.lat + 0.003, AT_171.lon), ngoc_lam) == ""
