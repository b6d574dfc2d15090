"""What stands open at a month's end, what was passed on or changed, and results that no photo shows."""

from datetime import timedelta

from backend.indicators.happening import PHOTO
from backend.indicators.tally import tally
from backend.reports.models import Kind
from tests.indicators.lives import DUE, counted, days_of, life, on, sent

K = Kind


def test_a_report_counts_as_open_at_every_month_s_end_it_lived_to_see() -> None:
    days = counted((K.ACCEPTED, on(2)), (K.RESOLVED, on(5, month=12)))
    assert days["open_at_end"] == ["11-30"]
    waiting = counted((K.ACCEPTED, on(2)))
    assert waiting["open_at_end"] == ["11-30", "12-31", "01-31", "02-28"]


def test_what_ends_before_midnight_is_not_open_at_the_month_s_end() -> None:
    end = on(30, 23, 59) + timedelta(minutes=1)
    assert "open_at_end" not in counted((K.RESOLVED, end - timedelta(seconds=1)))
    assert counted((K.RESOLVED, end))["open_at_end"] == ["11-30"]
    for kind in (K.REJECTED, K.MERGED):
        assert "open_at_end" not in counted((kind, on(30)))


def test_a_month_that_is_not_over_has_no_end_yet() -> None:
    running = tally(life((K.ACCEPTED, on(2))), now=on(30, 23, 59))
    assert "open_at_end" not in days_of(running)
    assert running.next_due == on(1, 0, month=12)
    assert days_of(tally(life((K.ACCEPTED, on(2))), now=on(1, 0, month=12)))["open_at_end"] == ["11-30"]


def test_reopened_it_is_open_again_and_a_later_result_leaves_the_earlier_ends_alone() -> None:
    days = counted((K.RESOLVED, on(5)), (K.REOPENED, on(3, month=12)), (K.RESOLVED, on(4, month=12)))
    assert "open_at_end" not in days
    days = counted((K.RESOLVED, on(5)), (K.REOPENED, on(20)), (K.RESOLVED, on(4, month=12)))
    assert days["open_at_end"] == ["11-30"]


def test_open_beyond_its_deadline_it_is_overdue_unless_it_waits_for_its_reporter() -> None:
    assert counted((K.ACCEPTED, on(2)))["overdue_at_end"][0] == "11-30"
    later: dict[str, object] = {"resolve_by": on(1, month=12)}
    assert "overdue_at_end" not in counted((K.RECATEGORISED, on(3), later), now=on(1, 0, month=12))
    assert "overdue_at_end" not in counted((K.ASKED, on(8)), now=on(1, 0, month=12))
    assert counted((K.RECATEGORISED, on(3), {"resolve_by": on(1, 0, month=12)}), now=on(1, 0, month=12))[
        "overdue_at_end"
    ] == ["11-30"]


def test_the_end_of_a_month_is_counted_for_whoever_had_the_report_then() -> None:
    events = life((K.TRANSFERRED, on(10), {"unit_id": 2}), (K.TRANSFERRED, on(2, month=12), {"unit_id": 3}))
    found = {fact.day.month: fact.unit for fact in tally(events, now=on(31, month=12)).facts if "open" in fact.measure}
    assert found == {11: 2}


def test_a_transfer_is_counted_for_the_unit_that_passed_the_report_on_also_where_it_comes_back() -> None:
    events = life(
        (K.TRANSFERRED, on(3), {"unit_id": 2}),
        (K.TRANSFER_RETURNED, on(3, 12), {"unit_id": 1}),
        (K.TRANSFERRED, on(3, 14), {"unit_id": 3}),
    )
    found = {(fact.unit, number) for fact, number in tally(events, now=on(4)).facts.items() if "transf" in fact.measure}
    assert found == {(1, 2)}
    assert "transferred" not in counted((K.HANDED_OVER, on(3), {"unit_id": 2, "ward_id": 2}))


def test_another_kind_or_ward_is_a_change_counted_where_the_report_was_before() -> None:
    events = life((K.RECATEGORISED, on(3), {"category_id": 5}), (K.MOVED, on(4), {"ward_id": 2}), (K.NOTED, on(4)))
    found = [(fact.ward, fact.category) for fact in tally(events, now=on(5)).facts if fact.measure == "reclassified"]
    assert sorted(found) == [(1, 1), (1, 5)]
    assert "reclassified" not in counted((K.MOVED, on(3)), (K.RECATEGORISED, on(4)))
    assert "corrected_late" not in counted((K.RECATEGORISED, on(3), {"category_id": 5}))


def test_a_change_after_the_deadline_or_after_the_result_is_a_late_one() -> None:
    other: dict[str, object] = {"category_id": 5}
    assert counted((K.RECATEGORISED, DUE, other))["corrected_late"] == ["11-06"]
    assert counted((K.RESOLVED, on(3)), (K.MOVED, on(4), {"ward_id": 2}))["corrected_late"] == ["11-04"]
    assert "corrected_late" not in counted((K.ASKED, on(4)), (K.RECATEGORISED, on(9), other))


def test_a_change_taken_back_within_ten_seconds_never_was() -> None:
    days = counted((K.RECATEGORISED, on(3), {"category_id": 5}), (K.UNDONE, on(3), {"category_id": 1}))
    assert "reclassified" not in days


def test_every_result_without_a_photo_is_counted() -> None:
    days = counted((K.RESOLVED, on(3)), (K.REOPENED, on(4)), (K.RESOLVED, on(5), {"detail": PHOTO}))
    assert (days["without_photo"], days["resolutions"]) == (["11-03"], ["11-03", "11-05"])


def test_a_report_sent_in_the_last_minute_of_a_month_is_open_at_its_end() -> None:
    first = sent(on(30, 23, 59))
    assert counted(first=first, now=on(1, 0, month=12))["open_at_end"] == ["11-30"]
