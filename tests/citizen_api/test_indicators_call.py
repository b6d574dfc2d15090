"""The public reads the programme's indicators: approved values and what reports say, nothing small, nothing waiting."""

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.indicators.load import load_programme
from backend.indicators.models import DailyFact
from backend.indicators.rollup import fold
from backend.indicators.values import approve_value
from backend.reports.models import Status
from backend.routing.models import Category
from tests.indicators.day_facts import day_fact
from tests.indicators.entered import entered
from tests.reports.filing import CITY, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SENT = datetime(2026, 11, 2, 9, 0, tzinfo=CITY)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


def asked(client: Client, **query: str) -> dict[str, Any]:
    """Return the indicators by their codes, asked for in the middle of December."""
    fold(AFTER)
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        answer = client.get("/api/v1/indicators", query)
    assert answer.status_code == 200
    return {one["code"]: one for group in answer.json()["groups"] for one in group["indicators"]}


def test_before_a_programme_is_loaded_there_is_none(client: Client) -> None:
    answer = client.get("/api/v1/indicators").json()
    assert (answer["programme"], answer["groups"]) == (None, [])


def test_the_32_indicators_come_with_their_targets_and_no_data_is_null(client: Client) -> None:
    load_programme()
    found = asked(client)
    assert len(found) == 32
    outage = found["2.3.3"]["targets"][1]
    assert (outage["low"], outage["baseline"], outage["baseline_of"]) == (35, 56, "năm 2020")
    assert (outage["value"], outage["standing"]) == (None, "no_data")
    assert found["2.2.1"]["fed"] is None
    assert [unit["code"] for unit in found["2.5.5"]["units"]] == ["PHONG-Y-TE", "PHONG-KINH-TE"]


def test_a_value_is_public_once_it_is_approved(client: Client) -> None:
    value = entered("80")
    [target] = asked(client)["2.5.5"]["targets"]
    assert target["value"] is None
    approve_value(value, by=staff(None, Role.LEADER), now=AFTER)
    [target] = asked(client)["2.5.5"]["targets"]
    assert (target["value"]["number"], target["value"]["last_day"], target["standing"]) == (80, "2026-06-30", "missed")
    assert "entered_by" not in target["value"]


def test_small_numbers_are_hidden_and_others_rounded(client: Client) -> None:
    load_programme()
    report = filed(now=SENT, category="power_outage")
    moved(filed(now=SENT, category="livestock"), Status.ACCEPTED, now=SENT + timedelta(hours=1))
    found = asked(client)
    assert (found["2.3.3"]["fed"]["number"], found["2.3.3"]["fed"]["hidden"]) == (None, True)
    assert (found["2.5.4"]["fed"]["number"], found["2.5.4"]["fed"]["hidden"]) == (None, True)
    assert found["2.5.4"]["targets"][2]["standing"] == "no_data"  # "not met" would tell of one
    assert (found["2.2.14"]["fed"]["number"], found["2.2.14"]["fed"]["hidden"]) == (None, False)
    row = DailyFact.objects.get(category=report.category, received=1)
    other = Category.objects.get(code="water_supply")
    counted = {"received": 11, "resolved_on_time": 5, "late": 6}
    day_fact(row.day, ward=row.ward, unit=row.unit, category=other, zone=row.zone, **counted)
    assert asked(client)["2.3.3"]["fed"]["number"] == 10  # twelve


def test_what_reports_say_is_always_labelled_and_defined(client: Client) -> None:
    load_programme()
    fed = [one["fed"] for one in asked(client).values() if one["fed"]]
    assert sorted(one["how"] for one in fed) == ["direct"] * 3 + ["partial"] * 3 + ["proxy"] * 7
    assert all(one["definition"]["doubt"] and one["feeds"] for one in fed)
    assert {one["month"] for one in fed} == {"2026-11"}


def test_english_is_answered_in_english(client: Client) -> None:
    load_programme()
    target = asked(client, lang="en")["2.2.8"]["targets"][0]
    assert (target["what"], target["unit"]) == ("Health insurance coverage", "% of the population")
