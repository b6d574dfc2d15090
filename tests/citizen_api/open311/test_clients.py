"""Clients that others wrote, from the package index, at a real server on the loopback address."""

import json
from datetime import timedelta
from typing import Any

import pytest
from civicbot.http import HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from django.utils import timezone
from georeport.georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from backend.reports.models import Report
from tests.accounts.keys import made_key
from tests.reports.filing import NGOC_LAM, filed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_tables")]


@pytest.fixture
def address(live_server: LiveServer, settings: Any) -> str:
    settings.ALLOWED_HOSTS = ["*"]
    return f"{live_server.url}/open311/v2"


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_georeport_reads_everything_in_both_formats(address: str, kind: str) -> None:
    now = timezone.now()
    codes = [filed(now=now - timedelta(hours=step), lat=21.0458 + step * 1e-4).code for step in range(2)]
    client = GeoReport(address, output_format=kind)
    assert "household_waste" in {one["service_code"] for one in client.get_service_list()}
    definition = client.get_service_definition("household_waste")
    assert definition["service_code"] == "household_waste"
    found = client.get_service_requests(status="open", service_code="household_waste")
    assert [one["service_request_id"] for one in found] == codes
    one = client.get_service_request(codes[0])
    assert one["service_request_id"] == codes[0]
    assert float(one["lat"]) == pytest.approx(NGOC_LAM[0], abs=1e-3)


def test_civicbot_files_a_request_it_checked_against_the_definition_and_reads_it_again(address: str) -> None:
    _row, key = made_key()
    endpoint = Endpoint(id="long-bien", name="Long Biên", base_url=address, write=True, api_key_required_for_write=True)
    client = Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(min_interval=0)))
    sent = client.create_request(
        "illegal_dumping",
        dry_run=False,
        confirm="SEND",
        api_key=key,
        validate_remote=True,
        lat=NGOC_LAM[0],
        lng=NGOC_LAM[1],
        description="Đổ trộm gạch vỡ ở đầu ngõ.",
        attributes={"waste_kind": "construction", "when_happens": ["night"]},
    )
    report = Report.objects.get()
    assert sent.response[0]["service_request_id"] == report.code
    assert report.answers == {"waste_kind": "construction", "when_happens": ["night"]}
    one = client.get_request(report.code)
    assert one is not None
    assert one["description"] == "Đổ trộm gạch vỡ ở đầu ngõ."
    assert len(client.list_requests(service_request_ids=[report.code], page_size=10)) == 1
    later = client.create_request(
        "other", dry_run=False, confirm="SEND", api_key=key, lat=NGOC_LAM[0], lng=NGOC_LAM[1], description="Việc khác."
    )
    token = later.response[0]["token"]
    assert json.dumps(client.get_token(token)).count(Report.objects.order_by("-id")[0].code) == 1
