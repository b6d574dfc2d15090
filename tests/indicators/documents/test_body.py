"""What a report says: the figures that were frozen, in sentences and tables, with the hash they stand on."""

import json
from datetime import datetime

import pytest
from pytest_django import Settings

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.board import board
from backend.indicators.documents import sentences
from backend.indicators.documents.body import Graph
from backend.indicators.documents.compose import compose
from backend.indicators.documents.issuer import check_issuer, place_and_day
from backend.indicators.documents.keep import as_json, from_json
from backend.indicators.documents.numbers import numbers
from backend.indicators.documents.period import Period
from backend.indicators.facts import ADDED
from backend.indicators.models import ClosedMonth, DailyFact, Form, FrozenFigure
from backend.indicators.rollup import fold
from backend.places.in_force import SET_OF_14
from backend.places.locate import wards_in_force
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from backend.reports.models.standing import Screening
from backend.reports.screening import screen
from tests.indicators.documents.made import AFTER, EARLY, NOVEMBER, body, closed, november, table
from tests.reports.filing import CITY, filed, moved, staff
from tests.unguarded import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]


@pytest.fixture
def reports() -> list[Report]:
    return november()


def words(found: object) -> str:
    return json.dumps(as_json(found), ensure_ascii=False)  # type: ignore[arg-type]  # a body


def test_the_tables_hold_what_the_board_shows(reports: list[Report]) -> None:
    row = closed()
    DailyFact.objects.all().delete()  # whatever becomes of the daily facts: the month is closed
    shown, found = board(NOVEMBER, wards=wards_in_force(SET_OF_14), now=AFTER), body()
    for code, lines in (("groups", shown.groups), ("wards", shown.wards), ("units", shown.units)):
        told = {cells[0]: cells[1:] for cells in (one.cells for one in table(found, code).rows)}
        for line in (*lines, shown.total):
            one = line.this
            counted = told[line.name or "Tổng cộng"]
            shares = (one.resolve_due, one.resolved_on_time, one.resolved_on_time_share, one.late)
            assert counted[:5] == (one.received, *shares)
            assert counted[7] == one.reopened
    assert table(found, "general").rows[0].cells[:2] == ("Phản ánh nhận được", 5)
    assert row.head in words(found)
    assert f"bản chốt số {row.pk} (bản 1)" in words(found)
    assert found.origin.heads == (row.head,)
    assert not found.origin.is_provisional


def test_what_was_open_at_the_end_stands_beside_the_end_of_the_month_before(reports: list[Report]) -> None:
    closed()
    filed(now=datetime(2026, 12, 21, 9, 0, tzinfo=CITY))
    january = datetime(2027, 1, 10, 9, 0, tzinfo=CITY)
    fold(january)
    rows = {one.cells[0]: one.cells[1:] for one in table(body(now=january, period="2026-12"), "general").rows}
    assert rows["Còn mở cuối kỳ"] == (3, 2, None, "tăng từ 2 lên 3")
    assert rows["Quá hạn cuối kỳ"] == (3, 2, None, "tăng từ 2 lên 3")
    with unguarded("%"):
        ClosedMonth.objects.update(edition=1)
    rows = {one.cells[0]: one.cells[1:] for one in table(body(now=january, period="2026-12"), "general").rows}
    assert rows["Còn mở cuối kỳ"] == (3, None, None, "")  # frozen without: no data, which is not zero
    assert len(reports) == 5


def test_what_was_open_at_the_end_is_told_as_it_was_then(reports: list[Report]) -> None:
    closed()
    before = [one.cells for one in table(body(), "groups").rows]
    assert before[-1][6:8] == (2, 2)  # one of waste, one of food, both overdue
    waits, by = reports[3], staff(reports[3].unit)
    advance(waits, Status.ACCEPTED, by=by, now=AFTER)
    advance(waits, Status.RESOLVED, by=by, now=AFTER, move=Move(note="Đã dọn."))
    later = datetime(2027, 1, 4, 9, 0, tzinfo=CITY)
    assert [one.cells for one in table(body(now=later), "groups").rows] == before


def test_a_month_that_is_not_closed_is_provisional(reports: list[Report]) -> None:
    fold(AFTER)
    found = body()
    assert "SỐ TẠM TÍNH" in found.head.marks
    assert "11/2026 chưa chốt" in words(found)
    assert found.origin.is_provisional


@pytest.mark.usefixtures("reports")
def test_months_after_the_district_on_its_old_wards_are_samples(settings: Settings) -> None:
    closed()
    assert body().head.marks == ("SỐ LIỆU MẪU",)
    assert body().head.left == ("ỦY BAN NHÂN DÂN", "QUẬN LONG BIÊN")


