"""The description of the sockets is what they really say: every message is held against its schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft7Validator
from pytest_django import Settings
from websockets.sync.client import ClientConnection

from backend.accounts.models import Role
from backend.reports.note import note
from notifications.live import routing
from notifications.live import socket as socket_module
from notifications.live.description import described, server
from notifications.live.news import latest_seq
from tests.alerts.standing import alert_on
from tests.notifications.live_server import heard, inbox_of, open_report, serving
from tests.reports.filing import filed, moved, officer, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house")]
# By the AsyncAPI Initiative, Apache License 2.0; shortened, as its first line says.
_SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "asyncapi-3.0.0.json").read_bytes()))


@pytest.fixture
def address() -> Iterator[str]:
    with serving() as address:
        yield address


def fits(said: dict[str, Any], *, channel: str, sends: str = "send") -> str:
    """Return the one message of the operation whose schema ``said`` fits."""
    document = described()
    refs = document["operations"][f"{sends}_{channel}"]["messages"]
    names = [ref["$ref"].rsplit("/", 1)[1] for ref in refs]
    found = [
        name for name in names if Draft7Validator(document["components"]["messages"][name]["payload"]).is_valid(said)
    ]
    assert len(found) == 1, (said, found)
    return str(found[0])


def all_said(page: ClientConnection, *, since: int) -> list[dict[str, Any]]:
    page.send(json.dumps({"since": since}))
    page.send('{"ping": 1}')
    said: list[dict[str, Any]] = []
    while not said or said[-1]["event"] not in {"pong", "reload"}:
        said += heard(page)
    return said


def test_every_message_of_the_inbox_fits_its_schema(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed(now=timezone.now())
    moved(report, "accepted", now=timezone.now())
    note(report, "Ghi chú nội bộ.", by=staff(report.unit), now=timezone.now())
    alert_on([report])
    with inbox_of(officer(None, Role.PROGRAMME_OFFICE), address) as page:
        said = {fits(one, channel="inbox") for one in all_said(page, since=0)}
        monkeypatch.setattr(socket_module, "MOST_MISSED", 1)
        said |= {fits(one, channel="inbox") for one in all_said(page, since=0)}
    assert said == {"report", "alert", "pong", "reload"}


def test_every_message_of_a_report_fits_its_schema(address: str) -> None:
    report = filed(text="Tố cáo cán bộ nhận hối lộ.")
    with open_report(address, report.code) as page:
        assert {fits(one, channel="report") for one in all_said(page, since=0)} == {"report", "pong"}


def test_what_fits_no_schema_is_not_understood_and_what_fits_is(address: str) -> None:
    code = filed().code
    for word in ({"since": 0}, {"ping": None}, {"ping": 1, "more": 2}, {"since": latest_seq(), "x": 1}):
        fits(word, channel="report", sends="receive")
        with open_report(address, code) as page:
            page.send(json.dumps(word))
            page.send('{"ping": 1}')
            while heard(page)[0]["event"] != "pong":
                pass


def test_every_path_is_a_channel_and_every_reference_leads_somewhere() -> None:
    document = described()
    assert document["channels"].keys() == routing.PATHS.keys()
    for ref in _references(document):
        found: Any = document
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
    for message in document["components"]["messages"].values():
        Draft7Validator.check_schema(message["payload"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_description_fits_the_schema_of_asyncapi_3(client: Client, language: str) -> None:
    document = client.get(f"/api/asyncapi?lang={language}").json()
    assert [f"{list(fault.path)}: {fault.message}" for fault in _SCHEMA.iter_errors(document)] == []


@pytest.mark.parametrize("path", ["channels/inbox/messages", "operations", "servers/platform", "components/messages"])
def test_a_description_that_is_none_does_not_fit(path: str) -> None:
    document: Any = described()
    *steps, last = path.split("/")
    part = document
    for step in steps:
        part = part[step]
    part[last] = {"nothing": 7}
    assert not _SCHEMA.is_valid(document)


def test_the_description_is_served_linked_and_kept(client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://phananh.longbien.example"
    answer = client.get("/api/asyncapi")
    assert answer.headers["Content-Type"].startswith("application/json")
    document = answer.json()
    assert document["asyncapi"] == "3.0.0"
    assert document["servers"]["platform"] == {"host": "phananh.longbien.example", "protocol": "wss"}
    assert server() == "wss://phananh.longbien.example"
    again = client.get("/api/asyncapi", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert 'href="/api/asyncapi"' in client.get("/api/docs").content.decode()
    english = client.get("/api/asyncapi?lang=en").json()
    assert english["info"]["title"] != document["info"]["title"]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for one in part.values():
            yield from _references(one)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)
