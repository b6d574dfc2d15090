"""What one report counts for: each definition, with the cases in which doubt falls against the unit."""

import hashlib
import random
from datetime import datetime, timedelta

import pytest

from backend.indicators import prepared
from backend.indicators.tally import tally
from backend.reports.models import Kind, Screening
from backend.reports.models.event import ActorKind
from tests.indicators.lives import ACCEPT_BY, DUE, LATER, SENT, counted, days_of, life, on, sent

K = Kind


def test_a_report_counts_on_the_day_it_was_sent_by_the_city_s_clock() -> None:
    assert counted(first=sent(on(30, 23, 59)), now=on(30, 23, 59))["received"] == ["11-30"]
    assert counted(first=sent(on(1, 0, 0, month=12)), now=on(1, month=12))["received"] == ["12-01"]


def test_reports_entered_by_staff_are_shown_apart() -> None:
    assert "entered_by_staff" not in counted()
    assert counted(first=sent(actor_kind=ActorKind.STAFF))["entered_by_staff"] == ["11-02"]


def test_nothing_is_due_before_its_deadline() -> None:
    before = tally(life(), now=ACCEPT_BY - timedelta(seconds=1))
    assert days_of(before) == {"received": ["11-02"]}
    assert before.next_due == ACCEPT_BY
    between = tally(life(), now=ACCEPT_BY)
    assert days_of(between) == {"received": ["11-02"], "accept_due": ["11-03"]}
    assert between.next_due == DUE
    after = tally(life(), now=DUE)
    assert days_of(after) == {"received": ["11-02"], "accept_due": ["11-03"], "late": ["11-06"]}
    assert after.next_due == on(1, 0, month=12)  # it is open, and will be counted at the month's end


@pytest.mark.parametrize("kind", [K.ACCEPTED, K.ASKED, K.REJECTED, K.MERGED])
def test_any_answer_by_the_deadline_is_an_acceptance_on_time(kind: Kind) -> None:
    assert counted((kind, ACCEPT_BY))["accepted_on_time"] == ["11-03"]
    assert "accepted_on_time" not in counted((kind, ACCEPT_BY + timedelta(seconds=1)))


def test_only_the_first_acceptance_is_counted_as_one() -> None:
    days = counted((K.ACCEPTED, on(2)), (K.RESOLVED, on(4)), (K.REOPENED, on(5)), (K.RESOLVED, on(20)))
    assert days["accepted"] == ["11-02"]


def test_a_result_by_the_deadline_is_on_time_and_counts_on_the_deadline_s_day() -> None:
    days = counted((K.ACCEPTED, on(2)), (K.RESOLVED, DUE))
    assert days["resolved_on_time"] == ["11-06"]
    assert "late" not in days
    assert days["resolved"] == ["11-06"]


def test_a_result_after_the_deadline_is_late_on_the_deadline_s_day_for_good() -> None:
    days = counted((K.ACCEPTED, on(2)), (K.RESOLVED, on(1, month=12)))
    assert (days["late"], days["resolved"]) == (["11-06"], ["12-01"])
    assert "resolved_on_time" not in days


def test_reopened_within_seven_days_a_result_was_none() -> None:
    solved = on(4)
    soon = counted((K.RESOLVED, solved), (K.REOPENED, solved + timedelta(days=7)))
    assert soon["late"] == ["11-06"]
    assert soon["reopened"] == ["11-11"]
    later = counted((K.RESOLVED, solved), (K.CLOSED, on(11)), (K.REOPENED, solved + timedelta(days=7, seconds=1)))
    assert later["resolved_on_time"] == ["11-06"]


def test_a_rating_of_one_or_two_is_an_answer_that_is_not_content() -> None:
    for rating, is_content in ((None, True), (1, False), (2, False), (3, True), (5, True)):
        days = counted((K.RESOLVED, on(4)), (K.CLOSED, on(5), {"rating": rating}))
        assert (days["answered"], "satisfied" in days) == (["11-05"], is_content)


def test_solved_again_in_time_after_a_quick_reopening_stays_late() -> None:
    again = counted((K.RESOLVED, on(3)), (K.REOPENED, on(4)), (K.RESOLVED, on(5)))
    assert again["late"] == ["11-06"]
    assert (again["resolved"], again["resolutions"]) == (["11-03"], ["11-03", "11-05"])