def test_the_state_and_the_party_each_have_their_form() -> None:
    state, party = body(Form.STATE), body(Form.PARTY)
    assert state.head.right == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    assert (party.head.right, party.head.left[1]) == (("ĐẢNG CỘNG SẢN VIỆT NAM",), "QUẬN ỦY LONG BIÊN")
    assert state.head.symbol.split() == ["Số:", "/BC-UBND"]  # the number is left empty
    assert party.head.symbol.split() == ["Số", "-BC/QU"]
    assert [one.heading for one in state.sections] == [one.heading for one in party.sections]


def test_the_outline_has_every_heading() -> None:
    found = body()
    assert [one.heading for one in (*found.sections, *found.annexes) if one.heading] == [
        "I. KẾT QUẢ TIẾP NHẬN, XỬ LÝ",
        "1. Tình hình chung",
        "2. Kết quả theo lĩnh vực",
        "3. Kết quả theo phường, đơn vị",
        "4. Chất lượng xử lý",
        "II. TIẾN ĐỘ CÁC CHỈ TIÊU CHƯƠNG TRÌNH 02",
        "III. VIỆC NỔI CỘM",
        "1. Điểm nóng và việc tái diễn",
        "2. Cảnh báo nhanh an toàn thực phẩm",
        "3. Phản ánh quá hạn lâu, chuyển nhiều lần",
        "IV. ĐÁNH GIÁ",
        "1. Ưu điểm",
        "2. Tồn tại, hạn chế",
        "3. Nguyên nhân (khách quan, chủ quan)",
        "V. NHIỆM VỤ TRỌNG TÂM THÁNG TỚI",
        "VI. KIẾN NGHỊ, ĐỀ XUẤT",
        "Phụ lục 1. Số liệu theo phường và loại việc",
        "Phụ lục 2. Danh mục phản ánh quá hạn",
        "Phụ lục 3. Định nghĩa các chỉ số",
        "Phụ lục 4. Số liệu điều chỉnh so với tháng trước",
    ]


@pytest.mark.usefixtures("programme")
def test_the_thirteen_and_the_nineteen_indicators_each_have_their_table(reports: list[Report]) -> None:
    closed()
    found = body()
    told = [str(one.cells[0]).split(" ")[0] for one in table(found, "fed").rows]
    assert len(told) == len(set(told)) == 13
    assert len({str(one.cells[0]).split(" ")[0] for one in table(found, "entered").rows}) == 19
    assert {one.cells[1] for one in table(found, "fed").rows} == {"trực tiếp", "một phần", "tham khảo"}
    assert "chưa có số liệu" in {one.cells[2] for one in table(found, "entered").rows}


def test_what_is_kept_comes_back_as_it_was(reports: list[Report]) -> None:
    closed()
    found = body()
    assert from_json(json.loads(json.dumps(as_json(found))), texts={}) == found


def test_overdue_reports_are_listed_by_code_with_unit_and_deadline(reports: list[Report]) -> None:
    closed()
    waits, food = reports[3:]
    rows = {str(one.cells[0]).replace("-", ""): one.cells for one in table(body(), "overdue").rows}
    assert set(rows) == {waits.code, food.code}
    assert rows[waits.code][3] == waits.unit.short_name
    assert rows[waits.code][5] == "chưa hẹn"


@pytest.mark.parametrize(
    ("this", "before", "said"),
    [
        (112, 100, "tăng 12% so với tháng trước"),
        (875, 1000, "giảm 12,5% so với tháng trước"),
        (7, 4, "tăng từ 4 lên 7 so với tháng trước"),
        (4, 29, "giảm từ 29 xuống 4 so với tháng trước"),
        (5, 5, "bằng tháng trước"),
        (5, None, ""),
    ],
)
def test_a_change_is_said_in_per_cent_of_thirty_at_least(this: int, before: int | None, said: str) -> None:
    assert sentences.changed(this, before, "tháng trước") == said


@pytest.mark.parametrize(
    ("written", "name", "months"),
    [
        ("2026-10", "tháng 10 năm 2026", 1),
        ("2026-Q4", "quý IV năm 2026", 3),
        ("2026", "năm 2026", 12),
        ("2021-01..2025-03", "từ tháng 1/2021 đến tháng 3/2025", 51),
    ],
)
def test_periods_are_months_quarters_years_and_reviews(written: str, name: str, months: int) -> None:
    period = Period.parse(written)
    assert (str(period), period.name, len(period.months)) == (written, name, months)


