"""The same report as PDF, DOCX, XLSX and CSV: equal numbers, the decree's margins and letters, no formulas."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx as word
import pypdf
import pytest
from openpyxl.reader.excel import load_workbook

from backend.indicators.documents.body import Bar, Body, Column, Graph, Paragraph, Row, Section, Table
from backend.indicators.documents.docx import docx
from backend.indicators.documents.drawing import placed as placed_bars
from backend.indicators.documents.drawing import png
from backend.indicators.documents.lists import behind
from backend.indicators.documents.pdf import html, pdf
from backend.indicators.documents.period import Period
from backend.indicators.documents.table import table as csv_table
from backend.indicators.documents.written import written
from backend.indicators.documents.xlsx import LIST_SHEET, xlsx
from backend.indicators.facts import MEASURES
from backend.indicators.models import Form
from backend.indicators.quantiles import Hours
from tests.indicators.documents.made import body, closed, november, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MM = 72 / 25.4  # points
A4 = (210, 297)
BLANKS = re.compile(r"\s+")
EVIL = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1")


@pytest.fixture
def report() -> Body:
    november()
    closed()
    return body()


def test_the_pdf_holds_every_number_in_embedded_letters_like_times_new_roman(report: Body) -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf(report))).pages
    said = squeezed("".join(page.extract_text() for page in pages))
    for one in report.tables:
        for row in one.rows:
            for cell, column in zip(row.cells, one.columns, strict=True):
                assert squeezed(written(cell, column.kind)) in said
    groups = table(report, "groups")
    for row in groups.rows:
        cells = (written(cell, column.kind) for cell, column in zip(row.cells, groups.columns, strict=True))
        assert squeezed("".join(cells)) in said
    assert squeezed(report.origin.heads[0]) in said


@pytest.mark.letters
def test_every_page_has_the_decrees_margins_and_from_the_second_on_its_number(report: Body) -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf(undrawn(report)))).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        _check_page(page, number)
    fonts = {str(one["/BaseFont"]).partition("+")[2] for page in pages for one in _fonts(page)}
    assert fonts
    assert {name for name in fonts if not name.startswith(("Tinos", "Times"))} == set()
    sizes = [size for _text, _x, _y, size in placed(pages[0])]
    assert 13 <= max(set(sizes), key=sizes.count) <= 14


def test_both_forms_say_the_same_below_their_heads(report: Body) -> None:
    state, party = html(report), html(body(Form.PARTY))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in state
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party
    assert "CỘNG HÒA" not in party
    assert tables_of(state) == tables_of(party)


def test_the_docx_holds_every_number_and_the_decrees_page(report: Body) -> None:
    file = word.Document(io.BytesIO(docx(report)))
    grids = file.tables[1:]  # the first holds the head
    grids = [one for one in grids if one.style is not None and one.style.name == "Table Grid"]
    for one, grid in zip(report.tables, grids, strict=True):
        read = [[cell.text for cell in row.cells] for row in grid.rows]
        columns = one.columns
        wanted = [[written(cell, c.kind) for cell, c in zip(row.cells, columns, strict=True)] for row in one.rows]
        assert read == [[column.heading for column in columns], *wanted]
    first = file.sections[0]
    assert first.page_width is not None
    assert first.page_height is not None
    assert (round(first.page_width.mm), round(first.page_height.mm)) == A4
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    for margin, (least, most) in zip(margins, ((20, 25), (20, 25), (30, 35), (15, 20)), strict=True):
        assert margin is not None
        assert least <= round(margin.mm) <= most
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert not first.first_page_header.paragraphs or not first.first_page_header.paragraphs[0].text
    assert file.styles["Normal"].font.name == "Times New Roman"


def test_the_xlsx_holds_numbers_as_numbers_and_lists_the_reports_behind_them(report: Body) -> None:
    period = Period.parse(report.period)
    book = load_workbook(io.BytesIO(xlsx(report, behind(period))))
    sheets = book.worksheets[1:-1]
    for one, sheet in zip(report.tables, sheets, strict=True):
        read = [tuple(row) for row in sheet.iter_rows(min_row=2, max_row=len(one.rows) + 1, values_only=True)]
        assert read == [tuple(cell if cell != "" else None for cell in row.cells) for row in one.rows]
    rows = list(book[LIST_SHEET].iter_rows(min_row=2, values_only=True))
    total = rows.pop()
    assert len(rows) == 5
    sums = dict(zip(MEASURES, total[-len(MEASURES) :], strict=True))
    told = {cells[0]: cells[1] for cells in (one.cells for one in table(report, "general").rows)}
    assert sums["received"] == told["Phản ánh nhận được"] == 5
    assert sums["resolved_on_time"] == told["Xử lý đúng hạn"]
    assert sums["late"] == told["Xử lý trễ hạn"]
    for place in range(len(MEASURES)):
        assert sum(int(str(row[-len(MEASURES) + place])) for row in rows) == total[-len(MEASURES) + place]


def test_no_text_becomes_a_formula(report: Body) -> None:
    rows = tuple(Row((evil, 1)) for evil in EVIL)
    section = Section("I.", 1, (Paragraph(EVIL[0]), Table("evil", "=1+1", (Column("=2", "text"), Column("=3")), rows)))
    found = replace(report, sections=(section,), annexes=())
    book = load_workbook(io.BytesIO(xlsx(found)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    lines = list(csv.reader(io.StringIO(csv_table(found).decode("utf-8-sig"))))
    assert len(lines) == 1 + len(EVIL)
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_the_csv_holds_every_number(report: Body) -> None:
    lines = list(csv.reader(io.StringIO(csv_table(report).decode("utf-8-sig"))))
    read = {(line[0], line[1], line[2]): line[3] for line in lines[1:]}
    for one in report.tables:
        for row in one.rows:
            for cell, column in zip(row.cells[1:], one.columns[1:], strict=True):
                if isinstance(cell, int | float):
                    assert float(read[one.code, str(row.cells[0]), column.heading]) == cell or one.code == "corrected"


def test_hours_and_unknown_cells_are_written_in_words() -> None:
    assert written(None, "count") == "–"
    assert written(12345, "count") == "12.345"
    assert written(0.925, "share") == "92,5%"
    assert str(Hours(3)) != written(3, "count") == "3"


def test_the_chart_is_a_picture_for_word_processors(report: Body) -> None:
    graphs = [one for section in report.sections for one in section.blocks if hasattr(one, "bars")]
    assert [png(one)[:4] for one in graphs] == [b"\x89PNG"]  # type: ignore[arg-type]  # those with bars are graphs


def test_of_many_months_only_as_many_are_named_as_have_room() -> None:
    named = [
        one.bar.label for one in placed_bars(Graph("", tuple(Bar(str(n), n, n) for n in range(51)))) if one.is_named
    ]
    assert len(named) == 17
    assert named[-1] == "50"  # the last one in any case


def undrawn(report: Body) -> Body:
    """Return the report without charts: the letters in a drawing have places of their own."""
    kept = (replace(one, blocks=tuple(b for b in one.blocks if not isinstance(b, Graph))) for one in report.sections)
    return replace(report, sections=tuple(kept))


def squeezed(words: str) -> str:
    return BLANKS.sub("", words)


def tables_of(page: str) -> list[str]:
    return re.findall(r"<tbody>.*?</tbody>", page, flags=re.DOTALL)


def placed(page: pypdf.PageObject) -> list[tuple[str, float, float, float]]:
    """Return each piece of text with its place from the left and from above, in mm, and its size in points."""
    found: list[tuple[str, float, float, float]] = []
    height = float(page.mediabox.height)

    def take(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x / MM, (height - y) / MM, abs(size * tm[0] * cm[0])))

    page.extract_text(visitor_text=take)
    return found


def _check_page(page: pypdf.PageObject, number: int) -> None:
    width, height = (round(float(one) / MM) for one in (page.mediabox.width, page.mediabox.height))
    is_wide = width > height
    assert {width, height} == set(A4)
    pieces = placed(page)
    left, above = (20, 30) if is_wide else (30, 20)
    in_margin = [text for text, _x, y, _size in pieces if y < above]
    assert in_margin == ([] if number == 1 else [str(number)])  # the page's number, from the second page on
    if number > 1:
        [middle] = [x for text, x, y, _size in pieces if y < above]
        assert abs(middle - (width + (5 if is_wide else 14)) / 2) < 6
    body_pieces = [one for one in pieces if one[2] >= above]
    assert min(x for _text, x, _y, _size in body_pieces) >= left
    assert max(y for _text, _x, y, _size in body_pieces) <= height - (15 if is_wide else 20) + 0.5


def _fonts(page: pypdf.PageObject) -> Iterator[pypdf.generic.DictionaryObject]:
    resources = page["/Resources"].get_object()
    assert isinstance(resources, pypdf.generic.DictionaryObject)
    fonts = resources.get("/Font", pypdf.generic.DictionaryObject()).get_object()
    assert isinstance(fonts, pypdf.generic.DictionaryObject)
    for one in fonts.values():
        font = one.get_object()
        assert isinstance(font, pypdf.generic.DictionaryObject)
        yield font
