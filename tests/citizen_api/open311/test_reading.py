"""Requests as other programs read them: fields, filters, pages, what changed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.reports import publication, withhold
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Report, Status
from backend.reports.publication import Release
from citizen_api.open311 import query
from citizen_api.open311.moments import written
from tests.citizen_api.open311.calls import V2, read, tree, wrong
from tests.reports.filing import filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["service_request_id"] for row in rows]


@pytest.mark.database
def test_a_request_has_every_field_of_the_standard_with_its_type(client: Client) -> None:
    now = timezone.now()
    report = filed(now=now, photos=[jpeg()])
    (one,) = read(client, f"requests/{report.code}")
    assert list(one) == FIELDS
    assert one["requested_datetime"] == one["updated_datetime"] == written(now)
    assert one["requested_datetime"].endswith("Z")
    assert len(one["requested_datetime"]) == len("2026-11-25T09:00:00Z")
    assert one["expected_datetime"] == written(report.resolve_by)
    assert (type(one["lat"]), type(one["long"])) == (float, float)
    assert (one["lat"], one["long"]) == (21.0458, 105.8698)
    assert one["address"] == "Phố Ngọc Lâm, Phường Ngọc Lâm, Long Biên, Hà Nội"
    assert one["agency_responsible"] == report.unit.name
    assert (one["status"], one["media_url"], one["zipcode"], one["status_notes"]) == ("open", None, None, None)
    xml = tree(client, f"requests/{report.code}").find("request")
    assert xml is not None
    assert [field.tag for field in xml] == FIELDS
    assert (xml.findtext("zipcode"), xml.findtext("media_url")) == ("", "")


def test_several_photos_are_told_with_the_extensions(client: Client) -> None:
    report = filed(now=timezone.now(), photos=[jpeg(), jpeg((1, 2, 3))], answers={"waste_kind": "bulky"})
    photos = frozenset(report.photos.values_list("pk", flat=True))
    publication.publish(report, Release("Rác", photos), by=staff(report.unit), now=timezone.now())
    (plain,) = read(client, "requests")
    assert "extended_attributes" not in plain
    (one,) = read(client, "requests", extensions="true")
    more = one["extended_attributes"]
    assert more["media_urls"][0] == one["media_url"]
    assert len(more["media_urls"]) == 2
    assert more["attributes"] == [{"code": "waste_kind", "value": "bulky"}]
    assert (more["published"], more["detailed_status"], more["local_status"]) == (True, "open", "received")
    xml = tree(client, "requests", extensions="true")
    assert len(xml.findall("request/extended_attributes/media_urls/media_url")) == 2


def test_private_answers_are_in_no_answer(client: Client) -> None:
    filed(now=timezone.now(), category="traffic_violation", answers={"vehicle_plate": "29A-123.45"})
    found = json.dumps(read(client, "requests", extensions="true", service_code="traffic_violation"))
    assert "29A-123.45" not in found


def test_a_closed_request_says_when_it_was_closed_and_why_also_after_later_changes(client: Client) -> None:
    start = timezone.now() - timedelta(days=2)
    report = moved(filed(now=start), Status.ACCEPTED, Status.RESOLVED, now=start, note="Đã dọn sạch.")
    resolved_at = report.events.get(kind="resolved").at
    publication.publish(report, Release("Đã dọn."), by=staff(report.unit), now=timezone.now())
    (one,) = read(client, "requests")
    assert (one["status"], one["updated_datetime"]) == ("closed", written(resolved_at))
    assert "Đã dọn sạch." in one["status_notes"]
    advance(report, Status.ACCEPTED, by=staff(report.unit, "unit_head"), now=timezone.now(), move=Move(note="Vẫn bẩn."))  # type: ignore[arg-type]  # its value
    (again,) = read(client, "requests")
    assert again["status"] == "open"
    assert again["updated_datetime"] > one["updated_datetime"]


def test_a_refused_request_is_closed_at_its_refusal(client: Client) -> None:
    start = timezone.now() - timedelta(days=1)
    report = moved(filed(now=start), Status.REJECTED, now=start)
    (one,) = read(client, f"requests/{report.code}")
    assert (one["status"], one["updated_datetime"]) == ("closed", written(start + timedelta(minutes=1)))


def test_what_is_not_released_is_in_no_list_and_has_no_words_place_or_photos(client: Client) -> None:
    report = filed(now=timezone.now(), category="restaurant_food", text="Bếp bẩn của nhà bà Mẫu.")
    assert read(client, "requests") == []
    assert [one.tag for one in tree(client, "requests")] == []
    (one,) = read(client, f"requests/{report.code}", extensions="true")
    assert "bà Mẫu" not in json.dumps(one, ensure_ascii=False)
    assert (one["lat"], one["long"], one["media_url"]) == (None, None, None)
    assert one["address"] == "Phường Ngọc Lâm, Long Biên, Hà Nội"
    assert one["description"]


def test_several_ids_may_be_asked_for_at_once_with_whatever_else(client: Client) -> None:
    codes = [filed(now=timezone.now() - timedelta(days=200), lat=21.0458 + step * 1e-4).code for step in range(3)]
    found = read(client, "requests", service_request_id=f"{codes[0]}, {codes[1].lower()},NOTHING1", status="closed")
    assert set(ids(found)) == set(codes[:2])
    repeated = client.get(f"{V2}/requests.json?service_request_id={codes[0]}&service_request_id={codes[2]}")
    assert set(ids(json.loads(repeated.content))) == {codes[0], codes[2]}
    assert read(client, "requests", service_request_id="NOTHING1") == []


def test_services_statuses_dates_and_circles_narrow_the_list(client: Client) -> None:
    now = timezone.now().replace(microsecond=400_000)
    waste = filed(now=now - timedelta(days=3))
    light = filed(now=now - timedelta(days=2), category="street_light", lat=21.0470)
    done = moved(filed(now=now - timedelta(days=1), lat=21.0300), Status.ACCEPTED, Status.RESOLVED, now=now)
    assert ids(read(client, "requests")) == [done.code, light.code, waste.code]
    assert ids(read(client, "requests", service_code="street_light,road_damage")) == [light.code]
    assert client.get(f"{V2}/requests.json", {"service_code": "nothing"}).status_code == 404
    assert ids(read(client, "requests", status="closed")) == [done.code]
    assert ids(read(client, "requests", status="open,closed")) == [done.code, light.code, waste.code]
    at = written(light.created_at)
    assert ids(read(client, "requests", start_date=at, end_date=at)) == [light.code]
    assert ids(read(client, "requests", start_date=at)) == [done.code, light.code]
    assert ids(read(client, "requests", end_date=at)) == [light.code, waste.code]
    here = {"lat": str(waste.lat), "long": str(waste.lon)}
    assert ids(read(client, "requests", **here, radius="50")) == [waste.code]
    assert ids(read(client, "requests", **here)) == [light.code, waste.code]


def test_pages_end_and_a_page_past_the_end_is_empty(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    codes = [filed(now=now - timedelta(hours=step), lat=21.0458 + step * 1e-4).code for step in range(5)]
    pages = [ids(read(client, "requests", page=str(page), page_size="2")) for page in range(1, 5)]
    assert pages == [codes[:2], codes[2:4], codes[4:], []]
    assert ids(read(client, "requests", page_size="5000")) == codes
    assert query.MOST == 1000
    monkeypatch.setattr(query, "MOST", 3)
    assert ids(read(client, "requests", page_size="5000")) == codes[:3]


def test_without_dates_the_last_ninety_days_are_told_and_no_more_may_be_asked_for_at_once(client: Client) -> None:
    now = timezone.now()
    new, old = filed(now=now - timedelta(days=89)), filed(now=now - timedelta(days=91), lat=21.0470)
    assert ids(read(client, "requests")) == [new.code]
    long_ago = written(now - timedelta(days=100))
    assert ids(read(client, "requests", start_date=long_ago)) == [new.code, old.code]
    too_long = {"start_date": f"{now - timedelta(days=120):%Y-%m-%d}", "end_date": f"{now:%Y-%m-%d}"}
    assert "90" in wrong(client.get(f"{V2}/requests.json", too_long))


@pytest.mark.database
def test_what_changed_is_told_also_of_old_requests_and_of_those_no_longer_public(client: Client) -> None:
    now = timezone.now()
    old = filed(now=now - timedelta(days=200))
    gone = filed(now=now - timedelta(days=150), lat=21.0470, text="Xin đừng cho ai đọc.")
    filed(now=now - timedelta(days=150), lat=21.0490, category="restaurant_food")  # never public
    since = written(now - timedelta(minutes=1))
    assert read(client, "requests", updated_after=since) == []
    moved(old, Status.ACCEPTED, now=now)
    withhold.withhold(gone, now=now + timedelta(seconds=1))
    found = read(client, "requests", updated_after=since, extensions="true")
    assert set(ids(found)) == {old.code, gone.code}
    (tomb,) = [one for one in found if one["service_request_id"] == gone.code]
    assert tomb["extended_attributes"]["published"] is False
    assert (tomb["lat"], tomb["long"]) == (None, None)
    assert "đừng cho ai đọc" not in tomb["description"]
    assert ids(read(client, "requests", updated_before=since)) == []
    assert ids(read(client, "requests", updated_after=since, status="closed")) == []


def test_an_internal_note_is_no_change_of_what_is_public(client: Client) -> None:
    from backend.reports.note import note  # noqa: PLC0415  # the word is a field here

    now = timezone.now()
    report = filed(now=now - timedelta(hours=2))
    note(report, "Chỉ nội bộ.", by=staff(report.unit), now=now)
    assert read(client, "requests", updated_after=written(now - timedelta(minutes=5))) == []


@pytest.mark.database
def test_a_list_costs_the_same_however_long_it_is(client: Client) -> None:
    now = timezone.now()

    def asked() -> int:
        with CaptureQueriesContext(connection) as spent:
            read(client, "requests", extensions="true")
            read(client, "servicerequestupdates")
        return len(spent)

    moved(filed(now=now), Status.ACCEPTED, now=now)
    asked()
    alone = asked()
    for step in range(1, 6):
        moved(filed(now=now, lat=21.0458 + step * 1e-4, photos=[jpeg((step, 1, 1))]), Status.ACCEPTED, now=now)
    assert asked() == alone <= 14
    assert Report.objects.count() == 6
    assert Event.objects.filter(kind="accepted").count() == 6
