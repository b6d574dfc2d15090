"""Who hears what on the sockets: one table over both paths and every role; a new path without a row fails."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from backend.accounts.models import User
from backend.reports.models import Report
from backend.reports.note import note
from notifications.live import routing
from notifications.live.news import latest_seq
from tests.house.roles import ALL, SEE, STAFF
from tests.house.test_access import people_of_roles
from tests.notifications.live_server import Said, open_inbox, open_report, serving, signed_in
from tests.reports.filing import filed, moved, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house"), pytest.mark.database]

# By path: who may open it, who hears of an internal note on the report, who of a public step.
SOCKETS = {
    "inbox": (STAFF, SEE, SEE),
    "report": (ALL, frozenset[str](), ALL),
}


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    settings.STAFF_MFA = "optional"
    with serving() as address:
        yield address


def test_every_path_has_its_row() -> None:
    assert set(SOCKETS) == set(routing.PATHS)


@pytest.mark.parametrize("path", SOCKETS)
def test_only_whom_the_table_names_hears(path: str, address: str) -> None:
    report = filed(now=timezone.now())
    let_in, of_note, of_step = set(), set(), set()
    for role, user in people_of_roles(report).items():
        with _open(path, address, report, user) as page:
            if _said(page) is not None:
                let_in.add(role)
    before = latest_seq()
    noted = note(report, "Ghi chú nội bộ.", by=staff(report.unit), now=timezone.now()).seq
    moved(report, "accepted", now=timezone.now())
    for role, user in people_of_roles(report).items():
        with _open(path, address, report, user) as page:
            told = {one["seq"] for one in _said(page, since=before) or ()}
        of_note |= {role} if noted in told else set()
        of_step |= {role} if told - {noted} else set()
    for heard_by, allowed in zip((let_in, of_note, of_step), SOCKETS[path], strict=True):
        assert heard_by == allowed


def _open(path: str, address: str, report: Report, user: User | None) -> ClientConnection:
    session = signed_in(user) if user else ""
    return open_inbox(address, session=session) if path == "inbox" else open_report(address, report.code)


def _said(page: ClientConnection, *, since: int | None = None) -> list[Said] | None:
    """Return what the page is told of what happened after ``since``; None where it is turned away."""
    said: list[Said] = []
    try:
        if since is not None:
            page.send(json.dumps({"since": since}))
        page.send('{"ping": 1}')
        while (one := json.loads(page.recv(timeout=5)))["event"] != "pong":
            said.append(one)
    except ConnectionClosed:
        return None
    return said