def test_a_reopened_report_keeps_its_first_deadline() -> None:
    days = counted((K.RESOLVED, on(10)), (K.REOPENED, on(11), {"resolve_by": on(20)}), (K.RESOLVED, on(12)))
    assert days["late"] == ["11-06"]
    assert "resolved_on_time" not in days


@pytest.mark.parametrize("kind", [K.REJECTED, K.MERGED])
def test_what_was_refused_or_merged_before_the_deadline_is_neither_on_time_nor_late(kind: Kind) -> None:
    days = counted((kind, on(3)))
    assert not {"late", "resolved_on_time"} & days.keys()
    assert counted((kind, on(7)))["late"] == ["11-06"]


def test_a_refusal_taken_back_in_its_month_does_not_count() -> None:
    assert "refused" not in counted((K.REJECTED, on(3)), (K.REOPENED, on(4), {"resolve_by": on(9)}))
    assert counted((K.REJECTED, on(3)), (K.REOPENED, on(1, month=12), {"resolve_by": on(9)}))["refused"] == ["11-03"]


def test_a_refusal_taken_back_is_no_reopening_of_a_result() -> None:
    assert "reopened" not in counted((K.REJECTED, on(3)), (K.REOPENED, on(4)))


def test_a_refusal_taken_back_starts_the_deadline_anew_unless_it_fell() -> None:
    new: dict[str, object] = {"resolve_by": on(20)}
    assert counted((K.REJECTED, on(3)), (K.REOPENED, on(10), new), (K.RESOLVED, on(15)))["resolved_on_time"] == [
        "11-20"
    ]
    assert counted((K.REJECTED, on(7)), (K.REOPENED, on(10), new), (K.RESOLVED, on(15)))["late"] == ["11-06"]


def test_an_undone_merger_never_was() -> None:
    days = counted((K.MERGED, on(2, 12)), (K.UNMERGED, on(10)))
    assert "duplicate" not in days
    assert "accepted_on_time" not in days
    assert days["late"] == ["11-06"]
    assert counted((K.MERGED, on(2, 12)))["duplicate"] == ["11-02"]


def test_time_waited_for_the_reporter_moves_the_deadline() -> None:
    waiting = tally(life((K.ASKED, on(4))), now=on(25))
    assert not {"late", "resolved_on_time"} & days_of(waiting).keys()
    assert waiting.next_due == on(1, 0, month=12)
    moved = counted((K.ASKED, on(4)), (K.ANSWERED, on(24), {"resolve_by": on(26)}), (K.RESOLVED, on(25)))
    assert moved["resolved_on_time"] == ["11-26"]


def test_a_question_after_the_deadline_moves_nothing() -> None:
    days = counted((K.ASKED, on(7)), (K.ANSWERED, on(8)), (K.RESOLVED, on(9)))
    assert days["late"] == ["11-06"]


def test_an_answer_after_its_time_moves_no_deadline() -> None:
    waited = ((K.ASKED, on(4)), (K.UNANSWERED, on(5), {"resolve_by": on(8), "status": "accepted"}))
    in_time = counted(*waited, (K.RESOLVED, on(9)))
    assert counted(*waited, (K.ANSWERED, on(6), {"resolve_by": on(20)}), (K.RESOLVED, on(9))) == in_time


def test_a_note_while_waiting_does_not_restart_the_wait() -> None:
    days = counted((K.ASKED, on(4)), (K.NOTED, on(7)), (K.ANSWERED, on(8), {"resolve_by": on(10)}), (K.RESOLVED, on(9)))
    assert days["resolved_on_time"] == ["11-10"]


def test_an_urgent_matter_s_deadline_comes_forward_with_its_acceptance() -> None:
    assert counted((K.ACCEPTED, on(2), {"resolve_by": on(2, 14)}), (K.RESOLVED, on(2, 15)))["late"] == ["11-02"]
    assert counted((K.ACCEPTED, on(8), {"resolve_by": on(20)}))["late"] == ["11-06"]


@pytest.mark.parametrize("screening", [Screening.UNVERIFIED, Screening.SPAM])
def test_a_report_that_is_not_clear_counts_for_nothing(screening: Screening) -> None:
    held = tally(life(first=sent(screening=screening)), now=on(30))
    assert (days_of(held), held.next_due) == ({}, None)


