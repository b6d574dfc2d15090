"""Twelve months of 100,000 reports (PROOF=short: 5,000): each number of the board is its list's and a recount's."""

import os
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.query import months_before
from backend.indicators.rollup import fold
from backend.indicators.tally import day_of
from tests.indicators.cells import compare, from_facts
from tests.indicators.recount_by_sql import recount
from tests.reports.filing import officer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("city"),
    pytest.mark.database,
    pytest.mark.timeout(900),
]
REPORTS = "100000" if os.environ.get("PROOF") == "full" else "5000"


def test_every_number_of_twelve_months_is_the_count_of_its_list(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_MFA = "optional"
    now = timezone.now()
    until = months_before(Month.of(day_of(now)), 1).last_day
    call_command("make_demo", "--reports", REPORTS, "--months", "12", "--photos", "0", "--until", f"{until:%Y-%m-%d}")
    monkeypatch.setattr(timezone, "now", lambda: now)
    fold(now)
    recounted = recount(now)
    assert from_facts() == recounted
    client.force_login(officer(None, Role.LEADER))
    last = Month.of(date(until.year, until.month, 1))
    months = [months_before(last, ago) for ago in range(12)]
    compared = compare(client, months, recounted, now=now)
    assert compared.differences == []
    assert compared.seen > len(months) * 100
