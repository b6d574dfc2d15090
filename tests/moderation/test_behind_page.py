"""The list behind a number of the board: exactly its reports, page by page, with the number and what it means."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl.reader.excel import load_workbook
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.behind import Cell, behind
from backend.indicators.close import CannotClose, close
from backend.indicators.models import FrozenCut, ReportMonth
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.transfer import Wish, accept, transfer
from backend.routing.models import Unit
from moderation.programme import behind as door
from moderation.programme import behind_file, behind_lines
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
NOVEMBER = Month(2026, 11)
AFTER = NOW + timedelta(days=20)


@pytest.fixture
def leader(client: Client, settings: Settings) -> Client:
    settings.STAFF_MFA = "optional"
    client.force_login(officer(None, Role.LEADER))
    return client


def shown(client: Client, **asked: str) -> tuple[str, list[str]]:
    """Return the number in words and the codes of a page."""
    page = client.get("/programme/reports", asked).content.decode()
    number = re.search(r'id="number">\s*(.*?)\s*</p>', page)
    assert number
    return number[1], re.findall(r'href="/staff/r/([^"]+)"', page)


def test_the_list_is_exactly_the_reports_of_the_number(leader: Client) -> None:
    solved, waiting = moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed()
    fold(NOW + timedelta(hours=1))
    month = "2026-11"
    assert shown(leader, figure="received", month=month) == ("2 phản ánh", [waiting.code, solved.code])
    assert shown(leader, figure="resolved", month=month) == ("1 phản ánh", [solved.code])
    assert shown(leader, figure="without_photo", month=month, ward=str(solved.ward_id))[1] == [solved.code]
    assert shown(leader, figure="received", month=month, ward="1")[0] == "0 phản ánh"
    assert shown(leader, figure="received", month=month, group="food")[1] == []
    assert shown(leader, figure="received", month="2026-10")[1] == []
    assert shown(leader, figure="open")[1] == [waiting.code]


def test_the_list_comes_as_a_file_of_exactly_its_reports_on_all_pages(
    leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_SIZE", 1)
    solved, waiting = moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed()
    fold(NOW + timedelta(hours=1))
    for asked, codes in (
        ({"figure": "received", "month": "2026-11"}, [waiting.code, solved.code]),
        ({"figure": "open"}, [waiting.code]),
        ({"figure": "received", "month": "2026-10"}, []),
    ):
        answer = leader.get("/programme/reports", {**asked, "format": "csv"})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert [row[0] for row in csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))][1:] == codes
        answer = leader.get("/programme/reports", {**asked, "format": "xlsx"})
        rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=2, values_only=True)
        assert [row[0] for row in rows] == codes


def test_a_csv_file_goes_out_line_by_line_and_an_xlsx_file_that_is_too_long_is_refused_in_words(
    leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {filed().code for _ in range(3)}
    monkeypatch.setattr(behind_file, "MOST_ROWS", 2)
    monkeypatch.setattr(behind_lines, "_AT_ONCE", 1)
    answer = leader.get("/programme/reports", {"figure": "open", "format": "csv", "lang": "en"})
    assert answer.streaming
    lines = [part.decode() for part in answer]
    assert (len(lines), lines[0], lines[1].startswith("Code,")) == (5, "\ufeff", True)
    assert {line.split(",")[0] for line in lines[2:]} == codes
    answer = leader.get("/programme/reports", {"figure": "open", "format": "xlsx"}, follow=True)
    assert answer.redirect_chain == [("/programme/reports?figure=open", 302)]
    assert "The list has 3 lines, an XLSX file takes only 2" in answer.content.decode()
    monkeypatch.setattr(behind_file, "MOST_ROWS", 3)
    assert leader.get("/programme/reports", {"figure": "open", "format": "xlsx"}).status_code == 200


def test_no_cell_of_the_file_is_a_formula(leader: Client) -> None:
    report = filed()
    Unit.objects.filter(pk=report.unit_id).update(name="=1+1")
    asked = {"figure": "open", "format": "csv"}
    assert ",'=1+1," in leader.get("/programme/reports", asked).getvalue().decode()
    answer = leader.get("/programme/reports", asked | {"format": "xlsx"})
    cell = load_workbook(io.BytesIO(answer.content)).worksheets[0]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_channel_that_is_none_opens_no_list(leader: Client) -> None:
    for channel in ("\0", "pigeon"):
        asked = {"figure": "received", "month": "2026-11", "channel": channel}
        assert leader.get("/programme/reports", asked).status_code == 404


def test_a_report_that_counts_twice_says_how_often(leader: Client) -> None:
    report = filed()
    health, economy = (Unit.objects.get(slug=slug) for slug in ("phong-y-te", "phong-kinh-te"))
    first = report.unit
    for minute, to in enumerate((health, economy, first, health)):
        now = NOW + timedelta(minutes=minute)
        transfer(report, Wish(to, "Không đúng thẩm quyền."), by=staff(report.unit), now=now)
        accept(report, by=staff(to), now=now)
    fold(NOW + timedelta(hours=1))
    words, codes = shown(leader, figure="transferred", month="2026-11", unit=str(first.pk))
    assert (words, codes) == ("2 lần, của 1 phản ánh", [report.code])
    assert shown(leader, figure="transferred", month="2026-11")[0] == "4 lần, của 1 phản ánh"


def test_refusals_open_by_their_reason_and_duplicates_with_the_people_behind_them(leader: Client) -> None:
    refused, main, other = moved(filed(), Status.REJECTED), filed(), filed()
    advance(other, Status.DUPLICATE, by=staff(other.unit), now=NOW, move=Move(main=main))
    Report.objects.filter(pk=main.pk).update(supporters=3)
    fold(NOW + timedelta(hours=1))
    assert shown(leader, figure="refused", reason="lawful", month="2026-11")[1] == [refused.code]
    assert shown(leader, figure="refused", reason="not_found", month="2026-11")[1] == []
    page = leader.get("/programme/reports", {"figure": "duplicate", "month": "2026-11"}).content.decode()
    assert "có 5 người gửi hoặc xác nhận" in page  # two reporters and three beside them


def test_the_people_behind_duplicates_of_a_closed_month_are_those_of_its_closing(leader: Client) -> None:
    main, other, third = filed(), filed(), filed()
    for one in (other, third):
        advance(one, Status.DUPLICATE, by=staff(one.unit), now=NOW, move=Move(main=main))
    Report.objects.filter(pk=main.pk).update(supporters=3)
    closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=AFTER)
    [row] = FrozenCut.objects.filter(closed=closed, cut="people")
    assert (row.key, row.duplicate) == (f"{main.ward_id}-{main.unit_id}-{main.category_id}", 6)
    Report.objects.filter(pk=main.pk).update(supporters=30)
    asked = {"figure": "duplicate", "month": "2026-11"}
    for limits in ({}, {"ward": str(main.ward_id), "group": "environment"}):
        page = leader.get("/programme/reports", asked | limits).content.decode()
        assert "có 6 người gửi hoặc xác nhận cùng gặp (đã chốt cùng tháng, bản 1" in page
    on_street = leader.get("/programme/reports", asked | {"street": str(main.street_id)}).content.decode()
    assert "có 33 người gửi" in on_street  # by street it is not kept
    with pytest.raises(CannotClose, match="không có gì thay đổi"):
        close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=AFTER, reason="Thử.")
    assert list(verify_month()) == []


def test_a_part_of_the_month_before_is_counted_up_to_its_day(leader: Client) -> None:
    early, late = filed(now=NOW - timedelta(days=10)), filed()
    fold(NOW)
    asked = {"figure": "received", "month": "2026-11"}
    assert shown(leader, **asked, until="2026-11-20") == ("1 phản ánh", [early.code])
    assert shown(leader, **asked, until="2026-11-25")[1] == [late.code, early.code]
    assert behind(Cell(month=NOVEMBER, figure="received", until=early.created_at.date()), now=NOW).reports == 1


def test_a_closed_month_shows_what_was_frozen_beside_the_list(leader: Client) -> None:
    filed()
    close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=AFTER)
    asked = {"figure": "open_at_end", "month": "2026-11"}
    assert "Khớp với số đã chốt: 1" in leader.get("/programme/reports", asked).content.decode()
    filed()
    fold(AFTER)
    page = leader.get("/programme/reports", asked).content.decode()
    assert "Số đã chốt là 1 (bản 1)" in page
    assert shown(leader, **asked)[0] == "2 phản ánh"


def test_long_lists_come_in_pages_with_nothing_twice(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_SIZE", 2)
    codes = [filed(now=NOW + timedelta(minutes=minute)).code for minute in range(5)]
    fold(NOW + timedelta(hours=1))
    seen, address = [], "/programme/reports?figure=received&month=2026-11"
    while address:
        page = leader.get(address).content.decode()
        seen += re.findall(r'href="/staff/r/([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/programme/reports" + following[1].replace("&amp;", "&") if following else ""
    assert seen == codes[::-1]
    assert leader.get("/programme/reports?figure=received&month=2026-11&cursor=x").status_code == 302


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "figure=profit",
        "figure=received&month=2999-01",
        "figure=received&ward=x",
        "figure=received&group=x",
        "figure=refused&reason=x",
        "figure=received&until=x",
    ],
)
def test_what_is_no_number_of_the_board_is_not_found(leader: Client, asked: str) -> None:
    assert leader.get(f"/programme/reports?{asked}").status_code == 404


def test_a_denunciation_counts_but_its_code_is_not_for_every_reader(leader: Client) -> None:
    report = filed()
    fold(NOW)
    Report.objects.filter(pk=report.pk).update(held_as=HELD_DENUNCIATION)
    page = leader.get("/programme/reports", {"figure": "received", "month": "2026-11"}).content.decode()
    assert report.code not in page
    assert "hạn chế người xem" in page
    assert ReportMonth.objects.count() == 1
