"""All public reports as files: the same as the API tells, nobody found by time and place, whole or not there."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.reports.models import Report
from citizen_api.opendata import editions as editions_module
from citizen_api.opendata import export as export_module
from citizen_api.opendata.dictionary import report_columns
from citizen_api.opendata.editions import KEPT, edition, editions, write_edition, write_nightly
from citizen_api.opendata.export import export
from citizen_api.opendata.report_rows import COLUMNS
from tests.notifications.test_letters import DENUNCIATION
from tests.reports.filing import CONTACT, NOW, filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
URL = "/open-data/reports"


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.OPEN_DATA_ROOT = tmp_path / "open-data"
    settings.EMBEDDED = False
    return tmp_path / "open-data"


def some() -> list[Report]:
    """Three of one cell, one alone, one that nobody may read."""
    alike = [filed(now=NOW + timedelta(minutes=number), contact=CONTACT) for number in range(3)]
    alone = filed(now=NOW + timedelta(days=1, minutes=17), lat=21.04712, lon=105.87123)
    filed(text=DENUNCIATION)
    moved(alone, "accepted", now=NOW + timedelta(days=1, hours=1))
    return [*alike, alone]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def body(client: Client, path: str, **headers: str) -> bytes:
    answer = client.get(f"{URL}/{path}", headers=headers)
    assert answer.status_code in {200, 206}, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streamed answer


def test_the_file_holds_just_what_the_api_lists(client: Client) -> None:
    shown = {report.code for report in some()}
    write_edition(now=NOW)
    listed = client.get("/api/v1/reports?limit=500").json()["results"]
    rows = rows_of(body(client, "latest.csv"))
    assert {one["code"] for one in listed} == {one["code"] for one in rows} == shown
    assert len(rows) == len(listed)
    told = {one["code"]: one for one in listed}
    for row in rows:
        said = told[row["code"]]
        for name in ("status", "category", "group", "text"):
            assert row[name] == said[name]
        assert (row["ward_code"], row["unit_code"]) == (said["ward"]["code"], said["unit"]["code"])


def test_no_personal_data_and_no_precise_moment_are_in_any_file(client: Client) -> None:
    reports = some()
    write_edition(now=NOW)
    for kind in ("csv", "geojson"):
        text = body(client, f"latest.{kind}").decode()
        for secret in (CONTACT.name, CONTACT.phone, CONTACT.email, *(str(one.random_id) for one in reports)):
            assert not secret or secret not in text
        assert f"{timezone.localtime(reports[1].created_at):%H:%M}" not in text


def test_small_cells_say_the_day_alone_and_a_coarse_place(client: Client) -> None:
    *alike, alone = some()
    write_edition(now=NOW)
    rows = {row["code"]: row for row in rows_of(body(client, "latest.csv"))}
    here = timezone.localtime(alone.created_at)
    assert (rows[alone.code]["time_to"], rows[alone.code]["created_at"]) == ("day", f"{here:%Y-%m-%d}")
    assert all(len(rows[alone.code][name]) == 10 for name in ("accept_by", "resolve_by"))
    assert all(len(rows[alone.code][name].split(".")[1]) <= 3 for name in ("lat", "lon"))
    for report in alike:
        row = rows[report.code]
        assert row["time_to"] == "hour"
        assert datetime.fromisoformat(row["created_at"]) == report.created_at.replace(minute=0, second=0, microsecond=0)
        assert row["created_at"].endswith("+07:00")


def test_csv_geojson_and_parquet_hold_the_same_rows(client: Client, tmp_path: Path) -> None:
    some()
    write_edition(now=NOW)
    rows = rows_of(body(client, "latest.csv"))
    features = json.loads(body(client, "latest.geojson"))
    assert (features["type"], features["licence"]) == ("FeatureCollection", "CC-BY-4.0")
    for row, feature in zip(rows, features["features"], strict=True):
        assert feature["geometry"]["coordinates"] == [float(row["lon"]), float(row["lat"])]
        assert {**feature["properties"], "lat": 0, "lon": 0}.keys() == set(COLUMNS)
        assert feature["id"] == row["code"]
    path = tmp_path / "reports.parquet"
    path.write_bytes(body(client, "latest.parquet"))
    with duckdb.connect() as book:
        table = book.read_parquet(str(path))
        assert tuple(table.columns) == COLUMNS
        assert [one[0] for one in table.fetchall()] == [row["code"] for row in rows]


def test_words_that_begin_like_a_formula_are_no_formula(tmp_path: Path) -> None:
    filed(text="=cmd|' /C calc'!A0")
    export({"csv": tmp_path / "a.csv"})
    [row] = rows_of((tmp_path / "a.csv").read_bytes())
    assert row["text"].startswith("'=")


def test_an_empty_platform_has_files_all_the_same(client: Client) -> None:
    assert client.get(f"{URL}/latest.csv").status_code == 404
    assert client.get(f"{URL}/editions.json").json()["editions"] == []
    write_nightly(now=NOW)
    assert rows_of(body(client, "latest.csv")) == []
    assert json.loads(body(client, "latest.geojson"))["features"] == []
    assert body(client, "latest.parquet").startswith(b"PAR1")


def test_the_latest_moves_on_and_old_nights_go(client: Client, root: Path) -> None:
    write_edition(now=NOW)
    first = f"{timezone.localtime(NOW):%Y-%m-%d}"
    filed()
    write_edition(now=NOW + timedelta(days=1))
    assert [one.reports for one in editions()] == [1, 0]
    assert rows_of(body(client, f"{first}.csv")) == []
    assert len(rows_of(body(client, "latest.csv"))) == 1
    (root / ".reports-2026-01-01.csv.7.part").write_text("half")
    write_edition(now=NOW + KEPT + timedelta(days=1, hours=1))
    assert edition(first) is None
    assert client.get(f"{URL}/{first}.csv").status_code == 404
    assert not list(root.glob("*.part")) + list(root.glob(".*.part"))


@pytest.mark.parametrize("name", ["2026-99-99.csv", "latest.xml", "..csv", "%2e%2e%2fdb.csv", "2026-11-26.json"])
def test_what_is_no_edition_is_a_problem_document(client: Client, name: str) -> None:
    write_edition(now=NOW)
    assert client.get(f"{URL}/{name}").status_code == 404


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed()
    write_edition(now=NOW)
    before = body(client, "latest.csv")

    def breaks() -> Iterator[dict[str, object]]:
        yield dict.fromkeys(COLUMNS, "x")
        raise RuntimeError("gone")

    monkeypatch.setattr(export_module, "report_rows", breaks)
    with pytest.raises(RuntimeError):
        write_edition(now=NOW)
    with pytest.raises(RuntimeError):
        write_edition(now=NOW + timedelta(days=1))
    assert body(client, "latest.csv") == before
    assert {path.name for path in root.iterdir()} - {".lock"} == {
        f"reports-{timezone.localtime(NOW):%Y-%m-%d}.{kind}" for kind in ("csv", "geojson", "parquet", "json")
    }


def test_ranges_and_etags_let_a_broken_download_go_on(client: Client) -> None:
    some()
    write_edition(now=NOW)
    whole = body(client, "latest.csv")
    tag = client.head(f"{URL}/latest.csv").headers["ETag"]
    assert client.get(f"{URL}/latest.csv", headers={"If-None-Match": f'"x", {tag}'}).status_code == 304
    for asked, part in (("bytes=0-9", whole[:10]), ("bytes=10-", whole[10:]), ("bytes=-7", whole[-7:])):
        answer = client.get(f"{URL}/latest.csv", headers={"Range": asked, "If-Range": tag, "Accept-Encoding": "gzip"})
        assert answer.status_code == 206
        assert b"".join(answer.streaming_content) == part  # type: ignore[attr-defined]  # a streamed answer
        assert answer.headers["Content-Length"] == str(len(part))
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
    for asked in ("bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b"):
        assert body(client, "latest.csv", Range=asked) == whole
    assert body(client, "latest.csv", **{"Range": "bytes=0-9", "If-Range": '"old"'}) == whole
    for asked in ("bytes=999999-", "bytes=9-3", "bytes=-0"):
        answer = client.get(f"{URL}/latest.csv", headers={"Range": asked})
        assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_files_carry_the_licence_and_the_list_their_hashes(client: Client) -> None:
    some()
    write_edition(now=NOW)
    head = client.head(f"{URL}/latest.parquet").headers
    assert 'rel="license"' in head["Link"]
    assert head["Access-Control-Allow-Origin"] == "*"
    [one] = client.get(f"{URL}/editions.json").json()["editions"]
    assert head["ETag"] == f'"{one["files"]["parquet"]["sha256"]}"'
    assert int(head["Content-Length"]) == one["files"]["parquet"]["bytes"]
    assert one["reports"] == 4


def test_the_night_job_runs_once_a_day_after_one_o_clock(root: Path) -> None:
    night = timezone.localtime(NOW).replace(hour=0, minute=30)
    write_nightly(now=night)  # there is none yet: at once
    made = edition("latest")
    write_nightly(now=night + timedelta(hours=2))
    assert edition("latest") == made
    write_nightly(now=night + timedelta(days=1))
    assert edition("latest") == made
    write_nightly(now=night + timedelta(days=1, hours=1))
    assert edition("latest") != made


def test_two_processes_do_not_write_the_same_edition() -> None:
    with editions_module._alone() as is_alone:
        assert is_alone
        assert write_edition(now=NOW) is None


def test_the_command_writes_one_file_or_the_edition(tmp_path: Path) -> None:
    some()
    out = io.StringIO()
    call_command("export_reports", "--format", "geojson", "--out", str(tmp_path / "a.geojson"), stdout=out)
    assert "4" in out.getvalue()
    assert len(json.loads((tmp_path / "a.geojson").read_text())["features"]) == 4
    call_command("export_reports", stdout=out)
    assert edition("latest") is not None
    assert Path(django_settings.OPEN_DATA_ROOT).is_dir()


def test_page_and_dictionary_tell_of_the_files(client: Client) -> None:
    write_edition(now=NOW)
    assert f'href="{URL}/latest.parquet"' in client.get("/open-data/").content.decode()
    assert [one.name for one in report_columns()] == list(COLUMNS)
    said = client.get("/open-data/dictionary.json?lang=en").json()["reports"]
    assert [one["name"] for one in said["columns"]] == list(COLUMNS)
    assert "3" in said["rule"]
    page = client.get("/open-data/dictionary").content.decode()
    assert all(f"<code>{name}</code>" in page for name in COLUMNS)
