"""Errors come in the format asked for, everywhere below the prefix; verbs, slashes and other sites' pages."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import Settings

from backend.http.georeport import Listed, answer
from backend.http.limits import Limit
from backend.reports.models import Report
from citizen_api.open311 import requests
from citizen_api.open311.requests import OF_A_KEY
from tests.citizen_api.open311.calls import JSON, V2, XML, post, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
READ = ("discovery", "services", "services/household_waste", "requests", "servicerequestupdates")


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize(("suffix", "kind"), [(".json", JSON), (".xml", XML), (".JSON", JSON), ("", XML)])
def test_the_suffix_alone_picks_the_format_with_and_without_a_closing_slash(
    client: Client, path: str, suffix: str, kind: str
) -> None:
    for end in ("", "/"):
        answer = client.get(f"{V2}/{path}{suffix}{end}", headers={"accept": "image/png"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/open311/v2/nothing.json",
        "/open311/v3/services.json",
        "/open311/nothing/at/all.json",
        "/open311/v2/services/nothing.json",
        "/open311/v2/requests/ABCD2345.json",
        "/open311/v2/requests/%00.json",
        "/open311/v2/tokens/nothing.json",
        "/open311/v2/tokens/%C3%A9.json",
        "/open311/v2/services/nothing/more.json/",
    ],
)
def test_what_is_not_there_is_404_in_the_format_asked_for(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert wrong(answer)
    xml = client.get(path.replace(".json", ".xml"))
    assert (xml.status_code, xml.headers["Content-Type"]) == (404, XML)
    root = ET.fromstring(xml.content)  # noqa: S314  # our own answer
    assert root.tag == "errors"
    assert root.findtext("error/code") == "404"
    assert root.findtext("error/description")


@pytest.mark.parametrize("path", [f"{V2}/requests.yaml", f"{V2}/services.xml.zip", "/open311/", "/open311/v2/"])
def test_a_suffix_nobody_knows_is_404_in_xml(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, XML)


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "trace"])
def test_a_verb_that_is_not_for_this_address_is_405_and_says_which_are(client: Client, verb: str) -> None:
    answer = getattr(client, verb)(f"{V2}/requests.json")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert wrong(answer)
    assert client.post(f"{V2}/services.json").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_and_options_are_answered_and_pages_of_other_sites_may_read_but_not_post(client: Client) -> None:
    head = client.head(f"{V2}/services.json")
    assert (head.status_code, head.headers["Content-Type"], head.content) == (200, JSON, b"")
    options = client.options(f"{V2}/requests.json")
    assert options.status_code == 200
    assert options.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert options.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in post(client, "wrong").headers


def test_a_key_that_is_missing_or_wrong_is_403(client: Client) -> None:
    assert "api_key" in wrong(post(client, ""))
    assert [post(client, given).status_code for given in ("", "wrong-wrong", "\0")] == [403, 403, 403]
    assert wrong(client.post(f"{V2}/servicerequestupdates.json", {"status": "OPEN"}))
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=api_key\r\n\r\ncut off"),
        ("application/json", b'{"api_key": "x"}'),
        ("text/plain", b"api_key=x"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(client: Client, kind: str, body: bytes) -> None:
    answer = client.generic("POST", f"{V2}/requests.json", body, content_type=kind)
    assert answer.status_code == 400
    assert wrong(answer)


def test_a_body_that_is_too_large_is_413(client: Client, key: str) -> None:
    answer = post(client, key, description="x" * 1_200_000)
    assert answer.status_code in {400, 413}
    assert wrong(answer)
    form = client.generic(
        "POST", f"{V2}/requests.json", b"a=" + b"x" * 1_200_000, content_type="application/x-www-form-urlencoded"
    )
    assert form.status_code == 413
    assert wrong(form)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("lat", "abc", "lat"),
        ("lat", "nan", "lat"),
        ("lat", None, "lat"),
        ("long", None, "lat"),
        ("lat", "21.9", "lat"),
        ("service_code", None, "service_code"),
        ("media_url", "javascript:alert(1)", "media_url"),
        ("media_url", "http://[", "media_url"),
        ("description", "x" * 4001, "description"),
        ("attribute[waste_kind]", "gold", "attribute[waste_kind]"),
    ],
)
def test_what_is_wrong_is_400_and_the_argument_is_named(
    client: Client, key: str, field: str, value: str | None, named: str
) -> None:
    answer = post(client, key, "requests", **{field: value})
    assert answer.status_code == 400
    assert wrong(answer).startswith(f"{named}: ")
    assert not Report.objects.exists()


def test_a_service_nobody_knows_is_404_and_a_missing_attribute_is_named_by_its_code(client: Client, key: str) -> None:
    assert post(client, key, service_code="nothing").status_code == 404
    answer = post(client, key, service_code="food_poisoning")
    assert (answer.status_code, wrong(answer).split(":")[0]) == (400, "attribute[meal_at]")
    answer = post(client, key, service_code="food_poisoning", **{"attribute[meal_at]": "2026-11-25T12:00:00Z"})
    assert (answer.status_code, wrong(answer).split(":")[0]) == (400, "attribute[people_ill]")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"end_date": "2026-02-30T00:00:00Z"},
        {"updated_after": "0"},
        {"status": "fixed"},
        {"lat": "21.0"},
        {"lat": "x", "long": "y"},
        {"lat": "21.0", "long": "105.8", "radius": "-5"},
        {"page": "0"},
        {"page": "x"},
        {"page_size": "1_0"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"},
    ],
)
def test_a_filter_that_cannot_be_read_is_400(client: Client, query: dict[str, str]) -> None:
    assert wrong(client.get(f"{V2}/requests.json", query)).startswith(tuple(query))


def test_sixty_a_minute_of_one_key_pass_and_a_flood_is_told_to_wait(
    client: Client, key: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert OF_A_KEY.number / OF_A_KEY.per_s >= 1
    settings.RATE_LIMITS = True
    monkeypatch.setattr(requests, "OF_A_KEY", Limit("open311-key", 2, 3600))
    assert [post(client, key, lat="0").status_code for _ in range(3)] == [400, 400, 429]
    waits = post(client, key)
    assert int(waits.headers["Retry-After"]) > 0
    assert wrong(waits)


def test_an_outage_and_a_fault_of_ours_are_told_in_the_format_asked_for(
    outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    for fault, status in ((full, 503), (broken, 500)):
        monkeypatch.setattr("citizen_api.open311.door.spend", fault)
        answer = outside.get(f"{V2}/services.json")
        assert answer.status_code == status
        assert wrong(answer)


def test_what_xml_cannot_hold_never_gets_into_it(client: Client) -> None:
    request = client.get(f"{V2}/services.xml").wsgi_request
    words = "a\0b\ufffe\ud800<&>\x0b\U0001f600"
    written = answer(request, Listed("list", "one", [{"words": words, "none": None, "yes": True}])).content
    root = ET.fromstring(written)  # noqa: S314  # our own answer
    assert root.findtext("one/words") == "ab<&>\U0001f600"
    assert (root.findtext("one/none"), root.findtext("one/yes")) == ("", "true")