def test_a_held_report_counts_from_the_day_it_was_sent_once_it_is_clear() -> None:
    days = counted((K.RELEASED, on(20), {"screening": Screening.CLEAR}), first=sent(screening=Screening.UNVERIFIED))
    assert (days["received"], days["late"]) == (["11-02"], ["11-06"])
    assert counted((K.MARKED_SPAM, on(20), {"screening": Screening.SPAM})) == {}


def test_each_figure_belongs_to_the_unit_in_charge_at_its_moment() -> None:
    events = life(
        (K.REROUTED, on(4), {"unit_id": 2, "category_id": 5}), (K.RESOLVED, on(7)), (K.REROUTED, on(8), {"unit_id": 3})
    )
    where = {fact.measure: (fact.unit, fact.category) for fact in tally(events, now=on(30)).facts}
    assert where["received"] == where["accept_due"] == (1, 1)
    assert where["late"] == where["resolved"] == (2, 5)


def test_what_was_taken_back_within_ten_seconds_never_was() -> None:
    days = counted((K.ACCEPTED, on(2)), (K.RESOLVED, on(4)), (K.NOTED, on(4)), (K.UNDONE, on(4)))
    ends = {"open_at_end", "overdue_at_end"}
    assert days.keys() == {"received", "accept_due", "accepted_on_time", "accepted", "late"} | ends
    again = counted(
        (K.ACCEPTED, on(2)),
        (K.PUBLISHED, on(2), {"status": "accepted"}),
        (K.UNDONE, on(2), {"status": "received"}),
        (K.ACCEPTED, on(20)),
    )
    assert again["accepted"] == ["11-20"]
    assert "accepted_on_time" not in again


def test_a_release_taken_back_alone_takes_no_step_with_it() -> None:
    days = counted(
        (K.ACCEPTED, on(2)),
        (K.PUBLISHED, on(2), {"status": "accepted"}),
        (K.UNDONE, on(2), {"status": "accepted"}),
    )
    assert days == counted((K.ACCEPTED, on(2)))


def test_who_is_given_a_report_has_time_of_their_own_to_accept_it() -> None:
    days = counted(
        (K.TRANSFERRED, on(2, 12), {"unit_id": 2, "accept_by": on(4), "status": "received"}),
        (K.TRANSFER_ACCEPTED, on(3, 15)),
    )
    assert (days["accept_due"], days["accepted_on_time"], days["accepted"]) == (["11-04"], ["11-04"], ["11-03"])
    too_late = counted((K.TRANSFERRED, ACCEPT_BY + timedelta(hours=1), {"accept_by": on(10)}))
    assert too_late["accept_due"] == ["11-03"]


def test_another_kind_moves_the_deadline_that_counts() -> None:
    assert counted((K.ACCEPTED, on(2)), (K.RECATEGORISED, on(3), {"resolve_by": on(20)}))["late"] == ["11-20"]


def test_the_rules_have_the_number_of_what_they_count() -> None:
    """Where this differs ``tally`` counts otherwise than it did: raise ``prepared.RULES``, then write the new hash."""
    kinds = [
        K.ACCEPTED, K.STARTED, K.ASKED, K.ANSWERED, K.RESOLVED, K.CLOSED, K.REJECTED, K.REOPENED, K.TRANSFERRED,
        K.RECATEGORISED, K.MOVED,
    ]  # fmt: skip
    said = []
    for seed in range(200):
        steps: list[tuple[Kind, datetime, dict[str, object]]] = []
        chance, at = random.Random(seed), SENT  # noqa: S311  # lives that can be lived again
        for _step in range(chance.randint(0, 8)):
            at += timedelta(hours=chance.randint(1, 60))
            where: dict[str, object] = {"category_id": chance.randint(1, 2), "ward_id": chance.randint(1, 2)}
            steps.append((chance.choice(kinds), at, where))
        told = tally(life(*steps), now=LATER)
        said.append((sorted((*map(str, fact), number) for fact, number in told.facts.items()), str(told.course)))
    assert (prepared.RULES, hashlib.sha256(repr(said).encode()).hexdigest()[:16]) == (1, "bf4e2c17885be66f")
