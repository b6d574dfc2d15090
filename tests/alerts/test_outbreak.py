"""Outbreaks among what is usual are found, and soon; the usual raises hardly an alert: on made months, no database."""

from datetime import date, datetime, timedelta

import pytest

from backend.indicators.food_names import ill_of, names_of
from backend.indicators.outbreak import RADIUS_M, Case, look
from backend.indicators.usual import Rate, Usual, many
from tests.alerts import generate, measure
from tests.alerts.generate import CITY, Told

NOON = datetime(2026, 11, 4, 12, 0, tzinfo=CITY)
SEEDS = range(3)  # measured, never used for tuning
NOTHING = Usual([], since=NOON - timedelta(days=365), until=NOON - timedelta(days=3), areas_m2={})


def ill(number: int, *, x: float = 0.0, after: timedelta = timedelta(), names: frozenset[str] = frozenset()) -> Case:
    return Case(number, NOON + after, x, 0.0, 0, is_ill=True, names=names)


def test_twelve_months_bring_one_false_alert_a_month_at_most_and_most_outbreaks_are_found() -> None:
    runs = [measure.year(seed) for seed in SEEDS]
    false = [sum(one.at.month == month for one in run.false) for run in runs for month in range(1, 13)]
    found = sum(len(run.found) for run in runs)
    outbreaks = sum(len(run.outbreaks) for run in runs)
    print(f"found {found} of {outbreaks} outbreaks; false alerts by month: {false}")  # noqa: T201  # printed, not hidden
    assert max(false) <= 1
    assert outbreaks == 12 * len(runs)
    assert found / outbreaks >= 0.95


def test_six_guests_of_one_banquet_are_an_alert_with_the_second_report_among_the_usual() -> None:
    usual = generate.months(7, first=date(2025, 11, 1), last=date(2026, 11, 10), outbreaks_from=date(2026, 11, 10))
    guests = generate.banquet(7, begin=NOON)
    told = sorted([*usual, *guests], key=lambda one: one.at)
    numbered = [Told(n, one.at, one.x, one.y, one.category, one.answers, one.outbreak) for n, one in enumerate(told)]
    run = measure.watched(numbered, since=datetime(2026, 11, 1, tzinfo=CITY))
    about_it = [one for one in run.alerts if any(run.told[case].outbreak == 0 for case in one.cases)]
    assert len(about_it) == 1  # later reports join it
    assert (
        sum(run.told[case].outbreak == 0 for case in about_it[0].cases) >= 4
    )  # who writes from home and names nobody is not known to belong
    assert about_it[0].at <= guests[2].at


def test_two_ill_at_one_place_on_one_day_are_a_cluster_and_two_days_apart_are_not() -> None:
    assert look(ill(2, after=timedelta(hours=5)), [ill(1)], NOTHING) is not None
    assert look(ill(2, after=timedelta(hours=40)), [ill(1)], NOTHING) is None
    third = look(ill(3, after=timedelta(hours=60)), [ill(1), ill(2, after=timedelta(hours=40))], NOTHING)
    assert third is not None
    assert [one.report for one in third.cases] == [1, 2, 3]


def test_two_ill_far_apart_are_a_cluster_only_where_they_name_the_same_place_or_supplier() -> None:
    far = 5 * RADIUS_M
    assert look(ill(2, x=far), [ill(1)], NOTHING) is None
    supplier = frozenset({"supplier:thanh binh"})
    named = look(ill(2, x=80 * RADIUS_M, names=supplier), [ill(1, names=supplier)], NOTHING)
    assert named is not None
    assert named.why == "supplier:thanh binh"
    place = frozenset({"place:hoa sen"})
    assert look(ill(2, x=far, names=place), [ill(1, names=place)], NOTHING) is not None
    assert look(ill(2, x=80 * RADIUS_M, names=place), [ill(1, names=place)], NOTHING) is None  # another Hoa Sen


def test_neighbours_that_are_named_differently_are_two_places() -> None:
    lotus, pearl = frozenset({"place:hoa sen"}), frozenset({"place:minh chau"})
    assert look(ill(2, names=pearl), [ill(1, names=lotus)], NOTHING) is None
    assert look(ill(2, names=pearl), [ill(1)], NOTHING) is not None
    assert look(ill(2, names=frozenset({"place:bun cha hoa sen"})), [ill(1, names=lotus)], NOTHING) is not None


def test_what_is_usual_on_a_food_street_raises_no_alert() -> None:
    every_other_day = [ill(-n, after=-timedelta(days=2 * n + 4)) for n in range(180)]
    usual = Usual(every_other_day, since=NOON - timedelta(days=365), until=NOON - timedelta(days=3), areas_m2={})
    assert look(ill(2), [ill(1)], usual) is None
    assert look(ill(2), [ill(1)], NOTHING) is not None


def test_complaints_without_anybody_ill_are_no_outbreak() -> None:
    well = [Case(n, NOON, 0.0, 0.0, 0, is_ill=False) for n in range(6)]
    assert look(well[0], well, NOTHING) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nhà hàng Hoa Sen", "HOA SEN"),
        ("quán bún chả Hương Liên", "Bún chả Hương Liên"),
        ("Bà Lan tổ 5", "ba lan to 5"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert names_of({"establishment": one}) == names_of({"host": other}) != frozenset()


@pytest.mark.parametrize("nothing", ["", "không rõ", "Quán ăn", "chợ", "Lan"])
def test_what_names_nobody_is_no_name(nothing: str) -> None:
    assert names_of({"establishment": nothing}) == frozenset()


def test_only_a_number_says_how_many_are_ill() -> None:
    assert (ill_of({"people_ill": 4}), ill_of({"people_ill": "unknown"}), ill_of({})) == (4, 0, 0)


def test_the_chance_of_so_many_is_that_of_a_poisson_where_the_rate_is_known() -> None:
    known = Rate(shape=2e6, days=1e6)  # two a day
    assert many(0, known, 1.0) == 1.0
    assert many(1, known, 1.0) == pytest.approx(1 - 0.135335, abs=1e-4)
    assert many(5, known, 1.0) == pytest.approx(0.052653, abs=1e-4)
