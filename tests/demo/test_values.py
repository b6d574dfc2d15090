"""The samples show every state a value may be in, and say that they are samples."""

import pytest

from backend.demo.accounts import make_sample_staff
from backend.demo.values import make_sample_values
from backend.indicators.load import load_programme
from backend.indicators.models import EnteredValue, How, Programme
from backend.indicators.standing import State, standing
from backend.places.in_force import day_in_force
from tests.reports.filing import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.database
def test_samples_show_values_approved_waiting_refused_and_corrected_and_targets_without_any() -> None:
    load_programme()
    make_sample_staff("x", on=[day_in_force(NOW)])
    assert make_sample_values(now=NOW) == EnteredValue.objects.count() == 15
    assert EnteredValue.objects.filter(is_sample=True, target__indicator__how=How.NONE).count() == 15
    assert make_sample_values(now=NOW) == 0  # twice is once
    shown = [target for one in standing(Programme.objects.get(), now=NOW).indicators for target in one.targets]
    assert {one.state for one in shown} == set(State) - {State.UNREFUTED}  # that needs reports
    assert sum(one.waiting for one in shown) == 3
    assert EnteredValue.objects.filter(decision__is_approved=False).count() == 1
    assert EnteredValue.objects.filter(corrects__isnull=False).count() == 1


def test_without_a_programme_there_are_no_sample_values() -> None:
    assert make_sample_values(now=NOW) == 0
