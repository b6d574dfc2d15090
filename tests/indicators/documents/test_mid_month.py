"""From the 15th to the 14th: the days of two months, in every table, and never taken for frozen figures."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl.reader.excel import load_workbook
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.documents.mid_month import NOT_FROZEN, days_to, mid_month, mid_month_file
from backend.indicators.rollup import fold
from tests.indicators.documents.made import table
from tests.reports.filing import CITY, filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture(autouse=True)
def reports() -> None:
    """File one on each of the last days outside and the first and last inside: 15 October to 14 November."""
    for month, day in ((10, 14), (10, 15), (11, 14), (11, 15)):
        filed(now=datetime(2026, month, day, 23, 59, tzinfo=CITY))
    fold(AFTER)


def test_the_days_are_the_15th_to_the_14th_also_over_new_year() -> None:
    assert days_to(NOVEMBER) == (date(2026, 10, 15), date(2026, 11, 14))
    assert days_to(Month(2027, 1)) == (date(2026, 12, 15), date(2027, 1, 14))


@pytest.mark.parametrize("code", ["groups", "wards", "units", "kinds"])
def test_each_table_counts_the_days_inside_alone_and_adds_up(code: str) -> None:
    rows = table(mid_month(NOVEMBER, now=AFTER), code).rows
    assert (rows[-1].cells[:2], rows[-1].is_total) == (("Tổng cộng", 2), True)
    assert sum(int(one.cells[1] or 0) for one in rows[:-1]) == 2


def test_it_says_that_it_is_not_frozen_though_the_months_are_closed() -> None:
    office = Staff(officer(None, Role.PROGRAMME_OFFICE))
    for month in (Month(2026, 10), NOVEMBER):
        close(month, by=office, now=AFTER)
    body = mid_month(NOVEMBER, now=AFTER)
    assert NOT_FROZEN in body.head.marks
    assert "từ ngày 15/10/2026 đến ngày 14/11/2026" in body.head.subject
    book = load_workbook(io.BytesIO(mid_month_file(NOVEMBER, "xlsx", now=AFTER)))
    assert book.sheetnames == ["Báo cáo", *(one.title for one in body.tables)]  # and no empty list of reports
    first = book["Báo cáo"]
    assert NOT_FROZEN in [row[0].value for row in first.iter_rows(max_row=4)]


def test_before_the_14th_is_over_there_is_nothing_to_take() -> None:
    with pytest.raises(Refused, match="chưa hết"):
        mid_month(NOVEMBER, now=datetime(2026, 11, 14, 23, 59, tzinfo=CITY))
    found = mid_month(NOVEMBER, now=datetime(2026, 11, 15, 0, 0, tzinfo=CITY))
    assert NOT_FROZEN in found.head.marks


def test_the_command_and_the_page_give_it_away(tmp_path: Path, client: Client, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    out = tmp_path / "so.csv"
    call_command("export_month", "2025-11", "--format", "csv", "--mid-month", "--out", str(out))
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert ["scope", "Tình trạng", "Giá trị", NOT_FROZEN] in rows
    client.force_login(officer(None, Role.LEADER))
    assert "mid-month.xlsx" in client.get("/programme/documents").content.decode()
    answer = client.get("/programme/documents/mid-month.xlsx", {"month": "2025-11"})
    assert answer["Content-Disposition"] == 'attachment; filename="so-lieu-15-14-2025-11.xlsx"'
    refused = client.get("/programme/documents/mid-month.csv", {"month": "2999-01"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
