"""The staff calls about sheets of registers: out as it comes in, looked at row by row, confirmed once."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.reader.excel import load_workbook

from backend.accounts.models import Role
from backend.registers import sheet
from backend.registers.models import Entry, Sheet
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import STAFF, fault, send
from tests.registers.entries import SAI_DONG, registered
from tests.registers.test_take_in import GOOD, row, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MARKET = f"{STAFF}registers/market"


@pytest.fixture
def ward(sign_in: SignIn) -> Client:
    return sign_in(Unit.objects.get(slug="ubnd-ngoc-lam"))


def taken(client: Client, raw: bytes, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else None
    return client.post(f"{MARKET}/sheets", {"file": SimpleUploadedFile("sổ.xlsx", raw)}, headers=headers)


def test_a_sheet_is_looked_at_row_by_row_and_written_once(ward: Client) -> None:
    made = taken(ward, xlsx(GOOD, row(name="Chợ B", state="lạ"), row(name="Chợ C", lat=22.5)))
    assert made.status_code == 201, made.content
    looked = made.json()
    address = f"registers/sheets/{looked['id']}"
    assert made.headers["Location"] == f"http://testserver{STAFF}{address}"
    assert (looked["right"], looked["wrong"], looked["name"], looked["written"]) == (1, 2, "sổ.xlsx", None)
    assert [one["number"] for one in looked["rows"]] == [2, 3, 4]
    assert looked["rows"][0]["values"]["name"] == "Chợ A"
    assert looked["rows"][0]["ward"]["name"] == "Ngọc Lâm"
    assert [[fault["field"] for fault in one["wrong"]] for one in looked["rows"]] == [[], ["state"], ["lat"]]
    assert ward.get(STAFF + address).json() == looked
    assert not Entry.objects.exists()
    assert fault(send(ward, f"{address}/confirm")) == (422, "", "wrong_rows")
    written = send(ward, f"{address}/confirm", valid_only=True).json()
    assert written == {"written": 1, "entries": [Entry.objects.get().pk]}
    assert fault(send(ward, f"{address}/confirm", valid_only=True)) == (422, "", "done")
    after = ward.get(STAFF + address).json()
    assert (after["written"], after["rows"], bool(after["done_at"])) == (1, [], True)


def test_what_went_out_comes_in_again(ward: Client) -> None:
    registered(name="=SUM(A1)")
    registered(name="Chợ xa", at=SAI_DONG)
    answer = ward.get(f"{MARKET}/sheet")
    assert answer.headers["Content-Type"] == sheet.CONTENT_TYPE
    assert answer.headers["Content-Disposition"] == 'attachment; filename="so-market.xlsx"'
    page = load_workbook(io.BytesIO(answer.content)).active
    assert [one[0].value for one in page.iter_rows(min_row=2)] == ["=SUM(A1)"]  # of one's own ward, and as text
    assert page["A2"].data_type == "s"
    rows = taken(ward, answer.content).json()["rows"]
    assert [(one["values"]["name"], [wrong["field"] for wrong in one["wrong"]]) for one in rows] == [
        ("=SUM(A1)", ["name"])
    ]
    empty = load_workbook(io.BytesIO(ward.get(f"{MARKET}/sheet?empty=true").content)).active
    assert empty.max_row == 1
    assert fault(ward.get(f"{MARKET}/sheet?ward=khong-co"))[:2] == (422, "ward")
    assert fault(ward.get(f"{MARKET}/sheet?cursor=x"))[:2] == (422, "cursor")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"<html>", b"x" * (sheet.MOST_BYTES + 2)])
def test_what_is_no_sheet_is_named(ward: Client, raw: bytes) -> None:
    assert fault(taken(ward, raw))[:2] == (422, "file")
    assert not Sheet.objects.exists()


def test_a_wish_without_a_file_is_named(ward: Client) -> None:
    assert fault(ward.post(f"{MARKET}/sheets", {}))[:2] == (422, "file")
    assert fault(ward.post(f"{MARKET}/sheets", {"file": "x"}))[:2] == (422, "file")
    assert fault(send(ward, "registers/market/sheets", file="x"))[:2] == (422, "file")
    more = {"file": SimpleUploadedFile("a.xlsx", xlsx(GOOD)), "more": "x"}
    assert fault(ward.post(f"{MARKET}/sheets", more))[:2] == (422, "more")


def test_the_same_file_with_the_same_key_is_taken_in_once(ward: Client) -> None:
    key, raw = "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b33", xlsx(GOOD)
    first, again = (taken(ward, raw, key) for _time in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert Sheet.objects.count() == 1
    assert fault(taken(ward, xlsx(row(name="Khác")), key))[0] == 422


def test_a_sheet_is_its_senders_and_a_register_its_keepers(ward: Client, sign_in: SignIn) -> None:
    pk = taken(ward, xlsx(GOOD)).json()["id"]
    other = sign_in(Unit.objects.get(slug="ubnd-bo-de"))
    assert fault(other.get(f"{STAFF}registers/sheets/{pk}"))[0] == 404
    assert fault(send(other, f"registers/sheets/{pk}/confirm"))[0] == 404
    auditor = sign_in(None, Role.AUDITOR)
    assert fault(taken(auditor, xlsx(GOOD)))[0] == 404
    assert auditor.get(f"{MARKET}/sheet").status_code == 200
    assert fault(sign_in(None, Role.ADMINISTRATOR).get(f"{MARKET}/sheet"))[0] == 404
