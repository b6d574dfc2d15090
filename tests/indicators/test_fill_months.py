"""The migration that fills the tables of months writes what folding writes, and goes back and forth."""

from datetime import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from backend.indicators.models import MonthFact, MonthHours
from backend.indicators.recount import verify
from backend.indicators.rollup import fold
from backend.reports.models import Status
from tests.reports.filing import CITY, filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
LAST_MOMENT = datetime(2026, 11, 30, 23, 59, 59, 999_600, tzinfo=CITY)
AFTER = datetime(2027, 1, 15, 9, 0, tzinfo=CITY)
_EDITOR = SimpleNamespace(connection=connection)
months = import_module("backend.indicators.migrations.0007_fill_months")


@pytest.mark.parametrize("times", [1, 2])
def test_the_tables_are_filled_as_they_would_be_folded(times: int) -> None:
    for report in (filed(), filed(now=LAST_MOMENT, lat=21.0470)):
        moved(report, Status.ACCEPTED, Status.RESOLVED, now=AFTER)
    fold(AFTER)
    assert MonthFact.objects.exists()
    assert MonthHours.objects.count() == 2
    for _time in range(times):
        months.empty(apps, _EDITOR)
        assert not MonthFact.objects.exists()
        months.fill(apps, _EDITOR)
    assert verify(now=AFTER) == []