@pytest.mark.parametrize("written", ["", "2026-13", "2026-Q5", "x", "2026-10..2026-01", "2026-10;rm"])
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        Period.parse(written)


def test_a_quarter_and_a_year_add_up_their_months(reports: list[Report]) -> None:
    closed()
    for period in ("2026-Q4", "2026", "2026-10..2026-12"):
        found = body(period=period)
        assert table(found, "general").rows[0].cells[1] == 5
        assert "SỐ TẠM TÍNH" in found.head.marks  # December runs


def test_since_july_2025_the_ward_issues_the_states_report(settings: Settings) -> None:
    settings.WARDS_ON = None
    period = Period.parse("2026-10")
    with pytest.raises(Refused, match="chọn phường"):
        check_issuer(period, Form.STATE, None)
    ward = next(one for one in wards_in_force(Month(2026, 10).last_day) if one.slug == "bo-de")
    check_issuer(period, Form.STATE, ward)
    with pytest.raises(Refused, match="bỏ chọn phường"):
        check_issuer(Period.parse("2025-03"), Form.STATE, ward)


def test_a_wards_quarter_holds_its_own_three_months_and_nobody_elses(settings: Settings) -> None:
    settings.WARDS_ON = None
    ward = next(one for one in wards_in_force(Month(2026, 12).last_day) if one.slug == "bo-de")
    mine = moved(filed(now=EARLY), Status.ACCEPTED, Status.RESOLVED, now=EARLY)
    filed(now=datetime(2026, 10, 5, 9, 0, tzinfo=CITY))
    filed(now=datetime(2026, 9, 30, 9, 0, tzinfo=CITY))  # of the quarter before
    other = filed(now=EARLY, lat=21.0218, lon=105.9160)
    now = datetime(2027, 1, 4, 9, 0, tzinfo=CITY)
    fold(now)
    assert (mine.ward_id == ward.pk, other.ward_id == ward.pk) == (True, False)
    found = compose(Period.parse("2026-Q4"), form=Form.STATE, now=now, ward=ward)
    assert found.head.left == ("ỦY BAN NHÂN DÂN", "PHƯỜNG BỒ ĐỀ")
    assert "quý IV năm 2026" in found.head.subject
    assert table(found, "general").rows[0].cells[:2] == ("Phản ánh nhận được", 2)
    assert [one.cells[:2] for one in table(found, "wards").rows] == [("Phường Bồ Đề", 2), ("Tổng cộng", 2)]
    bars = next(one for section in found.sections for one in section.blocks if isinstance(one, Graph)).bars
    assert [(one.label, one.received) for one in bars[-3:]] == [("10/26", 1), ("11/26", 1), ("12/26", 0)]
    assert "SỐ TẠM TÍNH" in found.head.marks
    assert "chưa chốt" in words(found)


def test_days_have_a_leading_zero_and_so_have_january_and_february() -> None:
    assert place_and_day(EARLY.date()) == "Long Biên, ngày 03 tháng 11 năm 2026"
    assert place_and_day(datetime(2027, 2, 9, tzinfo=CITY).date()) == "Long Biên, ngày 09 tháng 02 năm 2027"


def test_spam_found_out_after_the_month_s_end_stands_in_no_number_and_no_list(reports: list[Report]) -> None:
    """Of what was open at the end and of what came without a photo, the report says what the board says."""
    screen(reports[3], Screening.SPAM, by=staff(reports[3].unit), now=AFTER)
    closed()
    this, found = board(NOVEMBER, wards=wards_in_force(SET_OF_14), now=AFTER).total.this, body()
    told = {row.cells[0]: row.cells[1] for one in found.tables for row in one.rows}
    assert (told["Còn mở cuối kỳ"], told["Quá hạn cuối kỳ"]) == (this.open_at_end, this.overdue_at_end)
    assert len(open_then(NOVEMBER)) == this.open_at_end
    said = f"Trong {this.resolutions} lần báo đã xử lý trong kỳ, {this.without_photo} lần không có ảnh sau xử lý."
    assert said in words(found)


def test_a_month_frozen_before_there_were_such_figures_has_no_data_of_them_and_no_zero(reports: list[Report]) -> None:
    row = closed()
    with unguarded("%"):
        ClosedMonth.objects.filter(pk=row.pk).update(edition=1)
        FrozenFigure.objects.update(**dict.fromkeys(ADDED, 0))
    told = words(body())
    assert "không có ảnh sau xử lý: chưa có số liệu" in told
    assert '"Còn mở cuối kỳ", 2,' in told  # counted from the history, as ever
    assert len(reports) == 5


def open_then(month: Month) -> list[object]:
    return list(numbers(Period.parse(str(month)), now=AFTER).open)
