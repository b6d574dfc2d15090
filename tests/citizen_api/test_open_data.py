"""Open data: what was frozen, at an address that stays, small numbers hidden as on the page of figures."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from django.core.cache import cache
from django.test import Client

from backend.indicators.close import close
from backend.indicators.cuts import CUTS, cuts
from backend.indicators.facts import PUBLIC
from backend.indicators.models import DailyFact
from backend.indicators.query import Scope
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from tests.indicators.documents.made import AFTER, NOVEMBER, closed, november, office
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LATER = AFTER + timedelta(days=1)
FILE = "/open-data/figures/2026-11"
TABLES = {"groups": "group", "kinds": "category", "wards": "ward", "units": "unit"}


@pytest.fixture
def client() -> Client:
    november()
    return Client()


def told(client: Client) -> dict[str, object]:
    found: dict[str, object] = json.loads(client.get(f"{FILE}.json").content)
    return found


def test_the_file_holds_what_was_frozen_with_small_numbers_hidden(client: Client) -> None:
    row = closed()
    shown = cuts(Scope(first=NOVEMBER, last=NOVEMBER), now=AFTER, wards=wards_in_force(day_in_force(AFTER)))
    DailyFact.objects.all().delete()  # whatever becomes of the daily facts
    said = told(client)
    assert (said["month"], said["revision"], said["head"], said["licence"]) == ("2026-11", 1, row.head, "CC-BY-4.0")
    rows = said["rows"]
    assert isinstance(rows, list)
    read = {(one["by"], one["code"]): one for one in rows}
    assert read["total", ""]["received"] == 5
    lines = [(TABLES[table], line) for table in CUTS for line in shown.tables[table]]
    for by, line in [("total", shown.total), *lines]:
        for measure in ("received", "resolved", "resolve_due", "late", "refused"):
            assert read[by, line.code][measure] == line.cells[measure].number
    assert any(one["received"] is None for one in rows)  # fewer than three of food
    assert "open" not in rows[0]  # that changes every hour


def test_csv_json_and_parquet_hold_the_same_rows(client: Client, tmp_path: Path) -> None:
    row = closed()
    rows = told(client)["rows"]
    assert isinstance(rows, list)
    lines = list(csv.DictReader(io.StringIO(client.get(f"{FILE}.csv").content.decode("utf-8-sig"))))
    assert [{name: "" if value is None else str(value) for name, value in one.items()} for one in rows] == lines
    path = tmp_path / "figures.parquet"
    path.write_bytes(client.get(f"{FILE}.parquet").content)
    with duckdb.connect() as book:
        found = book.read_parquet(str(path)).fetchall()
        sealed = book.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)])
        kept = dict(sealed.fetchall())
    assert found == [tuple(one.values()) for one in rows]
    assert kept[b"head"] == row.head.encode()


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_month_that_is_not_closed_has_no_file(client: Client, kind: str) -> None:
    answer = client.get(f"{FILE}.{kind}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert "chưa chốt" in answer.json()["detail"]
    closed()
    assert client.get(f"{FILE}.{kind}").status_code == 200
    assert client.get(f"{FILE}.xml").status_code == 404
    assert client.get(f"/open-data/figures/x.{kind}").status_code == 404


def test_a_reader_who_has_the_file_is_not_sent_it_again_until_there_is_a_revision(client: Client) -> None:
    closed()
    first = client.get(f"{FILE}.csv")
    tag = first.headers["ETag"]
    assert client.get(f"{FILE}.csv", headers={"If-None-Match": tag}).status_code == 304
    filed(now=AFTER.replace(month=11, day=4), lat=21.0470)  # of November, come to light later
    close(NOVEMBER, by=office(), now=AFTER, reason="Bổ sung phản ánh nhận muộn.")
    second = client.get(f"{FILE}.csv", headers={"If-None-Match": tag})
    assert second.status_code == 200
    assert second.headers["X-Chain-Head"] != first.headers["X-Chain-Head"]
    assert told(client)["revision"] == 2


def test_the_page_lists_the_files_the_head_of_the_chain_and_the_licences(client: Client) -> None:
    row = closed()
    page = client.get("/open-data/").content.decode()
    assert row.head in page
    assert f"{FILE}.parquet" in page
    assert "creativecommons.org/licenses/by/4.0" in page
    assert "ODbL 1.0" in page


def test_the_dictionary_explains_every_column_of_the_files(client: Client) -> None:
    closed()
    columns = next(csv.reader(io.StringIO(client.get(f"{FILE}.csv").content.decode("utf-8-sig"))))
    said = client.get("/open-data/dictionary.json").json()
    assert sorted(one["name"] for one in said["columns"]) == sorted(columns)
    assert all(one["description"] for one in said["columns"])
    page = client.get("/open-data/dictionary?lang=en").content.decode()
    assert all(f"<code>{name}</code>" in page for name in columns)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_stays_the_same_whatever_comes_in_afterwards(client: Client, kind: str) -> None:
    closed()
    before = client.get(f"{FILE}.{kind}")
    filed(now=LATER, category="street_light", text="Đèn đường hỏng cả ngõ.", lat=21.0335, lon=105.8905)
    filed(now=LATER)
    cache.clear()
    after = client.get(f"{FILE}.{kind}")
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]


def test_what_is_open_now_neither_hides_nor_shows_a_number_of_a_closed_month(client: Client) -> None:
    closed()
    scope, wards = Scope(first=NOVEMBER, last=NOVEMBER), list(wards_in_force(day_in_force(AFTER)))
    before = cuts(scope, now=AFTER, wards=wards, with_open=False)
    filed(now=LATER, category="street_light", text="Đèn đường hỏng cả ngõ.", lat=21.0335, lon=105.8905)
    after = cuts(scope, now=LATER, wards=wards)
    for table in CUTS:
        known = {line.key: line for line in before.tables[table]}
        for line in after.tables[table]:
            told = {name: line.cells[name] for name in PUBLIC}
            if line.key in known:
                assert told == {name: known[line.key].cells[name] for name in PUBLIC}
            else:  # it is there for what is open now
                assert {cell.number for cell in told.values()} == {None}
