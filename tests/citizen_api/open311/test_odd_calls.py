"""Calls as nobody should make them and somebody does: answered in the format asked for, never by a fault."""

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts import program_keys
from backend.accounts.models import Role
from backend.reports.models import Report
from tests.accounts.keys import made_key
from tests.citizen_api.open311.calls import JSON, V2, WASTE, XML
from tests.reports.filing import filed, jpeg, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
FORMATS = ("json", "xml")


def said(answer: Any, kind: str) -> list[dict[str, Any]]:
    """Return the rows of an answer in the format, whose type is right to the letter."""
    assert answer.headers["Content-Type"] == {"json": JSON, "xml": XML}[kind], answer.content[:300]
    if kind == "json":
        rows: list[dict[str, Any]] = json.loads(answer.content)
        assert isinstance(rows, list)
        return rows
    root = ET.fromstring(answer.content)  # noqa: S314  # our own answer
    assert not root.tag.startswith("{")
    return [{part.tag: part.text for part in one} for one in root]


def is_error(answer: Any, kind: str, status: int) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    rows = said(answer, kind)
    assert rows
    assert {str(row["code"]) for row in rows} == {str(status)}
    assert all(row["description"] for row in rows)
    return " | ".join(row["description"] for row in rows)


QUERIES = (
    "service_code=%00", "service_code=household_waste%00", "status=%00", "service_request_id=%00", "start_date=%00",
    "page=0", "page=-1", "page=1e3", "page=%EF%BC%91", "page=99999999999999999999", "page_size=0", "page_size=true",
    "lat=nan&long=1", "lat=21.04", "long=105.8", "lat=inf&long=inf", "lat=1e400&long=0", "lat=2_1.04&long=105.8",
    "lat=91&long=0", "lat=%D9%A2%D9%A1&long=105", "lat=21.04&long=105.87&radius=x", "lat=21.04&long=105.87&radius=-5",
    "start_date=2026-02-30", "start_date=2026-13-01", "start_date=2026-11-25T25:00:00Z", "start_date=tomorrow",
    "start_date=2026-11-25T09:00:00%2B99:99", "end_date=0000-01-01", "start_date=99999-01-01", "updated_after=x",
    "updated_before=2026-11-25T09:00:60Z", "status=maybe", "start_date=2026-01-01&end_date=2026-11-25",
    "start_date=%EF%BC%92026-11-25", "status=open%20closed",
)  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("query", QUERIES)
def test_a_filter_that_says_nothing_clear_is_400_or_404_and_never_a_fault(
    client: Client, query: str, kind: str
) -> None:
    filed(now=timezone.now())
    answer = client.get(f"{V2}/requests.{kind}?{query}")
    if query.startswith("service_request_id"):  # a number nobody gave names nothing
        assert (answer.status_code, said(answer, kind)) == (200, [])
    else:
        is_error(answer, kind, 404 if query.startswith("service_code") else 400)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        "start_date=2999-12-31", "end_date=1000-01-01", "start_date=2026-11-25&end_date=2026-11-24",
        "page=999999&page_size=1000", "updated_after=2999-12-31T23:59:59Z", "updated_before=1000-01-01",
        f"service_request_id={','.join(['AAAA2222'] * 2000)}", "jurisdiction_id=x&lat=20&long=100",
        "status=closed&status=closed", "service_request_id=%F0%9F%97%91",
    ],
)  # fmt: skip
def test_a_filter_that_finds_nothing_is_an_empty_list(client: Client, query: str, kind: str) -> None:
    filed(now=timezone.now())
    answer = client.get(f"{V2}/requests.{kind}?{query}")
    assert (answer.status_code, said(answer, kind)) == (200, [])


