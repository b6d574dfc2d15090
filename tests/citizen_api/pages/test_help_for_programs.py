"""Help for who writes programs: what it says is so."""

import re

import pytest
from django.test import Client

from backend.reports.models import Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_fixmystreet_finds_its_files_right_behind_the_endpoint_of_the_page(client: Client) -> None:
    page = client.get("/help/fixmystreet").content.decode()
    endpoints = re.findall(r"<code>http://testserver(/open311/[^<]*)</code>", page)
    assert endpoints == ["/open311/v2/", "/open311/test/v2/"]
    files = ("services.xml", "services/household_waste.xml", "requests.xml", "servicerequestupdates.xml?api_key=")
    assert {client.get(f"{one}{file}").status_code for one in endpoints for file in files} == {200}


def test_fixmystreet_is_told_of_every_status(client: Client) -> None:
    page = client.get("/help/fixmystreet").content.decode()
    told = re.findall(r"<tr><td>[^<]+</td><td><code>(\w+)</code></td></tr>", page)
    assert len(told) == len(Status)
    assert {"open", "investigating", "in_progress", "fixed", "no_further_action", "duplicate"} == set(told)


def test_the_collection_and_the_scopes_are_found_from_the_help(client: Client) -> None:
    page = client.get("/help/api", headers={"Accept-Language": "en"}).content.decode()
    assert 'href="/api/collection"' in page
    for words in ("read with an allowance of its own", "Authorization: Bearer", "1,200 reads"):
        assert words in page
