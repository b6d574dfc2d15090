"""The sample alerts are found by the watches themselves, worked on by the sample staff, and the same for one seed."""

from itertools import pairwise

import pytest
from django.db import transaction

from backend.demo.accounts import make_sample_staff
from backend.demo.alarms import make_sample_alerts, number_of
from backend.demo.inspections import make_sample_inspections
from backend.indicators.models import Alert, AlertKind, AlertMoment, AlertState, Outcome
from backend.places.in_force import day_in_force
from backend.registers.load import load_criteria, load_samples
from backend.registers.models import Change, Inspection
from backend.reports.models import Report, Status
from backend.reports.verify import verify_beside, verify_history
from tests.demo.samples import NOW, UNTIL, made, order
from tests.registers.entries import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OF_FOOD, ALL = 13, 21
Seen = list[tuple[object, ...]]


def _seen() -> Seen:
    return list(Report.objects.order_by("id").values_list("lat", "lon", "created_at", "answers", "status"))


@pytest.mark.database
def test_what_clusters_and_what_stands_out_is_found_and_worked_on_in_the_order_of_time() -> None:
    made(40, months=4)
    wanted = order(400, months=4)
    assert number_of(wanted) == make_sample_alerts(wanted, now=NOW) == ALL == Report.objects.count() - 40
    alerts = list(Alert.objects.order_by("id"))
    assert [one.kind for one in alerts] == [AlertKind.OUTBREAK, AlertKind.OUTBREAK, AlertKind.SPIKE, AlertKind.OUTBREAK]
    assert [(one.state, one.outcome) for one in alerts] == [
        (AlertState.CLOSED, Outcome.CONFIRMED), (AlertState.CLOSED, Outcome.UNCONFIRMED),
        (AlertState.WORKING, ""), (AlertState.WORKING, ""),
    ]  # fmt: skip
    assert [one.reports.count() for one in alerts] == [6, 3, 8, 4]
    assert [one.minutes_to_first_action for one in alerts] == [11, 26, 95, 14]
    for alert in alerts:
        moments = list(AlertMoment.objects.filter(alert=alert).order_by("event_id").values_list("event__at", flat=True))
        assert all(one <= later for one, later in pairwise(moments))
        assert moments[-1] < NOW
    assert (list(verify_history()), list(verify_beside())) == ([], [])
    assert number_of(wanted) == make_sample_alerts(wanted, now=NOW) == 0  # twice is once


def test_one_seed_gives_the_same_places_moments_and_answers_and_another_gives_others() -> None:
    make_sample_staff("x", on=[day_in_force(NOW)])
    runs: list[Seen] = []
    for seed in (2, 2, 3):
        with transaction.atomic():
            assert make_sample_alerts(order(400, months=1, seed=seed), now=NOW) == OF_FOOD
            runs.append(_seen())
            transaction.set_rollback(True)
    assert runs[0] == runs[1] != runs[2]
    assert {row[-1] for row in runs[0]} == {Status.ACCEPTED, Status.RESOLVED}


def test_few_reports_have_no_alerts() -> None:
    assert number_of(order(200)) == make_sample_alerts(order(200), now=NOW) == 0


def test_sample_entries_were_inspected_in_the_last_weeks_under_the_office_name() -> None:
    load_criteria()
    by = office()
    load_samples(by=by, now=NOW)
    make_sample_staff("x", on=[day_in_force(NOW)])
    before = Inspection.objects.count()
    assert make_sample_inspections(order(), now=NOW) == 18 == Inspection.objects.count() - before
    assert {one.result for one in Inspection.objects.order_by("-id")[:18]} == {"passed", "violations"}
    assert all(0 <= (UNTIL - one.on).days < 45 for one in Inspection.objects.order_by("-id")[:18])
    assert Change.objects.filter(deed="inspected", by__username="chuongtrinh").count() == 18
    assert make_sample_inspections(order(), now=NOW) == 0  # twice is once
