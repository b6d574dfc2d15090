"""Figures as they are read: by a program, by the public, by the leader."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import words
from backend.indicators.board import board, previous
from backend.indicators.figures import Figures
from backend.indicators.models import Zone
from backend.indicators.page import month_asked
from backend.places.models import Ward
from backend.routing.models import Category, Unit
from tests.indicators.day_facts import day_fact
from tests.reports.filing import NOW, filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def fact() -> Callable[..., None]:
    """Count facts of waste in Ngọc Lâm."""
    ward = Ward.objects.get(slug="ngoc-lam", valid_from="2004-01-01")
    unit = Unit.objects.filter(slug="ubnd-ngoc-lam").order_by("valid_from").first()
    category = Category.objects.get(code="household_waste")
    zone = Zone.objects.create(key="of the test", of_14=ward)
    return partial(_counted, {"ward": ward, "unit": unit, "category": category, "zone": zone})


def _counted(place: dict[str, Any], day: date, **numbers: Any) -> None:
    """Count ``numbers`` on ``day``: of ``place``, but for what is named among them."""
    day_fact(day, **place | numbers)


def test_a_program_reads_every_month_it_asked_for_also_the_empty_ones(
    client: Client, fact: Callable[..., None]
) -> None:
    fact(date(2026, 1, 31), received=5, accept_due=12, accepted_on_time=9, resolved_on_time=4, late=8)
    fact(date(2026, 3, 1), received=2)
    answer = client.get("/api/v1/figures", {"from": "2026-01", "to": "2026-03"}).json()
    assert (answer["from"], answer["to"]) == ("2026-01", "2026-03")
    assert [(one["month"], one["received"]) for one in answer["months"]] == [
        ("2026-01", 5),
        ("2026-02", None),
        ("2026-03", None),
    ]
    january, february, _march = answer["months"]
    assert (january["accepted_on_time_share"], january["resolved_on_time_share"]) == (0.75, 0.3333)
    assert (january["resolve_due"], february["accepted_on_time_share"]) == (12, None)
    assert answer["total"]["received"] == 7
    assert answer["definitions"][0]["code"] == "received"


@pytest.mark.parametrize(
    ("query", "received"),
    [
        ({"ward": "00145"}, None),
        ({"ward": "Phường Ngọc Lâm"}, 5),
        ({"unit": "UBND-NGOC-LAM"}, 5),
        ({"unit": "phong-y-te"}, None),
        ({"group": "environment"}, 5),
        ({"group": "food"}, None),
        ({"category": "household_waste,other"}, 5),
        ({"category": "other"}, None),
        ({"ward": "", "unit": "", "category": "", "from": "", "to": ""}, 5),
    ],
)
def test_figures_are_limited_to_what_is_asked_for(
    client: Client, fact: Callable[..., None], query: dict[str, str], received: int | None
) -> None:
    """Of a part of the district, nothing is hidden as any small number is."""
    fact(timezone.localdate(), received=5)
    assert client.get("/api/v1/figures", query).json()["total"]["received"] == received


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"from": "2026-13"}, "from", "invalid"),
        ({"to": "2026-1"}, "to", "invalid"),
        ({"from": "2026-03", "to": "2026-02"}, "to", "wrong_order"),
        ({"from": "1990-01", "to": "2026-02"}, "from", "too_long"),
        ({"ward": "Thượng Đình"}, "ward", "unknown_ward"),
        ({"unit": "khong-co"}, "unit", "unknown_unit"),
        ({"unit": "a\x00b"}, "unit", "unknown_unit"),
        ({"category": "household_waste,khong_co"}, "category", "unknown_category"),
        ({"category": ","}, "category", "unknown_category"),
        ({"group": "khong_co"}, "group", "invalid_choice"),
        ({"wards_on": "1/7/2025"}, "wards_on", "invalid"),
        ({"thang": "1"}, "thang", "unknown_field"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    client: Client, query: dict[str, str], field: str, code: str
) -> None:
    answer = client.get("/api/v1/figures", query)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    fault = answer.json()["errors"][0]
    assert (fault["field"], fault["code"]) == (field, code)
    assert fault["message"]


def test_a_ward_of_another_set_has_its_own_figures(client: Client, fact: Callable[..., None]) -> None:
    later = Ward.objects.get(slug="bo-de", valid_from="2025-07-01")
    fact(date(2026, 2, 1), ward=later, received=4)
    asked = {"ward": "bo-de", "from": "2026-02", "to": "2026-02"}
    assert client.get("/api/v1/figures", asked).json()["total"]["received"] is None  # hidden as any small number
    fact(date(2026, 2, 1), received=4)
    assert client.get("/api/v1/figures", asked | {"ward": "ngoc-lam"}).json()["total"]["received"] == 4


def test_the_rate_of_a_ward_with_fewer_than_three_reports_is_not_published(
    client: Client, fact: Callable[..., None]
) -> None:
    for month in (1, 2, 3):
        fact(date(2026, month, 1), received=month)
    asked = {"ward": "ngoc-lam", "from": "2026-01", "to": "2026-03"}
    _january, february, march = client.get("/api/v1/figures", asked).json()["months"]
    assert february["per_1000"] is None
    assert march["per_1000"] > 0
    assert client.get("/api/v1/figures", {"from": "2026-03", "to": "2026-03"}).json()["total"]["per_1000"] is None


def test_the_board_sets_a_running_month_beside_the_same_days_of_the_last(fact: Callable[..., None]) -> None:
    for day in (date(2026, 10, 1), date(2026, 10, 25), date(2026, 10, 26), date(2026, 11, 25)):
        fact(day, received=1)
    running = board(Month(2026, 11), wards=(), now=NOW)
    assert (running.total.this.received, running.total.before.received) == (1, 2)
    assert (running.is_running, running.before_until) == (True, date(2026, 10, 25))
    over = board(Month(2026, 11), wards=(), now=NOW + timedelta(days=30))
    assert over.total.before.received == 3


def test_the_month_before_a_long_day_ends_with_its_own_last_day() -> None:
    late = NOW.replace(month=3, day=31)
    assert board(Month(2026, 3), wards=(), now=late).before_until == date(2026, 2, 28)
    assert previous(Month(2026, 1)) == Month(2025, 12)


def test_lines_are_ordered_by_name_and_each_ward_has_one(fact: Callable[..., None]) -> None:
    fact(date(2026, 11, 2), received=4)
    wards = Ward.objects.filter(valid_from="2004-01-01")
    shown = board(Month(2026, 11), wards=wards, now=NOW)
    names = [line.name for line in shown.wards]
    assert len(names) == 14
    assert names.index("Phường Bồ Đề") < names.index("Phường Đức Giang") < names.index("Phường Gia Thụy")
    assert [line.name for line in shown.units] == ["UBND P. Ngọc Lâm"]
    assert [line.this.received for line in shown.groups] == [4, 0, 0, 0]


def test_what_is_open_and_overdue_is_as_of_now() -> None:
    report = filed()
    assert board(Month(2026, 11), wards=(), now=NOW).total.now.open == 1
    overdue = board(Month(2026, 12), wards=(), now=report.resolve_by)
    assert (overdue.total.now.open, overdue.total.now.overdue) == (1, 1)


def test_the_public_page_shows_numbers_each_with_its_definition(client: Client, fact: Callable[..., None]) -> None:
    fact(timezone.localdate(), received=12345, accept_due=9, accepted_on_time=6)
    page = client.get("/figures").content.decode()
    assert "12.345" in page
    assert "66,7%" in page
    assert 'href="#def-accepted_on_time"' in page
    assert 'id="def-accepted_on_time"' in page
    assert "style=" not in page
    assert "12,345" in client.get("/figures", {"lang": "en"}).content.decode()


@pytest.mark.parametrize("written", ["2026-13", "2999-01", "x"])
def test_a_month_that_is_none_is_said_in_words(client: Client, written: str) -> None:
    answer = client.get("/figures", {"month": written})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_an_earlier_month_leads_on_to_the_next(client: Client, fact: Callable[..., None]) -> None:
    fact(date(2025, 3, 2), received=3)
    page = client.get("/figures", {"month": "2025-03"}).content.decode()
    assert "month=2025-02" in page
    assert "month=2025-04" in page


def test_a_page_costs_the_same_statements_however_many_figures_there_are(
    client: Client, fact: Callable[..., None]
) -> None:
    costs = []
    other = Category.objects.get(code="other")
    for units in (Unit.objects.order_by("id")[:1], Unit.objects.order_by("id")[1:20]):
        for unit in units:
            fact(timezone.localdate(), unit=unit, received=1, category=other)
        with CaptureQueriesContext(connection) as statements:
            client.get("/figures")
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.LEADER, Role.AUDITOR])
def test_the_board_opens_to_leaders_office_and_auditors(client: Client, settings: Settings, role: Role) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(officer(None, role))
    answer = client.get("/programme/")
    assert answer.status_code == 200
    assert "Bảng điều hành Chương trình 02" in answer.content.decode()
    assert client.get("/programme/", {"month": "khong"}).status_code == 422


def test_the_board_is_not_for_a_unit_s_people_and_strangers_sign_in(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    assert client.get("/programme/")["Location"].startswith("/staff/login")
    client.force_login(officer(Unit.objects.filter(slug="ubnd-ngoc-lam").order_by("valid_from").first()))
    answer = client.get("/programme/")
    assert answer.status_code == 403
    assert "dành cho lãnh đạo quận" in answer.content.decode()


@pytest.mark.parametrize(
    ("this", "before", "said"),
    [
        (4, 4, "không đổi (4)"),
        (7, 4, "tăng từ 4 lên 7"),
        (4, 7, "giảm từ 7 xuống 4"),
        (1125, 1000, "tăng 12,5%, từ 1.000"),
        (15, 30, "giảm 50,0%, từ 30"),
    ],
)
def test_a_change_is_said_in_per_cent_only_where_the_base_is_large_enough(this: int, before: int, said: str) -> None:
    with override("vi"):
        assert words.change(this, before) == said


def test_nothing_to_divide_by_is_said_so() -> None:
    with override("vi"):
        assert (words.percent(None), words.number(None)) == ("không có", "không có")
        assert (words.percent(1), words.number(12345.6, 1)) == ("100,0%", "12.345,6")
    assert Figures(received=9).per_1000(None) is None


def test_the_month_asked_for_is_the_running_one_where_none_is_named() -> None:
    assert month_asked("", now=NOW) == Month(2026, 11)
    assert month_asked("2026-10", now=NOW) == Month(2026, 10)
    with pytest.raises(Refused):
        month_asked("2026-12", now=NOW)
