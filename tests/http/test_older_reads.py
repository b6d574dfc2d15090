"""Which requests are read from a replica, and what becomes of one that it breaks off: two ways to one database."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connections, router, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from backend.core import replica
from backend.core.edition import Kept
from backend.http.older_reads import OLDER, may_be_older
from backend.places.models import Ward
from backend.reports.models import Report
from tests.house.roles import ALL
from tests.house.test_access import TABLE
from tests.reports.filing import filed, officer

LIST = "/api/v1/reports"
FROM = RequestFactory()
second_way = pytest.mark.django_db(transaction=True)


@pytest.fixture
def way(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield a connection of the alias: to the same database, which the last look found fresh."""
    database = connections["default"].copy()
    monkeypatch.setitem(connections.settings, "replica", connections.settings["default"])
    monkeypatch.setattr(replica, "_seen", replica.Seen(time.monotonic() + 3600, ""))
    connections["replica"] = database
    settings.DATABASE_ROUTERS = ["backend.core.replica.Router"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "backend.http.older_reads.OlderReadsMiddleware"]
    settings.REPLICA_MAX_LAG_S = 10
    yield database
    database.close()
    del connections["replica"]


class Broken(CursorWrapper):
    """Of a session whose server has just gone."""

    def _execute(self, *_asked: object) -> None:
        raise OperationalError("the connection is lost")


class TooLong(Exception):
    sqlstate = "57014"


def test_every_route_of_the_list_is_open_to_all_and_only_read() -> None:
    told = {name: TABLE[name] for name in OLDER}
    assert [name for name, (asked, who) in told.items() if not asked.startswith("GET ") or who != ALL] == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/changes",
        "/api/v1/reports/ABCDEFGH",
        "/r/ABCDEFGH",
        "/staff/",
        "/api/v1/staff/reports",
        "/nothing/here",
        "/open311/v2/requests.json?updated_after=2026-11-25T00:00:00Z",
        "/open311/v2/requests.xml?start_date=2026-11-25T00:00:00Z",
        "/open311/v2/requests.json?service_request_id=ABCDEFGH",
        "/open311/v2/servicerequestupdates.json",
    ],
)
def test_what_must_not_be_older_is_not(path: str) -> None:
    assert not may_be_older(FROM.get(path))


def test_who_asks_decides_too(settings: Settings) -> None:
    assert may_be_older(FROM.get(LIST))
    assert may_be_older(FROM.head("/open311/test/v2/requests.json?status=open"))
    assert not may_be_older(FROM.post(LIST))
    assert not may_be_older(FROM.get(LIST, headers={"Authorization": "Bearer lbp_x"}))
    for name in ("fresh", settings.SESSION_COOKIE_NAME):
        assert not may_be_older(FROM.get(LIST, headers={"Cookie": f"{name}=1"}))


@second_way
@pytest.mark.usefixtures("city")
def test_a_list_is_read_there_until_its_reader_sends_something(way: Any) -> None:
    client = Client()
    filed()
    with CaptureQueriesContext(way) as there, CaptureQueriesContext(connections["default"]) as here:
        assert len(client.get(LIST).json()["results"]) == 1
    assert len(there) > 0
    assert [one["sql"] for one in here if "reports_report" in one["sql"]] == []
    given = client.post(reverse("form"), {}).cookies["fresh"]
    assert given["max-age"] == 25
    with way.execute_wrapper(_never):
        assert client.get(LIST).status_code == 200


@second_way
@pytest.mark.usefixtures("city")
def test_staff_and_changes_never_ask_there(way: Any, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    report = filed()
    client = Client()
    client.force_login(officer(report.unit))
    with way.execute_wrapper(_never):
        for name in ("staff-inbox", "map", "api-reports", "api-staff-inbox"):
            assert client.get(reverse(name)).status_code == 200
        for path in (reverse("api-changes"), reverse("api-report", args=[report.code])):
            assert Client().get(path).status_code == 200


def _never(_execute: Callable[..., object], *asked: object) -> object:
    raise AssertionError(asked[0])


@second_way
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", [LIST, "/map", "/open311/v2/requests.json"])
def test_a_read_that_breaks_off_is_done_again_on_the_primary(
    path: str, way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the view takes it: as a page of 503, as a problem, or not at all."""
    report = filed()
    monkeypatch.setattr(way, "make_cursor", lambda cursor: Broken(cursor, way))
    answer = Client().get(path)
    assert answer.status_code == 200
    assert report.code in answer.content.decode().replace("-", "")
    assert "failed" in replica._seen.why
    assert not replica.serves()


@second_way
@pytest.mark.usefixtures("city")
def test_what_took_too_long_there_is_not_asked_of_the_primary_too(way: Any) -> None:
    asked: list[str] = []

    def deed() -> None:
        asked.append(Report.objects.all().db)
        raise OperationalError("canceling statement due to statement timeout") from TooLong()

    with pytest.raises(OperationalError, match="timeout"):
        replica.from_replica(deed)
    assert asked == ["replica"]


@second_way
@pytest.mark.usefixtures("city")
def test_within_a_transaction_nobody_reads_there(way: Any) -> None:
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        replica.from_replica(Report.objects.count)

    def inside() -> list[str]:
        with transaction.atomic():
            return [Report.objects.all().db]

    assert replica.from_replica(lambda: [Report.objects.all().db, *inside()]) == ["replica", "default"]


@second_way
@pytest.mark.usefixtures("city")
def test_who_writes_reads_on_where_it_was_written(way: Any) -> None:
    def writes() -> list[str]:
        before = Report.objects.all().db
        Report.objects.filter(code="").update(code="")
        return [before, Report.objects.all().db]

    assert replica.from_replica(writes) == ["replica", "default"]


@second_way
@pytest.mark.usefixtures("city")
def test_what_is_kept_in_memory_comes_from_the_primary(way: Any) -> None:
    """Else what a replica did not know yet would stay unknown until the next change."""
    kept = Kept(lambda: Ward.objects.all().db)
    assert replica.from_replica(lambda: (kept(), Ward.objects.all().db)) == ("default", "replica")


@second_way
def test_nothing_is_ever_migrated_there(way: Any) -> None:
    assert not router.allow_migrate("replica", "reports")
    assert router.allow_migrate("default", "reports")
