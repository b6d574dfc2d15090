"""The registers at the staff's door: lists, an entry with all its deeds, sheets in and out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.reader.excel import load_workbook
from pytest_django import Settings

from backend.accounts.models import Role, User
from backend.registers.load import load_criteria
from backend.registers.models import Entry, Sheet
from backend.registers.standing import EntryKind, State
from backend.reports import reroute
from backend.routing.models import Unit
from tests.registers.entries import SAI_DONG, registered
from tests.registers.test_take_in import GOOD, row, xlsx
from tests.reports.filing import NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.STAFF_MFA = "optional"
    load_criteria()
    return _signed_in(officer(Unit.objects.get(slug="phong-kinh-te")))


def test_the_registers_a_unit_keeps_are_listed_with_their_numbers(client: Client) -> None:
    registered(state=State.CONTROLLED)
    page = client.get("/staff/registers").content.decode()
    assert "/staff/registers/market" in page
    assert "/staff/registers/banquet" not in page
    assert client.get("/staff/registers/banquet").status_code == 404
    assert (
        "không phụ trách sổ nào"
        in _signed_in(officer(None, Role.ADMINISTRATOR)).get("/staff/registers").content.decode()
    )


def test_a_list_goes_on_by_keys_and_is_narrowed(client: Client) -> None:
    for number in range(52):
        registered(name=f"Chợ {number:02d}", at=SAI_DONG)
    first = client.get("/staff/registers/market?q=cho").content.decode()
    assert ("Chợ 49 " in first or "Chợ 49<" in first, "Chợ 50" in first) == (True, False)
    cursor = first.split("cursor=")[1].split('"')[0]
    second = client.get(f"/staff/registers/market?q=cho&cursor={cursor}".replace("&amp;", "&"))
    assert "Chợ 51" in second.content.decode()
    assert "Không có mục nào" in client.get("/staff/registers/market?state=closed").content.decode()
    assert client.get("/staff/registers/market?cursor=made-up").status_code == 302


def test_an_entry_is_made_from_a_place_that_was_found(client: Client) -> None:
    found = client.get("/staff/registers/market/new?q=pho+ngoc+lam").content.decode()
    assert "?place=" in found
    form = client.get("/staff/registers/market/new?place=21.045795,105.869766&address=x").content.decode()
    assert 'name="since"' in form
    sent = {"place": "21.045795,105.869766", "name": "Chợ mới", "state": "watched", "since": "2026-01-10"}
    wrong = client.post("/staff/registers/market/new", sent | {"name": ""})
    assert (wrong.status_code, "Xin ghi tên địa điểm" in wrong.content.decode()) == (422, True)
    made = client.post("/staff/registers/market/new", sent)
    assert made.headers["Location"] == f"/staff/registers/entry/{Entry.objects.get().pk}"


def test_every_deed_is_done_from_the_entrys_page_and_stands_in_its_history(client: Client) -> None:
    entry = registered()
    report = filed()
    reroute.link(report, entry.site, by=staff(report.unit), now=NOW)
    page = f"/staff/registers/entry/{entry.pk}"
    deeds = {
        "state": {"to": "controlled", "on": "2026-02-01", "note": "Đã kiểm soát.", "version": "1"},
        "inspect": {"on": "2026-02-02", "inspectors": "Phòng Kinh tế", "result": "passed"},
        "mark": {"mark.cho-01": "met", "mark.cho-02": "not_seen", "on": "2026-02-02"},
        "document": {"name": "Biên bản", "number": "1/BB", "on": "2026-02-02", "link": "javascript:alert(1)"},
        "edit": {"name": "Chợ đổi tên", "place": "21.045795, 105.869766", "ward": "ngoc-lam"},
    }
    for deed, sent in deeds.items():
        assert client.post(f"{page}/{deed}", sent).status_code == 302, deed
    shown = client.get(page).content.decode()
    for words in (
        "Chợ đổi tên",
        "Được kiểm soát",
        "Phòng Kinh tế",
        "1/BB",
        "Đạt 1 trên 10",
        "Chợ dân sinh → Chợ đổi tên",
    ):
        assert words in shown, words
    assert 'href="javascript' not in shown
    assert "Phản ánh: 0" in shown  # the division is not on the report: it neither sees nor counts it
    assert report.code not in shown
    assert client.post(f"{page}/fly").status_code == 404


def test_a_refused_deed_keeps_what_was_typed(client: Client) -> None:
    entry = registered()
    sent = {"to": "controlled", "on": "2099-01-01", "note": "Đã xem tại chỗ.", "version": "1"}
    answer = client.post(f"/staff/registers/entry/{entry.pk}/state", sent)
    shown = answer.content.decode()
    assert (answer.status_code, "Ngày này chưa tới" in shown, "Đã xem tại chỗ." in shown) == (422, True, True)
    late = client.post(
        f"/staff/registers/entry/{entry.pk}/edit", {"name": "B", "place": "21.04, 105.87", "version": "9"}
    )
    assert late.status_code == 409


def test_who_reads_all_sees_no_forms_and_does_nothing(client: Client) -> None:
    entry = registered()
    leader = _signed_in(officer(None, Role.LEADER))
    page = f"/staff/registers/entry/{entry.pk}"
    assert f"{page}/state" not in leader.get(page).content.decode()
    answer = leader.post(f"{page}/state", {"to": "controlled", "on": "2026-02-01", "version": "1"})
    assert answer.status_code == 403
    assert leader.get("/staff/registers/market/new").status_code == 404
    assert client.get(f"{page}?lang=en").status_code == 200
    assert Entry.objects.get().state == "watched"


def test_a_sheet_is_looked_at_and_confirmed(client: Client) -> None:
    form = client.get("/staff/registers/market/import").content.decode()
    assert "Trạng thái" in form
    assert client.post("/staff/registers/market/import").status_code == 422
    raw = xlsx(GOOD, row(name="<b>Chợ B</b>", state="đã bay"))
    sent = client.post("/staff/registers/market/import", {"file": SimpleUploadedFile("so.xlsx", raw)})
    look = sent.headers["Location"]
    shown = client.get(look).content.decode()
    assert ("Chợ A" in shown, "Không có giá trị “đã bay”" in shown, "<b>Chợ" in shown) == (True, True, False)
    refused = client.post(look)
    assert (refused.status_code, Entry.objects.count()) == (422, 0)
    assert client.post(look, {"valid_only": "1"}).headers["Location"] == "/staff/registers/market"
    assert (Entry.objects.count(), Sheet.objects.get().written) == (1, 1)
    assert "Đã ghi 1 mục" in client.get(look).content.decode()
    assert _signed_in(officer(None, Role.PROGRAMME_OFFICE)).get(look).status_code == 404


def test_the_sheet_that_goes_out_is_what_the_list_shows(client: Client) -> None:
    registered()
    registered(name="Chợ Sài Đồng", at=SAI_DONG, state=State.CONTROLLED)
    answer = client.get("/staff/registers/market/sheet.xlsx?state=controlled")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="so-market.xlsx"'
    names = [cells[0].value for cells in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=2)]
    assert names == ["Chợ Sài Đồng"]
    empty = client.get("/staff/registers/market/sheet.xlsx?empty=1")
    assert load_workbook(io.BytesIO(empty.content)).worksheets[0].max_row == 1


def test_a_banquets_page_shows_its_hour(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    health = _signed_in(officer(Unit.objects.get(slug="phong-y-te")))
    entry = registered(EntryKind.BANQUET, "Tiệc cưới", held_at=NOW, guests=90, supplier="Đội nấu cỗ")
    shown = health.get(f"/staff/registers/entry/{entry.pk}").content.decode()
    assert ("Đội nấu cỗ" in shown, 'value="2026-11-25T09:00"' in shown) == (True, True)
    sent = {"place": "21.045795,105.869766", "name": "Tiệc khác", "state": "registered", "since": "2026-01-10",
            "held_at": "2026-12-05T10:30", "guests": "120"}  # fmt: skip
    assert health.post("/staff/registers/banquet/new", sent).status_code == 302
