"""Sheets that somebody made to do harm, and people who send theirs at the same moment."""

import io
import re
import zipfile
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from backend.core.errors import Refused
from backend.registers import sheet
from backend.registers.entries import edit
from backend.registers.models import Entry
from backend.registers.take_in import confirm
from backend.routing.models import Unit
from tests.registers.entries import facts, office, registered
from tests.registers.test_take_in import GOOD, row, taken, xlsx
from tests.reports.filing import NOW, officer
from tests.together import together

FIRST = "xl/worksheets/sheet1.xml"
ATTRIBUTES = "<c {} />".format(" ".join(f'a{one}=""' for one in range(1_000)))
DECLARED = '<!DOCTYPE a [<!ENTITY a "mười ký tự"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def parts() -> dict[str, bytes]:
    """Return the parts of a good sheet by name."""
    with zipfile.ZipFile(io.BytesIO(xlsx(GOOD))) as parcel:
        return {one: parcel.read(one) for one in parcel.namelist()}


def packed(method: int = zipfile.ZIP_DEFLATED, **changed: bytes) -> bytes:
    """Return a good sheet with its ``sheet`` or ``styles`` changed."""
    names = {"sheet": FIRST, "styles": "xl/styles.xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as parcel:
        for name, content in (parts() | {names[key]: content for key, content in changed.items()}).items():
            parcel.writestr(name, content)
    return out.getvalue()


def declaring(encoding: str, said: str) -> bytes:
    """Return the sheet in the encoding, with a name that is an entity; ``said``: what it says of its encoding."""
    body = re.sub(r"(<c r=\"A2\"[^>]*><is><t>)[^<]*", r"\1&b;", parts()[FIRST].decode())
    written = (DECLARED + body).encode("ascii", "xmlcharrefreplace").decode()
    return said.encode("ascii" if encoding == "cp037" else encoding) + written.encode(encoding)


def many(of: str, what: str, number: int) -> bytes:
    """Return the part with ``number`` times ``what`` before it ends."""
    text = parts()[of].decode()
    end = text.rindex("</")
    return f"{text[:end]}<x>{what * number}</x>{text[end:]}".encode()


def broken_lzma() -> bytes:
    raw = bytearray(packed(zipfile.ZIP_LZMA))
    raw[60:90] = bytes(30)
    return bytes(raw)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: packed(sheet=declaring("utf-8", "")), "not_xlsx"),
        (lambda: packed(sheet=declaring("utf-16", '<?xml version="1.0" encoding="UTF-16"?>')), "not_xlsx"),
        (lambda: packed(sheet=declaring("utf-16-le", '<?xml version="1.0" encoding="UTF-16"?>')), "not_xlsx"),
        (lambda: packed(sheet=declaring("utf-32-be", '<?xml version="1.0"?>')), "not_xlsx"),
        (lambda: packed(sheet=declaring("cp037", '<?xml version="1.0" encoding="cp037"?>')), "not_xlsx"),
        (lambda: packed(zipfile.ZIP_BZIP2), "not_xlsx"),
        (broken_lzma, "not_xlsx"),
        (lambda: packed(styles=b"<a>" * 4_000 + b"</a>" * 4_000), "not_xlsx"),
        (lambda: packed(styles=many("xl/styles.xml", "<xf/>", 20_001)), "too_large"),
        (lambda: packed(sheet=many(FIRST, "<c/>", 200_001)), "too_large"),
        (lambda: packed(sheet=many(FIRST, ATTRIBUTES, 301)), "too_large"),
    ],
    ids=["entity", "utf-16", "no mark", "utf-32", "ebcdic", "bzip2", "lzma", "deep", "styles", "cells", "attributes"],
)  # fmt: skip
def test_what_no_spreadsheet_writes_is_refused_before_it_is_built(made: object, code: str) -> None:
    assert callable(made)
    with pytest.raises(Refused) as refused:
        sheet.read(made())
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_sheet_full_to_the_brim_is_read() -> None:
    full = xlsx(*[tuple(f"{one} {place}" for place in range(40)) for one in range(500)])
    assert len(sheet.read(full).lines) == 500


LIMITS = ("01/01/0001", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "31/12/9999")


@pytest.mark.parametrize("written", LIMITS)
@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_a_moment_that_no_zone_has_is_refused_by_field(written: str, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    client = Client()
    client.force_login(officer(Unit.objects.get(slug="phong-y-te")))
    sent = {"place": "21.045795,105.869766", "name": "Tiệc", "state": "registered", "since": "2026-01-10",
            "held_at": written, "guests": "20"}  # fmt: skip
    for field in ("held_at", "since"):
        answer = client.post("/staff/registers/banquet/new", sent | {"since": written} if field == "since" else sent)
        assert answer.status_code == 422
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_dates_beyond_all_years_are_wrong_rows() -> None:
    raw = xlsx(GOOD, row(name="Chợ B", since=10**10), row(name="Chợ C", since="01/01/0001"))
    by = office()
    kept = taken(raw, by=by)
    assert [one.site.name for one in confirm(kept, valid_only=True, by=by, now=NOW)] == ["Chợ A"]


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_a_hostile_file_at_the_door_is_an_answer_in_words(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    client = Client()
    client.force_login(officer(Unit.objects.get(slug="phong-kinh-te")))
    for raw in (broken_lzma(), packed(styles=b"<a>" * 4_000 + b"</a>" * 4_000)):
        answer = client.post("/staff/registers/market/import", {"file": SimpleUploadedFile("so.xlsx", raw)})
        assert (answer.status_code, "không phải bảng tính" in answer.content.decode()) == (422, True)


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_no_entry_is_given_the_name_of_another_of_its_ward() -> None:
    registered(name="Chợ A")
    other = registered(name="Chợ B")
    with pytest.raises(Refused, match="cùng tên"):
        edit(other, facts("CHỢ  A"), by=office(), now=NOW)
    assert edit(other, facts("Chợ B", note="sạch hơn"), by=office(), now=NOW).note == "sạch hơn"
    assert edit(other, facts("Chợ C"), by=office(), now=NOW).site.name == "Chợ C"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city", "own_tables")
@pytest.mark.database
def test_the_same_sheet_confirmed_twice_at_once_is_written_once() -> None:
    one, other = office(), office()
    rows = [row(name=f"Chợ {number}", lat=21.0457 + number / 1e5) for number in range(8)]
    moved = [row(name=f"Chợ {number}", lat=21.0462 + number / 1e5) for number in range(8)]  # some metres off
    sheets = [(taken(xlsx(*rows), by=one), one), (taken(xlsx(*moved), by=other), other)]
    results = together([partial(confirm, kept, valid_only=False, by=by, now=NOW) for kept, by in sheets])
    assert sorted(type(result).__name__ for result in results) == ["Refused", "list"]
    assert Entry.objects.count() == 8
    again = together([partial(confirm, kept, valid_only=True, by=by, now=NOW) for kept, by in sheets])
    assert all(isinstance(result, Refused) for result in again)
