"""A register comes in as a sheet: nothing before it is confirmed, nothing that computes, all errors by row."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl.reader.excel import load_workbook
from openpyxl.workbook.workbook import Workbook

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.registers import sheet
from backend.registers.give_out import give_out
from backend.registers.models import Entry, Sheet
from backend.registers.overview import Asked, listed
from backend.registers.standing import EntryKind, State
from backend.registers.take_in import confirm, look, take_in
from backend.routing.models import Unit
from tests.registers.entries import office, registered
from tests.reports.filing import NOW, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

HEADINGS = ("Tên", "Phường", "Địa chỉ", "Vĩ độ", "Kinh độ", "Trạng thái", "Từ ngày", "Trong khu dân cư", "Ghi chú")
GOOD = ("Chợ A", "Ngọc Lâm", "", 21.045795, 105.869766, "đang theo dõi", date(2026, 1, 10), "không", "")


def xlsx(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return a sheet as somebody would write it by hand."""
    book = Workbook()
    page = book.active
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**changes: object) -> tuple[object, ...]:
    names = ("name", "ward", "address", "lat", "lon", "state", "since", "is_residential", "note")
    return tuple(changes.get(name, value) for name, value in zip(names, GOOD, strict=True))


def taken(raw: bytes, *, kind: EntryKind = EntryKind.MARKET, by: Staff | None = None) -> Sheet:
    return take_in(raw, "so.xlsx", kind=kind, by=by or office(), now=NOW)


def test_nothing_is_written_before_it_is_confirmed_and_then_once() -> None:
    by = office()
    kept = taken(xlsx(GOOD, row(name="Chợ B", state="CONTROLLED", since="02/03/2026")), by=by)
    assert [one.wrong for one in look(kept, by=by, now=NOW)] == [(), ()]
    assert not Entry.objects.exists()
    added = confirm(kept, valid_only=False, by=by, now=NOW)
    assert [(one.site.name, one.state, one.state_on) for one in added] == [
        ("Chợ A", "watched", date(2026, 1, 10)),
        ("Chợ B", "controlled", date(2026, 3, 2)),
    ]
    with pytest.raises(Refused, match="đã được ghi"):
        confirm(kept, valid_only=False, by=by, now=NOW)
    assert Sheet.objects.get().written == Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Chợ cũ"}, "name"),
        ({"lat": 22.5}, "place"),
        ({"lat": "hai mốt"}, "lat"),
        ({"lat": None, "lon": None, "address": "phố Không Có Tên Này"}, "address"),
        ({"state": "đã bay"}, "state"),
        ({"state": None}, "state"),
        ({"state": "đã di dời"}, "state"),
        ({"since": "hôm qua"}, "since"),
        ({"since": date(2027, 1, 1)}, "since"),
        ({"is_residential": "có lẽ"}, "is_residential"),
        ({"note": "=1+1"}, "note"),
        ({"note": "x" * 1_050}, "note"),
    ],
)
def test_each_row_says_what_is_wrong_with_it(changes: dict[str, object], field: str) -> None:
    registered(name="Chợ cũ")
    by = office()
    kept = taken(xlsx(row(**changes), row(name="Chợ B")), by=by)
    wrong, right = look(kept, by=by, now=NOW)
    assert (wrong.number, [one.field for one in wrong.wrong], right.wrong) == (2, [field], ())
    with pytest.raises(Refused, match="1 dòng chưa đúng"):
        confirm(kept, valid_only=False, by=by, now=NOW)
    assert [one.site.name for one in confirm(kept, valid_only=True, by=by, now=NOW)] == ["Chợ B"]


def test_two_rows_of_one_name_are_one_too_many() -> None:
    by = office()
    first, second = look(taken(xlsx(GOOD, GOOD), by=by), by=by, now=NOW)
    assert (first.wrong, [one.code for one in second.wrong]) == ((), ["taken"])


def test_an_address_is_found_by_the_gazetteer_in_the_ward_that_is_named() -> None:
    by = office()
    kept = taken(xlsx(row(lat=None, lon=None, address="phố Sài Đồng", ward="Phường Sài Đồng")), by=by)
    [found] = look(kept, by=by, now=NOW)
    assert (found.found, found.ward and found.ward.slug, found.wrong) == ("Phố Sài Đồng", "sai-dong", ())


def test_a_ward_writes_only_into_its_own_register() -> None:
    by = Staff(officer(Unit.objects.get(slug="ubnd-bo-de")))
    [found] = look(taken(xlsx(GOOD), by=by), by=by, now=NOW)
    assert [one.code for one in found.wrong] == ["not_yours"]
    with pytest.raises(Refused, match="phụ trách"):
        taken(xlsx(GOOD), by=Staff(officer(Unit.objects.get(slug="phong-y-te"))))


