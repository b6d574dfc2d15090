"""GeoReport v2 and FixMyStreet's additions, rule by rule, each in JSON and in XML: one test says one rule."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.reports import withhold
from backend.reports.lifecycle import Move, advance
from backend.reports.models import OutsideLink, Report, Status
from backend.routing.models import Category
from citizen_api.open311.moments import written
from tests.citizen_api.open311.both import FORMATS, plain
from tests.citizen_api.open311.calls import V2, WASTE
from tests.reports.filing import filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.parametrize("kind", FORMATS)]
Ask = Callable[..., Any]
Post = Callable[..., Any]


@pytest.fixture
def ask(client: Client, kind: str) -> Ask:
    """GET a path in the format; the answer, fine unless ``status`` says otherwise."""

    def asked(path: str, status: int = 200, /, **query: str) -> Any:
        return plain(client.get(f"{V2}/{path}.{kind}", query), kind, status=status)

    return asked


@pytest.fixture
def send(client: Client, kind: str, key: str) -> Post:
    """POST a request of waste with changes; None takes a field away."""

    def sent(path: str = "requests", status: int = 200, /, **changes: Any) -> Any:
        fields = {name: one for name, one in ({"api_key": key} | WASTE | changes).items() if one is not None}
        return plain(client.post(f"{V2}/{path}.{kind}", fields), kind, status=status)

    return sent


@pytest.fixture
def three() -> list[Report]:
    """Waste, a light a day later, and waste that is done a day later still: the newest is the last."""
    now = timezone.now().replace(microsecond=400_000)
    waste = filed(now=now - timedelta(days=3))
    light = filed(now=now - timedelta(days=2), category="street_light", lat=21.0470)
    done = filed(now=now - timedelta(days=1), lat=21.0300)
    return [waste, light, moved(done, Status.ACCEPTED, Status.RESOLVED, now=now - timedelta(hours=1))]


def ids(rows: list[dict[str, str]]) -> list[str]:
    return [row["service_request_id"] for row in rows]


def test_both_formats_say_the_same_at_every_address(client: Client, three: list[Report], kind: str) -> None:
    other = next(one for one in FORMATS if one != kind)
    kinds = [f"services/{code}" for code in Category.objects.filter(active=True).values_list("code", flat=True)]
    for path in (
        "discovery", "services", *kinds, "requests", f"requests/{three[0].code}", "servicerequestupdates", "nothing",
    ):  # fmt: skip
        answers = [client.get(f"{V2}/{path}.{one}?extensions=true") for one in (kind, other)]
        said = [plain(one, suffix, status=one.status_code) for one, suffix in zip(answers, (kind, other), strict=True)]
        assert said[0] == said[1]
        assert said[0]


def test_discovery_lists_production_and_test_with_both_formats(ask: Ask) -> None:
    for one, name in zip(ask("discovery")["endpoints"], ("production", "test"), strict=True):
        assert (one["type"], one["formats"]) == (name, ["text/xml", "application/json"])
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["url"].startswith("http://testserver/open311/")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_services_have_safe_codes_and_unique_names_in_every_language(client: Client, kind: str, language: str) -> None:
    services = plain(client.get(f"{V2}/services.{kind}", headers={"accept-language": language}), kind)
    assert len({one["service_name"] for one in services}) == len(services) > 20
    for one in services:
        assert one["service_code"].replace("_", "").isalnum()
        assert one["service_code"].isascii()
        assert one["metadata"] in {"true", "false"}
        assert one["type"] in {"realtime", "batch"}
        assert all(one[name] for name in ("service_name", "description", "group"))


def test_definitions_have_the_six_datatypes_and_lists_have_their_values(ask: Ask) -> None:
    seen = set()
    for code in Category.objects.filter(active=True).values_list("code", flat=True):
        found = ask(f"services/{code}")
        assert found["service_code"] == code
        for place, one in enumerate(found["attributes"], start=1):
            assert one["order"] == str(place)
            assert {one["variable"], one["required"]} <= {"true", "false"}
            assert bool(one.get("values")) == one["datatype"].endswith("list")
            seen.add(one["datatype"])
    assert seen == {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}


def test_a_request_is_in_the_answer_by_itself_in_a_list(ask: Ask, three: list[Report]) -> None:
    [one] = ask(f"requests/{three[0].code}")
    assert one["service_request_id"] == three[0].code


def test_moments_go_out_in_utc_with_whole_seconds(ask: Ask, three: list[Report]) -> None:
    for row in ask("requests"):
        for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
            assert len(row[name]) == len("2026-11-25T09:00:00Z")
            assert row[name].endswith("Z")


def test_an_address_and_a_description_are_never_empty(ask: Ask, send: Post, three: list[Report]) -> None:
    send(description=None, lat="21.0405", long="105.8960")
    filed(now=timezone.now(), category="restaurant_food", text="Kín.")
    hidden = Report.objects.get(category__code="restaurant_food")
    rows = [*ask("requests"), *ask(f"requests/{hidden.code}")]
    assert len(rows) == 5
    assert all(row["address"].strip() and row["description"].strip() for row in rows)


def test_a_picture_is_told_by_an_absolute_address_that_answers(ask: Ask, send: Post, client: Client) -> None:
    [one] = send(media=SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg"))
    [row] = ask(f"requests/{one['service_request_id']}")
    address = row["media_url"]
    assert address.startswith("http://testserver/")
    assert client.get(address.removeprefix("http://testserver")).headers["Content-Type"] == "image/jpeg"


def test_several_ids_with_commas_are_answered_whatever_else_is_asked(ask: Ask, three: list[Report]) -> None:
    wanted = f"{three[0].code}, {three[2].code.lower()},NOTHING1"
    assert set(ids(ask("requests", service_request_id=wanted, status="closed"))) == {three[0].code, three[2].code}


def test_service_codes_and_statuses_narrow_with_commas(ask: Ask, three: list[Report]) -> None:
    assert ids(ask("requests", service_code="street_light,road_damage")) == [three[1].code]
    assert ids(ask("requests", status="closed")) == [three[2].code]
    assert len(ask("requests", status="open,closed")) == len(three)


@pytest.mark.parametrize("zone", ["Z", "+07:00", " 07:00", ".25+07:00", ""])
def test_dates_narrow_with_a_zone_of_every_spelling(ask: Ask, three: list[Report], zone: str) -> None:
    local = timedelta(hours=7) if "07" in zone else timedelta(0)
    middle = three[1].created_at - timedelta(hours=1) + local
    at = f"{middle:%Y-%m-%dT%H:%M:%S}{zone}"
    assert ids(ask("requests", start_date=at)) == [three[2].code, three[1].code]
    assert ids(ask("requests", end_date=at)) == [three[0].code]


def test_a_circle_narrows_by_lat_long_and_radius(ask: Ask, three: list[Report]) -> None:
    here = {"lat": str(three[0].lat), "long": str(three[0].lon)}
    assert ids(ask("requests", **here, radius="50")) == [three[0].code]
    assert ids(ask("requests", **here, radius="500")) == [three[1].code, three[0].code]


def test_pages_are_cut_and_one_past_the_end_is_empty(ask: Ask, three: list[Report]) -> None:
    pages = [ids(ask("requests", page=str(page), page_size="2")) for page in (1, 2, 3)]
    assert pages == [[three[2].code, three[1].code], [three[0].code], []]


def test_more_than_ninety_days_are_refused_and_without_dates_the_last_ninety_are_told(ask: Ask) -> None:
    now = timezone.now()
    new, old = filed(now=now - timedelta(days=89)), filed(now=now - timedelta(days=91), lat=21.0470)
    assert ids(ask("requests")) == [new.code]
    assert ids(ask("requests", start_date=written(now - timedelta(days=95)) or "")) == [new.code, old.code]
    [error] = ask("requests", 400, start_date="2026-01-01", end_date="2026-06-01")
    assert (error["code"], "90" in error["description"]) == ("400", True)


def test_a_closed_request_says_when_it_was_closed(ask: Ask, three: list[Report]) -> None:
    closed_at = three[2].events.get(kind="resolved").at
    [row] = ask("requests", status="closed")
    assert row["updated_datetime"] == written(closed_at)


def test_changes_are_asked_for_from_and_before_a_moment_also_of_what_is_gone(ask: Ask, three: list[Report]) -> None:
    now = timezone.now()
    withhold.withhold(three[0], now=now)
    since = written(now - timedelta(seconds=120)) or ""
    [tomb] = ask("requests", updated_after=since, extensions="true")
    assert (tomb["service_request_id"], tomb["lat"], tomb["extended_attributes"]["published"]) == (
        three[0].code, "", "false",
    )  # fmt: skip
    assert set(ids(ask("requests", updated_before=since))) == {three[1].code, three[2].code}


def test_extended_attributes_come_when_they_are_asked_for(ask: Ask, three: list[Report]) -> None:
    assert "extended_attributes" not in ask("requests")[0]
    more = ask("requests", extensions="true", service_request_id=three[0].code)[0]["extended_attributes"]
    assert (more["local_status"], more["ward"], more["media_urls"]) == ("received", three[0].ward.code, [])


def test_a_posted_request_is_answered_with_200_and_read_at_once_by_its_id(ask: Ask, send: Post) -> None:
    [one] = send(jurisdiction_id="x", device_id="d", account_id="7", description="Rác ở ngõ “Tập thể” 🗑")
    assert set(one) == {"service_request_id", "service_notice", "account_id"}
    [row] = ask(f"requests/{one['service_request_id']}")
    assert row["description"] == "Rác ở ngõ “Tập thể” 🗑"
    assert one["account_id"] == "7"


def test_a_batch_service_answers_with_a_token_that_becomes_the_id(ask: Ask, send: Post) -> None:
    [one] = send(service_code="other")
    assert "service_request_id" not in one
    assert ask(f"tokens/{one['token']}") == [{"service_request_id": Report.objects.get().code, "token": one["token"]}]
    ask("tokens/nothing", 404)


def test_several_pictures_of_any_name_become_addresses(ask: Ask, send: Post) -> None:
    files = {
        name: SimpleUploadedFile("ảnh.jpg", jpeg((number, 9, 9)), content_type="image/jpeg")
        for number, name in enumerate(("media", "media[]", "photo1"))
    }
    [one] = send(**files)
    [row] = ask(f"requests/{one['service_request_id']}", extensions="true")
    assert len(row["extended_attributes"]["media_urls"]) == len(files)
    assert row["media_url"] == row["extended_attributes"]["media_urls"][0]


def test_a_link_that_somebody_sent_is_kept_and_never_fetched_or_told(ask: Ask, send: Post) -> None:
    # No address but the loopback may be opened in these tests; this one would refuse at once, and loudly.
    [one] = send(media_url="http://127.0.0.1:9/a.jpg")
    assert OutsideLink.objects.get().url == "http://127.0.0.1:9/a.jpg"
    [row] = ask(f"requests/{one['service_request_id']}", extensions="true")
    assert (row["media_url"], row["extended_attributes"]["media_urls"]) == ("", [])


def test_an_address_alone_is_found_and_one_nobody_finds_is_named(ask: Ask, send: Post) -> None:
    address = "12 phố Ngọc Lâm, phường Ngọc Lâm, quận Long Biên, Hà Nội"
    [one] = send(lat=None, long=None, address_string=address)
    [row] = ask(f"requests/{one['service_request_id']}")
    assert (row["address"], bool(row["lat"])) == ("Phố Ngọc Lâm, Phường Ngọc Lâm, Long Biên, Hà Nội", True)
    [error] = send("requests", 400, lat=None, long=None, address_string="Đại lộ Không Có")
    assert error["description"].startswith("address_string:")


@pytest.mark.parametrize("spelling", ["attribute[{}]", "attribute[{}][]", "attribute[{}][0]"])
def test_attributes_are_read_in_three_spellings_and_unknown_ones_are_left(ask: Ask, send: Post, spelling: str) -> None:
    given = {spelling.format(name): one for name, one in (("waste_kind", "bulky"), ("still_now", "yes"), ("no", "x"))}
    [one] = send(service_code="illegal_dumping", **given)
    assert Report.objects.get().answers == {"waste_kind": "bulky", "still_now": True}
    [row] = ask(f"requests/{one['service_request_id']}", extensions="true")
    told = {one["code"]: one["value"] for one in row["extended_attributes"]["attributes"]}
    assert (told["waste_kind"], "no" in told) == ("bulky", False)


def test_a_missing_attribute_is_named_by_its_code(send: Post) -> None:
    [error, *_others] = send("requests", 400, service_code="food_poisoning")
    assert (error["code"], error["description"].split(":")[0]) == ("400", "attribute[meal_at]")


def test_what_xml_cannot_hold_is_gone_at_intake(ask: Ask, send: Post) -> None:
    [one] = send(description="Ra\u0301c\0 \ufffe\u200bở ngõ\x0b")
    assert ask(f"requests/{one['service_request_id']}")[0]["description"] == "Rác ở ngõ"
    assert Report.objects.get().public_text == "Rác ở ngõ"


def test_errors_are_lists_of_code_and_description_by_their_kind(ask: Ask, send: Post) -> None:
    for status, said in (
        (403, send("requests", 403, api_key="wrong")),
        (403, send("servicerequestupdates", 403, api_key="")),
        (404, ask("requests/AAAA2222", 404)),
        (404, ask("services/nothing", 404)),
        (404, ask("nothing/at/all", 404)),
        (400, ask("requests", 400, start_date="soon")),
        (400, send("requests", 400, service_code=None)),
    ):
        assert {row["code"] for row in said} == {str(status)}
        assert all(row["description"] for row in said)


def test_an_empty_result_is_an_empty_list(ask: Ask) -> None:
    assert ask("requests") == ask("servicerequestupdates") == ask("requests", status="closed") == []


def test_other_sites_may_read_and_head_says_what_get_would(client: Client, kind: str, three: list[Report]) -> None:
    for path in ("discovery", "services", "requests", f"requests/{three[0].code}", "servicerequestupdates"):
        got, head = client.get(f"{V2}/{path}.{kind}"), client.head(f"{V2}/{path}.{kind}")
        assert got.headers["Access-Control-Allow-Origin"] == head.headers["Access-Control-Allow-Origin"] == "*"
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        options = client.options(f"{V2}/{path}.{kind}")
        assert (options.status_code, "GET" in options.headers["Allow"]) == (200, True)


def test_sixty_calls_a_minute_of_one_key_pass(send: Post, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    for _number in range(60):
        send("requests", 400, lat="x")


def test_updates_go_out_in_their_order_with_extended_statuses(ask: Ask) -> None:
    start = timezone.now() - timedelta(hours=1)
    report = moved(filed(now=start), Status.ACCEPTED, Status.IN_PROGRESS, now=start)
    advance(
        report, Status.RESOLVED, by=staff(report.unit), now=start + timedelta(minutes=9), move=Move(note="Đã dọn.")
    )  # fmt: skip
    rows = ask("servicerequestupdates", service_request_id=report.code)
    assert [row["status"] for row in rows] == ["investigating", "in_progress", "fixed"]
    assert [int(row["update_id"]) for row in rows] == sorted(int(row["update_id"]) for row in rows)
    assert rows[2]["updated_datetime"] == written(start + timedelta(minutes=9))
    assert "Đã dọn." in rows[2]["description"]
    assert len(ask("servicerequestupdates", page="2", page_size="2")) == 1


@pytest.mark.parametrize(("says", "then"), [("FIXED", "closed"), ("closed", "closed"), ("OPEN", "accepted")])
def test_updates_come_in_with_extended_statuses_and_once(ask: Ask, send: Post, says: str, then: str) -> None:
    [one] = send()
    number = one["service_request_id"]
    moved(Report.objects.get(), Status.ACCEPTED, Status.RESOLVED, now=timezone.now())
    told = {"service_request_id": number, "status": says, "update_id": "9", "description": "Lời.", "account_id": "5"}
    [first] = send("servicerequestupdates", **told)
    assert (bool(first["update_id"]), first["account_id"]) == (True, "5")
    assert send("servicerequestupdates", **told) == [first]
    assert Report.objects.get().status == then
