"""Which reports are of one thing: every part says its share, and staff read why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.places.geometry import Point
from backend.reports.alike import MOST, alike_to
from backend.reports.likeness import STRONG, Description, Sort, likeness_of
from backend.reports.models import Report
from backend.reports.telling_words import compare, told
from tests.photos.pictures import encoded, street
from tests.reports.filing import NGOC_LAM, NOW, filed, officer

LAT, LON = NGOC_LAM
METRE = 1 / 110_700  # degrees of latitude
WASTE = Sort("household_waste", "environment", 30, 24, frozenset({"rac", "thu", "gom"}))
HERE = Description(WASTE, Point(LAT, LON), NOW)


def score(one: Description, other: Description) -> float:
    return likeness_of(one, other).score


def off(metres: float) -> Description:
    return replace(HERE, point=Point(LAT + metres * METRE, LON))


def test_the_nearer_and_the_sooner_the_more_alike() -> None:
    distances = [score(HERE, off(metres)) for metres in (0, 10, 25, 40)]
    assert distances == sorted(distances, reverse=True)
    assert len(set(distances)) == 4
    ages = [score(HERE, replace(HERE, at=NOW - age)) for age in (timedelta(0), timedelta(hours=5), timedelta(days=30))]
    assert ages == sorted(ages, reverse=True)
    assert len(set(ages)) == 3


def test_it_is_the_same_from_both_sides() -> None:
    one = replace(HERE, words="Rác trước số 12, cạnh quán phở Thìn.", photos=(5, 900), error_m=20)
    lamp = Sort("street_light", "traffic", 40, 40)
    other = Description(lamp, Point(LAT + 1e-4, LON), NOW - timedelta(days=2), "rac so 12 pho Thin", (77,))
    assert score(one, other) == pytest.approx(score(other, one))


def test_another_kind_is_less_alike_and_another_field_still_less() -> None:
    other_kind, other_field = replace(WASTE, code="illegal_dumping"), replace(WASTE, code="x", group="traffic")
    assert (
        score(HERE, HERE) > score(HERE, replace(HERE, sort=other_kind)) > score(HERE, replace(HERE, sort=other_field))
    )


def test_a_place_known_badly_says_less_both_ways() -> None:
    lost = replace(HERE, error_m=2_000)
    assert score(lost, HERE) < score(HERE, HERE)
    assert score(lost, off(60)) > score(HERE, off(60))
    assert not likeness_of(lost, HERE).is_strong


def test_the_same_photo_outweighs_metres_and_another_photo_hardly_matters() -> None:
    mine, same, other = (replace(off(metres), photos=(bits,)) for metres, bits in ((0, 0b1111), (25, 0b0111), (25, -1)))
    assert score(mine, same) >= STRONG > score(mine, other)
    assert score(mine, off(25)) - score(mine, other) < score(mine, same) - score(mine, off(25))
    assert score(mine, replace(same, photos=(-1, 0b0111))) == score(mine, same)  # the most alike two count


def test_house_numbers_tell_neighbours_apart() -> None:
    twelve, same, far = (
        replace(HERE, words=words) for words in ("Rác trước số nhà 12", "rac so 12 boc mui", "Rác trước nhà 48 bốc mùi")
    )
    assert score(twelve, same) > score(twelve, HERE) > score(twelve, far)
    assert compare(told("số 12"), told("nhà số 14")).numbers == 0  # next door: people name either
    assert compare(told("rác 3 ngày"), told("rác 5 ngày")).numbers == 0  # a count is no place
    assert compare(told("ngõ 12/5"), told("ngo 12/5")).numbers == 1


def test_words_are_the_same_without_marks_and_what_everybody_writes_says_nothing() -> None:
    one = told("Đống đệm cũ vứt cạnh quán phở Thìn, mong phường xử lý", usual=WASTE.usual)
    bare = compare(one, told("dem cu, quan pho Thin", usual=WASTE.usual))
    assert bare.words
    assert bare.shared is not None
    assert bare.shared > 0.5
    plea = told("Kính mong phường xử lý giúp", usual=WASTE.usual)
    assert compare(one, plea).shared is None
    assert compare(told("rác thu gom", usual=WASTE.usual), told("rác thu gom", usual=WASTE.usual)).words == []


@pytest.mark.parametrize("words", ["", " ", "!!!", "12", "số", "số 99999999999999999999", "\x00", "🙂🙂", "a" * 5000])
def test_any_words_can_be_compared(words: str) -> None:
    assert 0 < score(replace(HERE, words=words), replace(HERE, words=f"{words} số 12/4/a")) < 1


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_staff_see_the_most_alike_first_with_reasons_in_words() -> None:
    photo = encoded(street(seed=3))
    text = "Đệm cũ và vỏ dừa trước số 12, chó tha ra đường."
    mine = filed(text=text, photos=(photo,))
    before = NOW - timedelta(hours=3)
    near = filed(text="Bao tải to trước số 60, ruồi nhặng nhiều.", lat=LAT + 4 * METRE, now=before)
    twin = filed(
        text="vo dua, dem cu truoc so 12",
        lat=LAT + 18 * METRE,
        now=before,
        photos=(encoded(street(seed=3), quality=40),),
    )
    found = alike_to(mine, words=text, reader=officer(mine.unit))
    assert [one.report for one in found] == [twin, near]
    assert [one.likeness.is_strong for one in found] == [True, False]
    assert found[0].reasons[0] == "gửi cách nhau 3 giờ"
    assert {"cùng số nhà, ngõ", "ảnh giống nhau"} < set(found[0].reasons)
    assert "vỏ dừa" in " ".join(found[0].reasons)
    assert "khác số nhà, ngõ" in found[1].reasons


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.database
def test_it_costs_the_same_for_one_and_for_many_and_leaves_the_report_itself_out() -> None:
    mine = filed()
    costs = []
    for number in (1, MOST + 3):
        for _time in range(number):
            filed(lat=LAT + 5 * METRE)
        own = Report.objects.select_related("category").get(pk=mine.pk)
        reader = officer(mine.unit)
        assert reader.unit_ids
        with CaptureQueriesContext(connection) as asked:
            found = alike_to(own, words="Rác.", reader=reader)
        assert mine not in [one.report for one in found]
        assert len(found) == min(number, MOST)
        costs.append(len(asked))
    assert costs[0] == costs[1] == 2
