"""Who else has a report open."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from backend.reports.models import Report
from notifications.live.presence import Present, beat, leave
from tests.reports.filing import NOW, filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def report() -> Report:
    cache.clear()
    return filed()


def test_each_sees_the_others_until_they_leave_or_fall_silent(report: Report) -> None:
    lan, minh = officer(report.unit, username="lan"), officer(report.unit, username="minh")
    assert beat(report.pk, lan, is_writing=False, now=NOW) == []
    assert beat(report.pk, minh, is_writing=True, now=NOW) == [Present(str(lan), is_writing=False)]
    assert beat(report.pk, lan, is_writing=False, now=NOW) == [Present(str(minh), is_writing=True)]
    leave(report.pk, minh, now=NOW)
    assert beat(report.pk, lan, is_writing=False, now=NOW) == []
    beat(report.pk, minh, is_writing=False, now=NOW)
    assert beat(report.pk, lan, is_writing=False, now=NOW + timedelta(seconds=14)) == []


def test_reports_are_apart(report: Report) -> None:
    beat(report.pk, officer(report.unit, username="lan"), is_writing=False, now=NOW)
    assert beat(report.pk + 1, officer(report.unit, username="minh"), is_writing=False, now=NOW) == []
