"""Programs without cookies open the inbox with a ticket; who loses a right loses the socket."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from backend.accounts import people, tokens
from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role, User
from backend.core.log import Discreet
from backend.http.visitor import address_seen
from notifications.live import hub as hub_module
from notifications.live.tickets import LASTS, issue, redeem
from notifications.models import LiveTicket
from tests.notifications.live_server import closed_with, heard, inbox_of, open_report, serving, signed_in
from tests.notifications.test_live import committee
from tests.reports.filing import filed, officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house"), pytest.mark.database]
URL = "/api/v1/staff/live/ticket"


@pytest.fixture(autouse=True)
def single_factor(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"


@pytest.fixture
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def person() -> User:
    return officer(committee())


def ticket_of(person: User, key: str = "") -> str:
    key = key or tokens.make(person, "Máy", now=timezone.now())[1]
    answer = Client().post(URL, headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["url"].startswith("ws") and said["url"].endswith(f"/ws/inbox?ticket={said['ticket']}")  # noqa: PT018  # one address
    assert answer.headers["Cache-Control"] == "private, no-store" or "no-store" in answer.headers["Cache-Control"]
    return str(said["ticket"])


def with_ticket(address: str, ticket: str, *, origin: str = "") -> ClientConnection:
    headers = {"Origin": origin} if origin else {}
    return connect(f"ws://{address}/ws/inbox?ticket={ticket}", additional_headers=headers, proxy=None)


def test_a_ticket_opens_one_inbox_once(address: str, person: User) -> None:
    ticket = ticket_of(person)
    with with_ticket(address, ticket) as program, with_ticket(address, ticket) as again:
        assert closed_with(again) == 4401
        settled_on = filed()
        assert heard(program)[0]["code"] == settled_on.code
    assert not LiveTicket.objects.exists()


def test_a_session_may_trade_for_a_ticket_too_and_ends_with_it(address: str, person: User) -> None:
    client = Client()
    client.cookies["sessionid"] = signed_in(person)
    ticket = client.post(URL).json()["ticket"]
    with with_ticket(address, ticket) as program:
        filed()
        heard(program)
        people.end_sessions(person)
        client.session.flush()
        people.recall(person, now=timezone.now())
        assert closed_with(program) == 4401


def test_wrong_late_and_empty_tickets_are_closed_out(address: str, person: User) -> None:
    late, _ends = issue(person, token=tokens.make(person, "Máy", now=timezone.now())[0], now=timezone.now() - LASTS)
    for ticket in ("", "x", "x" * 500, late, "%00", "%FF"):
        with with_ticket(address, ticket) as program:
            assert closed_with(program) == 4401, ticket


def test_two_at_once_with_one_ticket_get_one_socket(person: User) -> None:
    now = timezone.now()
    ticket, _ends = issue(person, token=tokens.make(person, "Máy", now=now)[0], now=now)
    with ThreadPoolExecutor(4) as crowd:
        seats = list(crowd.map(lambda _turn: _redeemed(ticket), range(4)))
    assert sum(seat is not None for seat in seats) == 1


def _redeemed(ticket: str) -> object:
    from django.db import connection  # noqa: PLC0415  # each thread closes its own

    try:
        return redeem(ticket, now=timezone.now())
    finally:
        connection.close()


def test_only_a_digest_is_kept_old_ones_go_and_no_line_of_the_log_shows_one(person: User) -> None:
    now, row = timezone.now(), tokens.make(person, "Máy", now=timezone.now())[0]
    ticket, ends = issue(person, token=row, now=now)
    assert ends - now == timedelta(seconds=30)
    assert ticket not in str(LiveTicket.objects.values().get())
    issue(person, token=row, now=now + timedelta(minutes=1))
    assert LiveTicket.objects.count() == 1
    for said in (f'1.2.3.4 - "WebSocket /ws/inbox?ticket={ticket}" [accepted]', f"ticket={ticket}"):
        line = Discreet().format(logging.LogRecord("uvicorn.error", logging.INFO, "", 0, "%s", (said,), None))
        assert ticket not in line


def test_a_foreign_page_is_refused_even_with_a_good_ticket(address: str, person: User) -> None:
    for origin in ("https://elsewhere.example", "null"):
        with pytest.raises(InvalidStatus):
            with_ticket(address, ticket_of(person), origin=origin)


def test_nobody_gets_a_ticket_without_a_right(person: User) -> None:
    assert Client().post(URL).status_code == 401
    assert Client().post(URL, headers={"Authorization": "Token lb_unknown"}).status_code == 401
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    client = Client()
    client.force_login(person, backend="moderation.sign_in.StaffBackend")
    assert client.post(URL).status_code == 403


def _ends_the_key(person: User) -> None:
    tokens.revoke(person, person.api_tokens.get().pk, now=timezone.now())


def _hands_over_a_password(person: User) -> None:
    admin = officer(None, Role.ADMINISTRATOR, username="quan-tri")
    people.renew_password(person, reason="Quên mật khẩu.", by=Staff(admin), now=timezone.now())


def _changes_the_password(person: User) -> None:
    client = Client()
    client.force_login(person, backend="moderation.sign_in.StaffBackend")
    person.set_password("mat-khau-cu-9x!")
    person.save()
    client = Client()
    client.post("/staff/login", {"login": person.username, "password": "mat-khau-cu-9x!"})
    sent = {"oldpassword": "mat-khau-cu-9x!", "password1": "mat-khau-moi-7y!", "password2": "mat-khau-moi-7y!"}
    assert client.post("/staff/password", sent).status_code == 302


@pytest.mark.parametrize("loses", [_ends_the_key, _hands_over_a_password, _changes_the_password])
def test_who_loses_the_right_to_look_loses_the_socket_at_once(
    address: str, person: User, loses: Callable[[User], None]
) -> None:
    with with_ticket(address, ticket_of(person)) as program:
        filed()
        heard(program)
        loses(person)
        assert closed_with(program, within_s=5) == 4401


def test_a_right_that_nobody_told_of_is_missed_by_the_next_message(
    address: str, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "NEWS_SIGHT_S", 0.0)
    with with_ticket(address, ticket_of(person)) as program, inbox_of(person, address) as page:
        filed()
        heard(program)
        heard(page)
        Membership.objects.filter(user=person).delete()  # no recall: as if by hand in the database
        filed()
        for one in (program, page):
            with pytest.raises(TimeoutError):
                heard(one, within_s=0.5)
        User.objects.filter(pk=person.pk).update(is_active=False)
        page.send('{"since": 0}')
        assert closed_with(page) == 4401
        filed()
        assert closed_with(program) == 4401


def test_a_person_has_so_many_sockets_and_no_more(
    address: str, person: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr(hub_module, "MOST_OF", {"person": 2, "address": 3})
    with inbox_of(person, address) as first:
        with inbox_of(person, address) as second:
            settle(first)
            settle(second)
            with inbox_of(person, address) as third, inbox_of(officer(committee(), username="khac"), address) as other:
                assert closed_with(third) == 4429
                settle(other)
        reopened(lambda: inbox_of(person, address))


def test_an_address_has_so_many_sockets_and_no_more(
    address: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr(hub_module, "MOST_OF", {"person": 2, "address": 1})
    code = filed().code
    with open_report(address, code) as first, open_report(address, code) as second:
        settle(first)
        assert closed_with(second) == 4429
    reopened(lambda: open_report(address, code))


def reopened(opens: Callable[[], ClientConnection]) -> None:
    """Open one more as soon as the server has seen that another left."""
    for _try in range(50):
        with opens() as page:
            try:
                settle(page)
            except ConnectionClosed:
                continue
            return
    pytest.fail("a place that was left is never free again")


def settle(page: ClientConnection) -> None:
    page.send('{"ping": 1}')
    while heard(page)[0]["event"] != "pong":
        pass


def test_a_frame_too_large_is_not_even_read(address: str) -> None:
    with open_report(address, filed().code) as page:
        try:
            for _number in range(3):
                page.send("x" * 20_000)
        except ConnectionClosed:
            pass
        # What was sent and not read may make the network forget what the server said last: that it hung up is seen.
        assert closed_with(page) in {1009, 0}


def test_behind_our_proxy_the_address_is_the_one_it_saw(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_seen("1.1.1.1", connected="9.9.9.9") == "9.9.9.9"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_seen("1.1.1.1, 2.2.2.2", connected="9.9.9.9") == "2.2.2.2"
