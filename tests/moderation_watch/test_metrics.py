"""Figures for whoever says the token: what is counted, what stands in the database, what alerts and boards ask for."""

import json
import re
from datetime import timedelta
from pathlib import Path

import promql_parser
import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from backend.core.measured import REQUESTS
from moderation.watch.metrics import _forget_the_dead, figures
from notifications.owing import write_letters
from tests.house.files import ROOT
from tests.reports.filing import filed

OPS = ROOT / "backend" / "ops"
TOKEN = "chi-nguoi-trong-nha-doc"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
# What only production has (a Redis) or what comes with the first use.
BESIDE = {"longbien_queue_length", "longbien_replica_serves"}


@pytest.fixture(autouse=True)
def watched(settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.MEDIA_ROOT = tmp_path / "photos"
    settings.REDIS_URL = ""


def asked(client: Client) -> dict[str, dict[str, float]]:
    """Return every figure: by name, then by its labels."""
    answer = client.get("/metrics", headers=HEADERS, SERVER_NAME="10.0.0.7")  # no host of the platform's
    assert answer.status_code == 200
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for one in family.samples:
            found.setdefault(one.name, {})[",".join(one.labels.values())] = one.value
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer another", TOKEN])
def test_without_the_token_there_is_nothing(client: Client, said: str) -> None:
    assert client.get("/metrics", headers={"Authorization": said}).status_code == 404


@pytest.mark.django_db
def test_where_no_token_is_set_nobody_reads(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_nothing_is_changed_there(client: Client) -> None:
    assert client.post("/metrics", headers=HEADERS).status_code == 405


@pytest.mark.database
@pytest.mark.usefixtures("house")
def test_it_tells_how_things_stand(client: Client) -> None:
    now = timezone.now()
    filed(now=now - timedelta(days=60))
    filed(now=now - timedelta(minutes=20))
    write_letters(now=now)
    found = asked(client)
    assert sum(found["longbien_reports_open"].values()) == 2
    assert found["longbien_deadlines_missed"] == {"accept": 1.0, "resolve": 1.0}
    assert found["longbien_letters"]["due"] > 0
    assert found["longbien_letters"]["given_up_today"] == 0
    assert found["longbien_outbox_age_seconds"][""] > 60
    assert found["longbien_check"]["database"] == 1
    assert found["longbien_check"]["letters"] == 0
    assert found["longbien_backup_age_seconds"]["backup"] > 1e9


@pytest.mark.usefixtures("house")
def test_it_costs_the_same_however_much_there_is() -> None:
    filed()
    with CaptureQueriesContext(
        connection,
    ) as first:
        figures()
    for _number in range(3):
        filed()
    write_letters(now=timezone.now())
    with CaptureQueriesContext(connection) as second:
        figures()
    assert len(second) == len(first) <= 20


def test_a_database_that_is_away_is_said_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    said = figures().decode()
    assert 'longbien_check{of="database"} 0.0' in said
    assert "longbien_letters{" not in said


@pytest.mark.django_db
def test_requests_are_counted_by_route_never_by_address(client: Client) -> None:
    def number(route: str, status: str) -> float:
        return float(REQUESTS.labels(route, "GET", status)._value.get())

    alive, nowhere = number("healthz", "200"), number("none", "404")
    client.get("/healthz")
    client.get("/tim-gi-do/0912345678")
    assert (number("healthz", "200"), number("none", "404")) == (alive + 1, nowhere + 1)
    client.generic("BREW", "/healthz")
    assert REQUESTS.labels("healthz", "other", "405")._value.get() >= 1
    assert "0912345678" not in figures().decode()


@pytest.mark.django_db
def test_the_answer_carries_the_number_of_the_request(client: Client) -> None:
    sent = "0b5d1f3e-5a0c-4bd2-9f0e-3c2d1a0b9e8f"
    assert client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] == sent
    made = client.get("/healthz", headers={"X-Request-ID": "rm -rf; 0912345678"})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made)
    assert client.get("/healthz")["X-Request-ID"] != made


def test_sockets_of_a_process_that_is_gone_are_closed(tmp_path: Path) -> None:
    gone, here = tmp_path / "gauge_livesum_999999999.db", tmp_path / "gauge_livesum_1.db"
    counted = tmp_path / "counter_999999999.db"
    for file in (gone, here, counted):
        file.write_bytes(b"")
    _forget_the_dead(tmp_path)
    assert [file.exists() for file in (gone, here, counted)] == [False, True, True]


def rules() -> list[dict[str, object]]:
    told = yaml.safe_load((OPS / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads((OPS / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    return [str(rule["expr"]) for rule in rules()] + [one["expr"] for panel in panels for one in panel["targets"]]


@pytest.mark.usefixtures("house")
def test_every_figure_that_alerts_and_boards_ask_for_exists(client: Client) -> None:
    filed()
    client.get("/healthz")
    there = {f"{name}" for name in asked(client)} | BESIDE | {"longbien_sockets"}
    made = {str(rule["record"]) for rule in rules() if "record" in rule}
    wanted = {name for one in expressions() for name in re.findall(r"\blongbien[a-z0-9_:]+", one)}
    assert wanted - there - made == set()
    assert {name.split("_bucket")[0] for name in there if not name.endswith(("_created", "_sum", "_count"))} - {
        re.sub("_bucket$", "", name) for name in wanted
    } - {name for name in there if not name.startswith("longbien")} == set()


@pytest.mark.parametrize("expression", expressions())
def test_every_expression_is_well_formed(expression: str) -> None:
    assert str(promql_parser.parse(expression))


def test_every_alert_says_how_grave_it_is_and_what_is_wrong() -> None:
    alerts = [rule for rule in rules() if "alert" in rule]
    assert len({rule["alert"] for rule in alerts}) == len(alerts) > 10
    assert all(rule["labels"]["severity"] in {"page", "ticket"} and rule["annotations"]["summary"] for rule in alerts)  # type: ignore[index]  # as read
