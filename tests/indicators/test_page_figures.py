"""The public page, the API and the events themselves say the same numbers, and small ones are nowhere to be found."""

import csv
import html
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from backend.accounts.actor import Reporter
from backend.core.month import Month
from backend.indicators.cuts import cuts
from backend.indicators.lines import KINDS, UNITS, WARDS, Line
from backend.indicators.models import DailyFact, Drill
from backend.indicators.quantiles import Hours
from backend.indicators.query import Scope
from backend.indicators.recount import verify
from backend.indicators.rollup import fold
from backend.indicators.tally import day_of
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from backend.reports.publication import Release, publish
from backend.reports.replies import verdict
from backend.reports.uploads import store_photos
from tests.reports.filing import NOW, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOVEMBER = Scope(first=Month(2026, 11), last=Month(2026, 11))
RECOUNT = """
    SELECT category.code, COUNT(*) FROM reports_event event
    JOIN routing_category category ON category.id = event.category_id
    WHERE event.kind = %s AND event.screening = 'clear' GROUP BY category.code
"""


def a_month(*, now: datetime = NOW) -> None:
    """File five reports of waste that are solved and judged, four that are refused, three lights, one of food."""
    for number in range(5):
        report = moved(filed(now=now), Status.ACCEPTED, Status.RESOLVED, now=now)
        verdict(report, satisfied=number > 0, comment="Vẫn còn rác.", now=now + timedelta(minutes=9))
    for _ in range(4):
        moved(filed(now=now), Status.REJECTED, now=now)
    for _ in range(3):
        filed(category="street_light", now=now)
    filed(category="street_food", now=now)
    fold(now + timedelta(hours=1))