def test_what_was_confirmed_is_kept_no_longer_and_what_nobody_confirms_goes_after_a_day() -> None:
    by = office()
    done, forgotten = taken(xlsx(GOOD), by=by), taken(xlsx(GOOD), by=by)
    confirm(done, valid_only=False, by=by, now=NOW)
    take_in(xlsx(GOOD), "so.xlsx", kind=EntryKind.MARKET, by=by, now=NOW + timedelta(days=2))
    assert not Sheet.objects.filter(pk=forgotten.pk).exists()
    assert Sheet.objects.get(pk=done.pk).rows == {"others": [], "rows": []}


def test_empty_rows_between_are_passed_over_and_numbers_are_the_sheets() -> None:
    by = office()
    [found] = look(taken(xlsx((), (), GOOD), by=by), by=by, now=NOW)
    assert (found.number, found.wrong) == (4, ())


def test_a_sheet_of_somebody_else_is_not_confirmed() -> None:
    kept = taken(xlsx(GOOD), by=Staff(officer(Unit.objects.get(slug="ubnd-ngoc-lam"))))
    with pytest.raises(Refused):
        confirm(kept, valid_only=True, by=office(), now=NOW)
    assert not Entry.objects.exists()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "required"),
        (b"name,ward\nA,B\n", "not_xlsx"),
        (b"PK\x03\x04 broken", "not_xlsx"),
        (_zip(a=b"nothing of a sheet"), "not_xlsx"),
        (_zip(a=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "not_xlsx"),
        (_zip(a=b"\0" * 31_000_000), "too_large"),
        (b"\0" * 2_000_001, "too_large"),
        (xlsx(), "empty"),
        (xlsx(*[GOOD] * 501), "too_many_rows"),
        (xlsx(*[()] * 3_000, GOOD), "too_many_rows"),
        (xlsx(GOOD, headings=("Tên", "Phường")), "missing_columns"),
    ],
    ids=["nothing", "csv", "broken", "zip", "entities", "bomb", "large", "empty", "long", "far", "columns"],
)
def test_a_file_that_is_none_is_refused_in_words(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        taken(raw)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert not Sheet.objects.exists()


def test_a_look_asks_no_more_the_more_rows_there_are() -> None:
    by = office()

    def asked(number: int) -> int:
        kept = taken(xlsx(*(row(name=f"Chợ {one}") for one in range(number))), by=by)
        with CaptureQueriesContext(connection) as spent:
            assert len(look(kept, by=by, now=NOW)) == number
        return len(spent)

    assert asked(2) == asked(40) == 1


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+84", "-1", "@sum"])
def test_what_goes_out_runs_nothing_and_comes_back_the_same(words: str) -> None:
    by = office()
    registered(name="Chợ A", note=words, state=State.CONTROLLED, is_residential=True)
    raw = give_out(EntryKind.MARKET, list(listed(by.user, EntryKind.MARKET, Asked(), now=NOW)))
    page = load_workbook(io.BytesIO(raw)).worksheets[0]
    cells = {str(head.value): cell for head, cell in zip(page[1], page[2], strict=True)}
    assert (cells["Ghi chú"].data_type, cells["Ghi chú"].value) == ("s", words)
    assert cells["Ghi chú"].quotePrefix
    assert (cells["Phường"].value, cells["Trạng thái"].value) == ("Ngọc Lâm", "được kiểm soát")
    table = sheet.read(raw)
    assert not table.lines[0].formulas
    [again] = look(taken(raw, by=by), by=by, now=NOW)
    assert [one.code for one in again.wrong] == ["taken"]  # all of it was read; only the name is there already


def test_a_banquet_comes_in_with_its_hour_and_an_empty_sheet_has_its_columns() -> None:
    by = office()
    headings = [str(one) for one in sheet_headings(give_out(EntryKind.BANQUET, []))]
    assert {"Thời gian tổ chức", "Số khách"} <= set(headings)
    values = {"Tên": "Tiệc cưới", "Vĩ độ": 21.0458, "Kinh độ": 105.8698, "Trạng thái": "đã đăng ký",
              "Từ ngày": "2026-11-20", "Thời gian tổ chức": "05/12/2026 10:30", "Số khách": 120}  # fmt: skip
    raw = xlsx([values.get(one) for one in headings], headings=headings)
    [entry] = confirm(taken(raw, kind=EntryKind.BANQUET, by=by), valid_only=False, by=by, now=NOW)
    assert entry.held_at is not None
    assert (entry.held_at.isoformat(), entry.guests) == ("2026-12-05T10:30:00+07:00", 120)


def sheet_headings(raw: bytes) -> list[object]:
    return [cell.value for cell in load_workbook(io.BytesIO(raw)).worksheets[0][1]]