@pytest.mark.parametrize(
    "query",
    [
        "service_code=household_waste&service_code=other", "service_code=household_waste,other", "status=open,closed",
        "status[]=open&status[]=closed", "status=OPEN", "page=&page_size=&status=&start_date=", "extensions=True",
        "start_date={at}&end_date=", "start_date={at}%2B07:00", "start_date={at}+07:00", "start_date={at}.123Z",
        "start_date={at}z", "start_date={blank}", "start_date={day}", "jurisdiction_id=", "format=xml", "unknown=1",
    ],
)  # fmt: skip
def test_a_filter_is_understood_in_every_spelling(client: Client, query: str) -> None:
    report = filed(now=timezone.now())
    yesterday = timezone.now() - timedelta(days=1)
    at, blank, day = (yesterday.strftime(one) for one in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d%%20%H:%M:%S", "%Y-%m-%d"))
    answer = client.get(f"{V2}/requests.json?{query.format(at=at, blank=blank, day=day)}")
    assert answer.status_code == 200, answer.content
    assert [one["service_request_id"] for one in said(answer, "json")] == [report.code]


PATHS = (
    "nothing", "requests/", "requests/NOSUCH22", "requests/%00", "requests/%FF", "requests/a%2Fb", "services/%00",
    "services/x", "tokens/x", "tokens/%F0%9F%97%91", "tokens/AAAA", "requests/AAAA2222/updates", "v2/requests",
    "requests/%E2%80%AE", "services/" + "x" * 300, "tokens/" + "A" * 4000,
)  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("path", PATHS)
def test_what_is_nowhere_is_404_in_the_format_of_its_suffix(client: Client, path: str, kind: str) -> None:
    suffix = f".{kind}"
    is_error(client.get(f"{V2}/{path}{suffix}"), kind, 404)


@pytest.mark.parametrize("suffix", [".jsonp", ".json.xml", ".xml.json", ".csv", ".", ".json%00", ".js on"])
def test_a_suffix_nobody_knows_is_404(client: Client, suffix: str) -> None:
    answer = client.get(f"{V2}/requests{suffix}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] in {JSON, XML}


@pytest.mark.parametrize("accept", ["application/pdf", "x", "", "application/json;q=0, */*;q=0"])
@pytest.mark.parametrize("kind", ["json", "xml", "JSON", "Xml"])
def test_the_suffix_decides_whatever_is_wished(client: Client, kind: str, accept: str) -> None:
    answer = client.get(f"{V2}/services.{kind}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert said(answer, kind.lower())


def parts(fields: list[tuple[str, bytes]], boundary: bytes, *, end: bytes = b"--\r\n", eol: bytes = b"\r\n") -> bytes:
    """Return a body in parts; a field's name may bring further headers with it."""
    body = b""
    for name, value in fields:
        body += (
            b"--" + boundary + eol + b"Content-Disposition: form-data; name=" + name.encode() + eol * 2 + value + eol
        )
    return body + b"--" + boundary + end


def waste(key: str, description: bytes) -> list[tuple[str, bytes]]:
    fields = {"api_key": key, **WASTE}
    plain = [(f'"{name}"', str(value).encode()) for name, value in fields.items() if name != "description"]
    return [*plain, ('"description"', description)]


VIETNAMESE = "Rác chất đống, bốc mùi từ đầu ngõ “Tập thể” – xin dọn 🗑."


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("boundary", "content_type"),
    [
        ("x", "multipart/form-data; boundary=x"),
        ("x", "Multipart/Form-Data; Boundary=x"),
        ("x", 'multipart/form-data; charset=utf-8; boundary="x"'),
        ("x", "multipart/form-data; boundary=x; charset=UTF-8"),
        ("----WebKitFormBoundary7MA4YWxk", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk"),
        ("=_Part'(1)+_,-./:=?", 'multipart/form-data; boundary="=_Part\'(1)+_,-./:=?"'),
        ("a" * 70, f"multipart/form-data; boundary={'a' * 70}"),
    ],
)
def test_boundaries_of_every_make_are_read_and_vietnamese_stays_whole(
    client: Client, key: str, boundary: str, content_type: str, kind: str
) -> None:
    body = b"what comes before\r\n" + parts(waste(key, VIETNAMESE.encode()), boundary.encode()) + b"what comes after"
    answer = client.generic("POST", f"{V2}/requests.{kind}", body, content_type)
    assert answer.status_code == 200, answer.content
    [one] = said(answer, kind)
    [shown] = said(client.get(f"{V2}/requests/{one['service_request_id']}.{kind}"), kind)
    assert shown["description"] == VIETNAMESE


@pytest.mark.parametrize("end", [b"--", b"--\r\n\r\n", b"--\n"])
def test_the_end_of_the_parts_may_be_sloppy(client: Client, key: str, end: bytes) -> None:
    body = parts(waste(key, VIETNAMESE.encode() + b"\r\n"), b"x", end=end)
    answer = client.generic("POST", f"{V2}/requests.json", body, "multipart/form-data; boundary=x")
    assert answer.status_code == 200, answer.content
    assert Report.objects.get().public_text == VIETNAMESE


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "multipart/form-data; boundary=x", 403),
        (b"--x\r\n", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=", 400),
        (b"--x\r\n", f"multipart/form-data; boundary={'a' * 5000}", 400),
        (b"{}", "application/json", 400),
        (b"<request/>", "text/xml", 400),
        (b"api_key=x", "text/plain", 400),
        (b"%ff%fe=%00", "application/x-www-form-urlencoded", 403),
        (b"&".join(b"a%d=1" % number for number in range(3000)), "application/x-www-form-urlencoded", 413),
        (b"api_key=" + b"x" * 5000, "application/x-www-form-urlencoded", 403),
        (b"api_key=%00", "application/x-www-form-urlencoded", 403),
        (b"api_key=%ED%A0%80", "application/x-www-form-urlencoded", 403),
        (b"a=1", "application/x-www-form-urlencoded; charset=no-such", 403),
    ],
)
def test_a_body_nobody_can_read_is_refused_in_the_format(
    client: Client, body: bytes, content_type: str, status: int, kind: str
) -> None:
    answer = client.generic("POST", f"{V2}/requests.{kind}", body, content_type)
    is_error(answer, kind, status)
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"lat": "nan"}, "lat"), ({"lat": "21.04", "long": ""}, "lat"), ({"lat": "２１.04"}, "lat"),
        ({"lat": "21.0\x00"}, "lat"), ({"lat": "48.85", "long": "2.35"}, "lat"), ({"service_code": ""}, "service_code"),
        ({"description": "x" * 100_000}, "description"), ({"media_url": "javascript:alert(1)"}, "media_url"),
        ({"media_url": "http://["}, "media_url"), ({"lat": "", "long": "", "address_string": "\x00"}, "address_string"),
        ({"lat": "", "long": "", "address_string": "Đường không có ở đâu cả 9999"}, "address_string"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_400_and_named(
    client: Client, key: str, changes: dict[str, str], named: str, kind: str
) -> None:
    answer = client.post(f"{V2}/requests.{kind}", {"api_key": key} | WASTE | changes)
    assert f"{named}:" in is_error(answer, kind, 400)
    assert not Report.objects.exists()


def test_repeated_fields_the_last_that_says_something_holds(client: Client, key: str) -> None:
    fields = {"api_key": ["x", key, ""], **WASTE, "description": ["Một.", "Hai.", " "], "unknown[]": ["1", "2"]}
    answer = client.post(f"{V2}/requests.json?description=Ba.&api_key=sai", fields)
    assert answer.status_code == 200, answer.content
    assert Report.objects.get().public_text == "Hai."


def test_words_no_xml_can_hold_come_out_in_both_formats(client: Client, key: str) -> None:
    words = "Rác\x00 \x0b\x1f\ufffe\uffff ]]> <b> & \u202e \u200b 🗑 &#0;"
    answer = client.post(f"{V2}/requests.json", {"api_key": key} | WASTE | {"description": words})
    assert answer.status_code == 200, answer.content
    for kind in FORMATS:
        [one] = said(client.get(f"{V2}/requests.{kind}"), kind)
        assert "<b> & " in one["description"]
        assert "\x00" not in one["description"]


def test_a_form_with_an_empty_field_for_a_file_has_no_photo(client: Client, key: str) -> None:
    empty = ('"media"; filename=""\r\nContent-Type: application/octet-stream', b"")
    body = parts([*waste(key, b"Rac."), empty], b"x")
    answer = client.generic("POST", f"{V2}/requests.json", body, "multipart/form-data; boundary=x")
    assert answer.status_code == 200, answer.content
    assert Report.objects.get().photo_count == 0


def test_a_picture_with_an_odd_name_is_a_picture(client: Client, key: str) -> None:
    for number, name in enumerate(
        ('"../../x.php"', '"r\\"ac.jpg"', "\"a.jpg\"; filename*=UTF-8''r%C3%A1c.jpg", "rac.jpg")
    ):
        picture = (f'"media[]"; filename={name}\r\nContent-Type: text/html', jpeg((number, 9, 9)))
        body = parts([*waste(key, f"Rác số {number}.".encode()), picture], b"x")
        answer = client.generic("POST", f"{V2}/requests.json", body, "multipart/form-data; boundary=x")
        assert answer.status_code == 200, answer.content
        [one] = said(answer, "json")
        [shown] = said(client.get(f"{V2}/requests/{one['service_request_id']}.json"), "json")
        assert shown["media_url"].startswith("http")


@pytest.mark.parametrize("kind", FORMATS)
def test_keys_that_are_over_ended_or_for_something_else_are_403(client: Client, kind: str) -> None:
    now = timezone.now()
    ended, key_ended = made_key(name="Đã hủy")
    program_keys.revoke(ended.pk, reason="Thử.", by=staff(None, Role.ADMINISTRATOR), now=now)
    over, key_over = made_key(name="Hết hạn")
    type(over).objects.filter(pk=over.pk).update(expires_at=now - timedelta(seconds=1))
    _row, only_updates = made_key(name="Chỉ tin", scopes=["update"])
    _row, only_reports = made_key(name="Chỉ gửi", scopes=["report"])
    report = filed(now=now)
    for key in (key_ended, key_over, only_updates, "", "x", key_over.upper(), f" {key_ended} "):
        is_error(client.post(f"{V2}/requests.{kind}", {"api_key": key} | WASTE), kind, 403)
    update = {"service_request_id": report.code, "description": "Tin.", "status": "open"}
    for key in (key_ended, key_over, only_reports, ""):
        is_error(client.post(f"{V2}/servicerequestupdates.{kind}", {"api_key": key} | update), kind, 403)
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["discovery", "services", "services/household_waste", "requests", "tokens/x"])
def test_verbs_nobody_needs_are_405_in_the_format(client: Client, path: str, verb: str, kind: str) -> None:
    answer = client.generic(verb, f"{V2}/{path}.{kind}")
    is_error(answer, kind, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("given", ["x", "1", "a" * 3000, "{00000000-0000-4000-8000-000000000000}"])
def test_an_idempotency_key_that_is_none_is_400(client: Client, key: str, given: str, kind: str) -> None:
    sent = {"api_key": key} | WASTE
    answer = client.post(f"{V2}/requests.{kind}", sent, headers={"Idempotency-Key": given})
    is_error(answer, kind, 400)


@pytest.mark.parametrize("kind", FORMATS)
def test_updates_are_asked_for_and_refused_as_strictly(client: Client, key: str, kind: str) -> None:
    for query in ("start_date=x", "page=0", "end_date=2026-02-30", "start_date=2026-01-01&end_date=2026-11-25"):
        is_error(client.get(f"{V2}/servicerequestupdates.{kind}?{query}"), kind, 400)
    assert said(client.get(f"{V2}/servicerequestupdates.{kind}?service_request_id=%00"), kind) == []
    update = {"api_key": key, "service_request_id": filed(now=timezone.now()).code, "description": "Tin."}
    for changes, status in (
        ({"service_request_id": ""}, 400), ({"service_request_id": "\x00"}, 404), ({"status": "\x00"}, 400),
        ({"updated_datetime": "x"}, 400), ({"description": ""}, 400), ({"description": "x" * 100_000}, 400),
    ):  # fmt: skip
        is_error(client.post(f"{V2}/servicerequestupdates.{kind}", update | changes), kind, status)