def recounted(kind: str) -> dict[str, int]:
    """Count events of one kind by category, by SQL alone."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [kind])
        return dict(cursor.fetchall())


def by_code(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.code: line for line in lines}


def rows_of(page: str, table: str) -> dict[str, list[str]]:
    """Return the rows of one table of a page: the words of each cell by the row's name."""
    section = page.split(f'id="table-{table}"')[1].split("</section>", maxsplit=1)[0]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", section.split("<tbody>")[1], re.DOTALL):
        cells = [
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        rows[cells[0]] = cells[1:]
    return rows


@pytest.mark.database
def test_figures_by_kind_are_those_counted_by_sql() -> None:
    a_month()
    found = cuts(NOVEMBER, now=NOW + timedelta(hours=1))
    kinds = by_code(found.tables[KINDS])
    for measure, kind in (("received", "received"), ("refused", "rejected"), ("reopened", "reopened")):
        for code, number in recounted(kind).items():
            cell = kinds[code].cells[measure]
            assert cell.number in {number, None}
            assert (cell.number is None) == (number < 3 or cell.sign is not None)
    assert kinds["household_waste"].cells["refused"].number == recounted("rejected")["household_waste"] == 4
    assert found.total.cells["received"].number == sum(recounted("received").values()) == 13
    assert verify(now=NOW + timedelta(hours=1)) == []


def test_reasons_satisfaction_and_hours_stand_in_every_line() -> None:
    a_month()
    found = cuts(NOVEMBER, now=NOW + timedelta(hours=1))
    waste = by_code(found.tables[KINDS])["household_waste"]
    assert [(one.code, one.number) for one in waste.why] == [("lawful", 4)]
    assert waste.hours_median == Hours(1)
    assert [line.cells["received"].number for line in found.tables[UNITS] if line.code == "UBND-NGOC-LAM"] != []
    assert len(found.tables[WARDS]) == 1


def test_a_low_rating_ends_a_report_and_is_an_answer_that_is_not_content() -> None:
    for rating in (None, 1, 2, 3, 5):
        report = moved(filed(now=NOW), Status.ACCEPTED, Status.RESOLVED, now=NOW)
        verdict(report, satisfied=True, rating=rating, now=NOW + timedelta(minutes=9))
    fold(NOW + timedelta(hours=1))
    facts = DailyFact.objects.aggregate(answered=Sum("answered"), satisfied=Sum("satisfied"))
    assert facts == {"answered": 5, "satisfied": 3}


def test_one_who_was_not_satisfied_cannot_be_worked_out() -> None:
    a_month()
    total = cuts(NOVEMBER, now=NOW + timedelta(hours=1)).total
    assert None in {total.satisfied.part.number, total.satisfied.whole.number}


def test_an_open_report_counts_as_longer_than_so_far() -> None:
    for _ in range(4):
        filed()
    fold(NOW)
    later = NOW + timedelta(hours=3)
    assert cuts(NOVEMBER, now=later).total.hours_median == Hours(3, is_over=True)


def test_a_result_that_was_reopened_is_none() -> None:
    reports = [moved(filed(), Status.ACCEPTED, Status.RESOLVED) for _ in range(3)]
    fold(NOW + timedelta(minutes=30))
    assert cuts(NOVEMBER, now=NOW + timedelta(hours=1)).total.hours_p90 == Hours(1)
    for report in reports[:2]:
        advance(report, Status.ACCEPTED, by=Reporter(), now=NOW + timedelta(hours=1), move=Move(note="Vẫn còn."))
    fold(NOW + timedelta(hours=1))
    assert cuts(NOVEMBER, now=NOW + timedelta(hours=2)).total.hours_p90 == Hours(2, is_over=True)


def test_complaints_and_denunciations_are_not_told_apart() -> None:
    for reason in ("complaint", "denunciation", "complaint"):
        report = filed()
        advance(report, Status.REJECTED, by=staff(report.unit), now=NOW, move=Move(note="Không xử lý.", reason=reason))
    fold(NOW)
    why = cuts(NOVEMBER, now=NOW).total.why
    assert [(one.code, one.name, one.number) for one in why] == [("out_of_scope", "Không thuộc phạm vi tiếp nhận", 3)]


def test_page_and_program_read_the_same_numbers(client: Client) -> None:
    now = timezone.now()
    a_month(now=now)
    month = str(Month.of(day_of(now)))
    page = client.get("/figures", {"month": month}).content.decode()
    for table, by in (("kinds", "category"), ("wards", "ward"), ("units", "unit"), ("groups", "group")):
        lines = client.get("/api/v1/figures", {"from": month, "to": month, "by": by}).json()["lines"]
        rows = rows_of(page, table)
        assert [line["name"] for line in lines] == list(rows)
        for line in lines:
            shown = rows[line["name"]]
            assert shown[0] in {str(line["received"]), "< 3", "ẩn"}
            assert (shown[0] in {"< 3", "ẩn"}) == (line["received"] is None)
            assert (shown[3] in {"< 3", "ẩn"}) == (line["late"] is None)
    assert "tạm tính" in page


def test_a_year_is_shown_and_taken_away_as_a_table(client: Client) -> None:
    now = timezone.now()
    a_month(now=now)
    page = client.get("/figures", {"period": "12"}).content.decode()
    address = re.search(r'href="(/api/v1/figures\?from=[^"]+by=category[^"]+)"', page)
    assert address
    answer = client.get(address[1].replace("&amp;", "&"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(_read(answer)))}
    assert rows["household_waste"]["received"] == "9"
    assert rows["street_food"]["received"] == ""
    assert _read(client.get("/api/v1/figures", {"format": "csv"})).startswith("month,received")


def _read(answer: Any) -> str:
    """Return a streamed answer's words."""
    words: str = answer.getvalue().decode("utf-8-sig")
    return words


def _both_photos(number: int) -> Report:
    report = filed(photos=[jpeg((number, 9, 9))], now=NOW + timedelta(minutes=number))
    moved(report, Status.ACCEPTED)
    after = Move(note="Đã xong.", photos=store_photos([jpeg((9, number, 9))]))
    advance(report, Status.RESOLVED, by=staff(report.unit), now=NOW + timedelta(hours=1), move=after)
    return report


def test_the_gallery_shows_pairs_that_were_released_and_pages_on(client: Client) -> None:
    reports = [_both_photos(number) for number in range(14)]
    assert "<img" not in client.get("/figures/gallery").content.decode()
    for report in reports:
        photos = frozenset(report.photos.values_list("pk", flat=True))
        publish(report, Release("Rác.", photos), by=staff(report.unit), now=NOW + timedelta(hours=2))
    page = client.get("/figures/gallery").content.decode()
    assert page.count('alt="Trước khi xử lý: Rác thải tồn đọng, chưa thu gom, Phố Ngọc Lâm"') == 12
    assert page.count('alt="Sau khi xử lý: ') == 12
    assert f"/r/{reports[-1].code}" in page
    cursor = re.search(r'rel="next" href="([^"]+)"', page)
    assert cursor
    rest = client.get(f"/figures/gallery{cursor[1].replace('&amp;', '&')}").content.decode()
    assert rest.count("<img") == 4
    assert client.get("/figures/gallery?cursor=x").status_code == 422


def test_the_status_says_how_letters_leave_and_when_a_backup_was_last_tried(client: Client) -> None:
    page = client.get("/status").content.decode()
    assert "Không có tin nào phải chờ." in page
    assert "Chưa có." in page
    call_command("record_drill", "--at", "2026-01-02T09:00+07:00", "--took", "95", "--rows", "1200", "--ok")
    assert "Lần gần nhất ngày 2/1/2026, đạt." in client.get("/status").content.decode()
    filed(now=timezone.now() - timedelta(hours=2))
    page = client.get("/status").content.decode()
    assert "Tin chờ lâu nhất đã chờ 2 giờ." in page
    assert "Cần khắc phục" in page
    assert 'href="/status"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "wrong", [["--at", "hôm qua", "--ok"], ["--at", "2999-01-01", "--ok"], ["--took", "-1", "--ok"]]
)
def test_a_drill_that_cannot_have_been_is_not_written_down(wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("record_drill", "--ok", *wrong)
    assert not Drill.objects.exists()
