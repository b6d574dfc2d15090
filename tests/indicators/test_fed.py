"""What residents' reports say of each of the thirteen indicators they feed, counted from lives written by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.fed import FedMonth, fed, with_feeds
from backend.indicators.fed_again import fed_differs
from backend.indicators.models import FedValue, Feed, Indicator
from backend.indicators.reports_behind import reports_behind
from backend.indicators.rollup import fold
from backend.indicators.touched import touched
from backend.indicators.verify_month import verify_month
from backend.places.models import Site
from backend.reports.models import Report, Status
from backend.reports.reroute import recategorise
from backend.routing.models import Category
from tests.reports.filing import CITY, NGOC_LAM, filed, moved, staff
from tests.unguarded import unguarded

pytestmark = [pytest.mark.usefixtures("city", "programme"), pytest.mark.database]

SENT = datetime(2026, 11, 2, 9, 0, tzinfo=CITY)
SOON = SENT + timedelta(hours=1)
LATER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
NOVEMBER = Month(2026, 11)
FAR = (21.0620, 105.8980)  # from Phố Ngọc Lâm and from the school below


def sent(category: str, **changes: Any) -> Report:
    return filed(now=SENT, category=category, **changes)


def done(category: str, **changes: Any) -> Report:
    """File a report that is resolved within hours."""
    return moved(sent(category, **changes), Status.ACCEPTED, Status.RESOLVED, now=SOON)


def told(code: str, month: Month = NOVEMBER, now: datetime = LATER) -> FedMonth:
    """Return what reports say of the indicator in the month, everything up to ``now`` folded."""
    fold(now)
    one = with_feeds(Indicator.objects.order_by("id")).get(code=code)
    [value] = fed([one], first=month, last=month, now=now)[one.pk]
    if value.measure != "wards" and not value.is_frozen and value.part is not None:  # every number opens its reports
        counted = value.part if value.whole is None else value.whole
        assert len(reports_behind(one, value, now=now)) == counted
    return value


def school(at: tuple[float, float] = NGOC_LAM) -> Site:
    return Site.objects.create(code="truong-mau", name="Trường mẫu", kind="school", lat=at[0], lon=at[1], search="")


@pytest.mark.parametrize(
    ("code", "on_time", "late", "other"),
    [
        pytest.param("2.1.1", "pavement_occupied", "illegal_building", "street_light", id="civilised wards"),
        pytest.param("2.1.2", "street_light", "illegal_advert", "livestock", id="civilised streets"),
        pytest.param("2.1.3", "green_space", "single_use_plastic", "street_light", id="residential groups"),
        pytest.param("2.2.14", "garden_equipment", "garden_equipment", "green_space", id="sports equipment in gardens"),
        pytest.param("2.3.2", "market_food", "makeshift_market", "street_food", id="civilised markets"),
        pytest.param("2.5.3", "signal_sign", "illegal_parking", "power_outage", id="traffic accidents"),
        pytest.param("2.5.5", "restaurant_food", "food_production", "farm_produce", id="food establishments"),
    ],
)
def test_the_share_on_time_counts_the_kinds_that_feed_it_and_no_others(
    code: str, on_time: str, late: str, other: str
) -> None:
    done(on_time)
    sent(late)
    sent(other)
    value = told(code)
    assert (value.part, value.whole, value.number) == (1, 2, 50.0)
    assert (value.figures.received, value.figures.late) == (2, 1)


def test_schools_are_told_of_by_their_canteens_and_by_what_lies_within_100_metres() -> None:
    school()
    done("school_canteen", lat=FAR[0], lon=FAR[1])
    sent("household_waste", lat=NGOC_LAM[0] + 0.0008)  # 89 m to the north
    sent("household_waste", lat=NGOC_LAM[0] + 0.0010)  # 111 m
    sent("road_damage")  # feeds no school
    value = told("2.2.4")
    assert (value.part, value.whole, value.untold) == (1, 2, ())


def test_without_a_school_on_the_list_nothing_is_said_of_what_is_near_one() -> None:
    done("school_canteen")
    sent("street_food")
    value = told("2.2.4")
    assert (value.part, value.whole, value.untold) == (1, 1, ("near_school",))


def test_power_and_water_are_told_of_by_how_many_reports_came() -> None:
    sent("power_outage")
    moved(sent("water_supply"), Status.REJECTED, now=SOON)
    sent("power_line_corridor")  # linked to no listed site
    linked = sent("power_line_corridor")
    Report.objects.filter(pk=linked.pk).update(site=school())
    value = told("2.3.3")
    assert (value.part, value.whole, value.number) == (3, None, 3)


def test_livestock_is_told_of_by_the_confirmed_cases_that_are_left_at_the_months_end() -> None:
    done("livestock")
    moved(sent("livestock"), Status.ACCEPTED, now=SOON)
    unanswered = sent("livestock")
    moved(unanswered, Status.REJECTED, now=LATER - timedelta(days=1))  # in December
    moved(sent("livestock"), Status.REJECTED, now=SOON)
    sent("farm_produce")  # a proxy: beside the number, not in it
    filed(now=NOVEMBER.next.starts_at - timedelta(hours=1), category="livestock")  # nobody could confirm it yet
    assert (told("2.5.4").part, told("2.5.4").whole) == (2, None)
    assert told("2.5.4", Month(2026, 12)).part == 2  # the refused one is gone, the last one was left unanswered


def test_polluting_establishments_are_told_of_by_the_confirmed_cases_that_are_left() -> None:
    moved(sent("polluting_site"), Status.ACCEPTED, Status.IN_PROGRESS, now=SOON)
    done("polluting_site")
    moved(sent("air_noise_pollution"), Status.ACCEPTED, now=SOON)  # speaks of a part, is not added
    value = told("2.5.8")
    assert (value.part, len(reports_behind_of("2.5.8", value))) == (1, 1)


def reports_behind_of(code: str, value: FedMonth) -> list[Report]:
    return list(reports_behind(with_feeds(Indicator.objects.order_by("id")).get(code=code), value, now=LATER))


def test_rapid_alert_is_told_of_by_the_wards_in_which_nothing_was_accepted_late() -> None:
    sent("food_poisoning")  # in Ngọc Lâm, accepted by nobody
    moved(sent("banquet_food", lat=21.0218, lon=105.9160), Status.ACCEPTED, now=SENT + timedelta(minutes=30))
    value = told("2.5.6")
    assert (value.part, value.whole) == (13, 14)


def test_food_streets_are_told_of_by_reports_on_them_alone() -> None:
    on_street = done("street_food")
    assert on_street.street is not None
    assert on_street.street.name == "Phố Ngọc Lâm"
    sent("street_food", lat=FAR[0], lon=FAR[1])
    late = sent("grease_discharge", lat=FAR[0], lon=FAR[1])
    kept = Site.objects.create(code="pho-mau", name="Phố mẫu", kind="food_street", lat=FAR[0], lon=FAR[1], search="")
    Report.objects.filter(pk=late.pk).update(site=kept)
    value = told("2.5.7")
    assert (value.part, value.whole) == (1, 2)


def test_no_data_is_not_zero() -> None:
    sent("household_waste")
    assert told("2.3.3").part == 0  # the platform worked, nobody was without power
    assert told("2.3.3", Month(2026, 10)).part is None  # nobody could report
    assert told("2.2.14").number is None  # nothing fell due: no share


def test_what_was_fed_is_frozen_with_the_month_and_sealed_by_its_head() -> None:
    done("garden_equipment")
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    row = FedValue.objects.get(closed=closed, indicator__code="2.2.14")
    assert (row.part, row.whole, FedValue.objects.count()) == (1, 1, 13)
    sent("garden_equipment")  # written down too late for the frozen number
    value = told("2.2.14")
    assert (value.part, value.whole, value.is_frozen) == (1, 1, True)
    assert len(reports_behind_of("2.2.14", value)) == 2
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FedValue.objects.filter(pk=row.pk).update(part=0)
    assert list(verify_month()) == []


def test_a_fed_value_slipped_in_afterwards_is_found() -> None:
    done("garden_equipment")
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    again = Indicator.objects.get(code="2.2.1")
    FedValue.objects.create(closed=closed, indicator=again, part=1, whole=1)
    assert [fault.what for fault in verify_month()] == ["the hash"]


def test_what_was_fed_is_counted_a_second_time_and_a_quiet_change_is_found_even_with_a_right_head() -> None:
    """Of each way a number is made: on time, on time on a food street, open at the end, wards."""
    done("garden_equipment")
    done("street_food")
    moved(sent("livestock"), Status.ACCEPTED, now=SOON)
    sent("food_poisoning")
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    reports = touched(NOVEMBER, upto=closed.upto)
    assert list(fed_differs(closed, reports)) == []
    codes = ("2.2.14", "2.5.7", "2.5.4", "2.5.6")
    rows = {row.indicator.code: row for row in FedValue.objects.filter(indicator__code__in=codes).select_related()}
    assert {code: (row.part, row.whole) for code, row in rows.items()} == {
        "2.2.14": (1, 1), "2.5.7": (1, 2), "2.5.4": (1, None), "2.5.6": (13, 14),
    }  # fmt: skip
    with unguarded("%"):
        for code in codes:
            FedValue.objects.filter(pk=rows[code].pk).update(part=0)
    assert set(fed_differs(closed, reports)) == set(codes)
    said = {fault.what for fault in verify_month()}
    assert {f"what reports say of {code} differs from the events" for code in codes} < said


def test_what_happens_after_the_closing_makes_no_kept_number_wrong() -> None:
    done("street_food")
    keeper = sent("livestock")
    moved(keeper, Status.ACCEPTED, now=SOON)
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    later, waste = LATER + timedelta(days=1), Category.objects.get(code="household_waste")
    recategorise(keeper, waste, reason="Nhầm loại việc.", by=staff(keeper.unit), now=later)
    moved(sent("livestock"), Status.ACCEPTED, now=SOON)  # written down too late
    sent("street_food")
    assert told("2.5.4").is_frozen
    assert list(fed_differs(closed, touched(NOVEMBER, upto=closed.upto))) == []
    assert list(verify_month()) == []


def test_the_programme_and_the_categories_say_the_same_of_what_feeds_what() -> None:
    of_programme = {(feed.indicator.code, feed.category.code, feed.only) for feed in Feed.objects.select_related()}
    of_categories = {
        (told["indicator"], one.code, told["only"]) for one in Category.objects.all() for told in one.feeds
    }
    assert of_programme == of_categories
