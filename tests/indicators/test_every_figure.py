"""Every figure has a written definition one click away, in both languages, and a test from hand-made events."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators import register_words
from backend.indicators.behind import FIGURES, NOW, Cell, behind
from backend.indicators.definitions import BEYOND, BY_CODE, DEFINITIONS
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.heat import HONESTY
from backend.indicators.models import How, Indicator
from backend.registers.readings import Reading
from backend.reports.models import Kind, Report, Status
from backend.reports.models.event import ActorKind
from tests.indicators import (
    test_fed,
    test_first_action,
    test_page_figures,
    test_quantiles,
    test_registered,
)
from tests.indicators.lives import counted, on, sent
from tests.moderation import test_behind_page
from tests.reports import filing
from tests.reports.filing import filed, moved, officer

K = Kind
DONE = (K.RESOLVED, on(4))
# Of each figure that a report's life is counted for: a life written by hand, and the days on which it counts.
LIVES: Mapping[str, tuple[Callable[[], dict[str, list[str]]], list[str]]] = {
    "received": (counted, ["11-02"]),
    "entered_by_staff": (lambda: counted(first=sent(actor_kind=ActorKind.STAFF)), ["11-02"]),
    "accepted": (lambda: counted((K.ACCEPTED, on(3, 8)), (K.ACCEPTED, on(4))), ["11-03"]),
    "accept_due": (lambda: counted((K.ACCEPTED, on(3, 8))), ["11-03"]),
    "accepted_on_time": (lambda: counted((K.ACCEPTED, on(3, 8))), ["11-03"]),
    "resolved": (lambda: counted(DONE, (K.REOPENED, on(5)), (K.RESOLVED, on(8))), ["11-04"]),
    "resolutions": (lambda: counted(DONE, (K.REOPENED, on(5)), (K.RESOLVED, on(8))), ["11-04", "11-08"]),
    "resolved_on_time": (lambda: counted(DONE), ["11-06"]),
    "late": (lambda: counted((K.RESOLVED, on(6, 9, 1))), ["11-06"]),
    "reopened": (lambda: counted(DONE, (K.REOPENED, on(20))), ["11-20"]),
    "refused": (lambda: counted((K.REJECTED, on(3))), ["11-03"]),
    "duplicate": (lambda: counted((K.MERGED, on(3))), ["11-03"]),
    "answered": (lambda: counted(DONE, (K.CLOSED, on(5), {"rating": 1})), ["11-05"]),
    "satisfied": (lambda: counted(DONE, (K.CLOSED, on(5), {"rating": 4})), ["11-05"]),
    "open_at_end": (lambda: counted((K.RESOLVED, on(2, month=12))), ["11-30"]),
    "overdue_at_end": (lambda: counted((K.RESOLVED, on(2, month=12))), ["11-30"]),
    "transferred": (lambda: counted((K.TRANSFERRED, on(3), {"unit_id": 2})), ["11-03"]),
    "reclassified": (lambda: counted((K.RECATEGORISED, on(3), {"category_id": 2})), ["11-03"]),
    "corrected_late": (lambda: counted(DONE, (K.MOVED, on(5), {"ward_id": 2})), ["11-05"]),
    "without_photo": (lambda: counted(DONE), ["11-04"]),
}
OPEN = {"open": 3, "overdue": 1, "long_overdue": 1, "passed_often": 1, "urgent_open": 1}
# Of what is no sum over lives: the test that counts it from a few events.
ELSEWHERE: Mapping[str, Callable[..., object]] = {
    "people": test_behind_page.test_refusals_open_by_their_reason_and_duplicates_with_the_people_behind_them,
    "hours_median": test_quantiles.test_where_all_are_solved_half_is_the_median,
    "hours_p90": test_quantiles.test_leaving_reports_open_makes_nothing_quicker,
    "satisfaction": test_page_figures.test_a_low_rating_ends_a_report_and_is_an_answer_that_is_not_content,
    "first_action": test_first_action.test_half_of_the_alerts_were_acted_on_within_so_many_minutes,
}
INDICATORS: Mapping[str, Callable[..., object]] = {
    **dict.fromkeys(
        ("2.1.1", "2.1.2", "2.1.3", "2.2.14", "2.3.2", "2.5.3", "2.5.5"),
        test_fed.test_the_share_on_time_counts_the_kinds_that_feed_it_and_no_others,
    ),
    "2.2.4": test_fed.test_schools_are_told_of_by_their_canteens_and_by_what_lies_within_100_metres,
    "2.3.3": test_fed.test_power_and_water_are_told_of_by_how_many_reports_came,
    "2.5.4": test_fed.test_livestock_is_told_of_by_the_confirmed_cases_that_are_left_at_the_months_end,
    "2.5.6": test_fed.test_rapid_alert_is_told_of_by_the_wards_in_which_nothing_was_accepted_late,
    "2.5.7": test_fed.test_food_streets_are_told_of_by_reports_on_them_alone,
    "2.5.8": test_fed.test_polluting_establishments_are_told_of_by_the_confirmed_cases_that_are_left,
}
READINGS: Mapping[Reading, Callable[..., object]] = {
    Reading.LEFT: test_registered.test_left_counts_what_neither_moved_nor_ended_of_all_ever_registered,
    Reading.LEFT_AMONG_HOMES: (test_registered.test_left_among_homes_goes_towards_zero_and_is_met_when_nothing_is_left),
    Reading.CONTROLLED: test_registered.test_controlled_is_a_share_of_what_is_there,
    Reading.RECOGNISED: test_registered.test_recognised_does_not_count_what_is_only_controlled,
    Reading.KEPT: test_registered.test_what_was_there_at_the_programmes_beginning_is_kept_and_the_others_are_added,
    Reading.ADDED: test_registered.test_what_was_there_at_the_programmes_beginning_is_kept_and_the_others_are_added,
    Reading.WARDS_ENTERED: test_registered.test_wards_with_a_dossier_are_counted_of_all_wards,
    Reading.WARDS_IN_ORDER: (test_registered.test_a_model_is_in_place_in_14_of_14_wards_when_each_has_one_recognised),
    Reading.EVERY_WARD: test_registered.test_every_ward_is_one_when_no_ward_is_without,
}


@pytest.mark.parametrize("figure", LIVES)
def test_a_life_written_by_hand_counts_for_the_figure_on_its_days(figure: str) -> None:
    life, days = LIVES[figure]
    assert life()[figure] == days


def test_what_is_shown_as_a_share_is_the_part_of_its_whole() -> None:
    month = Figures(received=20, resolved_on_time=3, late=1, reclassified=5, resolutions=4, without_photo=1, refused=2)
    assert (month.resolve_due, month.resolved_on_time_share, month.late_share) == (4, 0.75, 0.25)
    assert (month.reclassified_share, month.without_photo_share, month.refused_share) == (0.25, 0.25, 0.1)
    assert month.per_1000(10_000) == 2.0


@pytest.mark.usefixtures("city")
@pytest.mark.django_db
def test_what_is_open_is_counted_as_it_is_now() -> None:
    filed(now=filing.NOW - timedelta(days=60))  # nobody solved it
    filed(category="tree_danger")  # urgent
    often = filed()
    Report.objects.filter(pk=often.pk).update(transfer_count=3)
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    now = filing.NOW + timedelta(minutes=1)
    numbers = {figure: behind(Cell(month=Month.of(now.date()), figure=figure), now=now).number for figure in NOW}
    assert numbers == OPEN


def test_every_figure_has_a_life_or_a_test_of_its_own() -> None:
    assert set(LIVES) == set(MEASURES)
    shares = {"resolve_due", "per_1000"}  # of the test of shares
    assert set(OPEN) == set(NOW)
    assert {*LIVES, *OPEN, *ELSEWHERE, *shares} == set(BY_CODE) == {*FIGURES, *BY_CODE}


def test_every_fed_indicator_and_every_reading_of_a_register_has_a_test_of_its_own(programme: object) -> None:
    assert programme
    assert set(INDICATORS) == set(Indicator.objects.exclude(how=How.NONE).values_list("code", flat=True))
    assert set(READINGS) == set(Reading)


@pytest.mark.parametrize("figure", sorted({*FIGURES, *BY_CODE}))
def test_every_figure_is_written_down_in_both_languages(figure: str) -> None:
    with override("vi"):
        name, words = str(BY_CODE[figure].name), str(BY_CODE[figure].words)
    assert words.endswith(".")
    assert len(words) > len(name)
    with override("en"):
        assert str(BY_CODE[figure].name) != name
        assert str(BY_CODE[figure].words) != words


def test_every_fed_indicator_and_every_reading_is_written_down_in_both_languages(programme: object) -> None:
    assert programme
    for one in Indicator.objects.exclude(how=How.NONE):
        for told in (one.definition, one.definition_en):
            assert set(told) == {"counted", "when", "until", "doubt"}
            assert all(words.strip() for words in told.values())
    for reading in Reading:
        with override("vi"):
            words = str(register_words.DEFINITIONS[reading])
        with override("en"):
            assert str(register_words.DEFINITIONS[reading]) != words


@pytest.mark.usefixtures("city", "programme")
def test_on_the_board_every_definition_is_one_click_away(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(officer(None, Role.LEADER))
    page = client.get("/programme/").content.decode()
    for one in (*DEFINITIONS, *BEYOND):
        assert f'id="def-{one.code}"' in page
    for column in HONESTY:
        assert f'href="#def-{column.code}"' in page
