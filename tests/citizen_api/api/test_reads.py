"""What every public read has: an ETag by language, 304 to whoever has it, and what is left of the limit."""

from itertools import pairwise

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from backend.reports.models import Report
from tests.citizen_api.api.calls import REPORTS
from tests.reports.filing import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HERE = "lat=21.0458&lon=105.8698"
READS = [
    REPORTS,
    f"{REPORTS}?format=geojson",
    f"{REPORTS}/CODE",
    f"{REPORTS}/CODE/events",
    f"{REPORTS}/nearby?{HERE}&category=household_waste",
    "/api/v1/categories",
    "/api/v1/wards",
    "/api/v1/places?q=ngoc lam",
    f"/api/v1/locate?{HERE}",
    "/api/v1/figures",
    "/api/v1/indicators",
]


@pytest.mark.parametrize("path", READS)
def test_who_has_a_read_already_is_told_so(client: Client, path: str) -> None:
    path = path.replace("CODE", filed().code)
    first = client.get(path)
    assert first.status_code == 200
    assert "Accept-Language" in first["Vary"]
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_another_language_is_another_answer(client: Client) -> None:
    path = f"{REPORTS}/{filed().code}"
    vietnamese = client.get(path)["ETag"]
    answer = client.get(path, headers={"Accept-Language": "en", "If-None-Match": vietnamese})
    assert (answer.status_code, answer["ETag"] == vietnamese) == (200, False)


def test_a_report_that_changed_is_told_anew(client: Client) -> None:
    report = filed()
    path = f"{REPORTS}/{report.code}"
    before = client.get(path)["ETag"]
    Report.objects.filter(pk=report.pk).update(supporters=7)
    assert client.get(path, headers={"If-None-Match": before}).json()["supporters"] == 7


def test_an_error_and_a_table_have_no_etag(client: Client) -> None:
    assert "ETag" not in client.get(f"{REPORTS}/XXXXXXXX")
    assert "ETag" not in client.get(f"{REPORTS}?format=csv")


def test_every_answer_tells_what_is_left_of_the_limit(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    cache.clear()
    first, second = (client.get("/api/v1/places?q=ngoc lam") for _time in range(2))
    assert first["RateLimit-Policy"] == '"places";q=240;w=60'
    assert first["RateLimit"].startswith('"places";r=239;t=')
    assert second["RateLimit"].startswith('"places";r=238;t=')
    assert client.get(f"{REPORTS}?limit=x")["RateLimit"].startswith('"read";r=599;')


def test_who_is_told_to_wait_has_nothing_left(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    cache.clear()
    path = f"{REPORTS}/{filed().code}/support"
    *_before, answer = (client.post(path, {"nothing": 1}, content_type="application/json") for _time in range(31))
    assert answer.status_code == 429
    assert answer["RateLimit"] == f'"support";r=0;t={answer["Retry-After"]}'
    cache.clear()


def test_no_verb_is_announced_that_is_not_taken(client: Client) -> None:
    answer = client.delete("/api/v1/wards")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert client.get("/api")["Content-Type"] == "application/problem+json"


def test_positions_are_longitude_first_and_rings_turn_left(client: Client) -> None:
    """RFC 7946: outer rings are closed and counterclockwise, holes clockwise."""
    filed()
    (lon, lat) = client.get(f"{REPORTS}?format=geojson").json()["features"][0]["geometry"]["coordinates"]
    assert 105 < lon < 107
    assert 20 < lat < 22
    for ward in client.get("/api/v1/wards").json()["features"]:
        shape = ward["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for outer, *holes in polygons:
            assert outer[0] == outer[-1]
            assert _area(outer) > 0
            assert all(_area(hole) < 0 for hole in holes)


def _area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
