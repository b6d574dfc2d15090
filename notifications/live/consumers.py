"""Who may open a socket: staff their inbox, anyone one report."""

from http import HTTPStatus
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.utils import timezone

from backend.accounts.models import User
from backend.core.security import Deed, tell
from backend.reports.codes import read_code
from backend.reports.models import Report
from notifications.live import tickets
from notifications.live.sight import Seat, Sight, sights
from notifications.live.socket import SIGNED_OUT, UNKNOWN, Message, Receive, Send, Socket, close


async def inbox(scope: Message, receive: Receive, send: Send) -> None:
    """Carry news of the reports that the signed-in person may see; who is not signed in is closed with 4401."""
    await receive()  # websocket.connect
    await _serve_inbox(_seat(scope), receive, send)


async def inbox_by_ticket(scope: Message, receive: Receive, send: Send) -> None:
    """Carry the same to the program with a ticket, which is used up; a wrong one is closed with 4401."""
    await receive()  # websocket.connect
    await _serve_inbox(await database_sync_to_async(_redeemed)(ticket_in(scope) or ""), receive, send)


async def _serve_inbox(seat: Seat | None, receive: Receive, send: Send) -> None:
    sight = await database_sync_to_async(_sight)(seat) if seat else None
    if seat is None or sight is None:
        who = seat.user_id if seat else None
        tell(Deed.REFUSED, who=who, route="socket-inbox", status=HTTPStatus.UNAUTHORIZED)
        await _turn_away(send, SIGNED_OUT)
        return
    await Socket(send, of=f"person {seat.user_id}", seat=seat, sight=sight).serve(receive)


async def report(receive: Receive, send: Send, *, typed: str, address: str) -> None:
    """Carry public news of the report with the code somebody typed; closed with 4404 where there is none."""
    await receive()  # websocket.connect
    code = read_code(typed)
    if code is None or not await database_sync_to_async(_is_known)(code):
        await _turn_away(send, UNKNOWN)
        return
    await Socket(send, of=f"address {address}", code=code).serve(receive)


def ticket_in(scope: Message) -> str | None:
    """Return the ticket in the address that was called, None where there is none."""
    query: str = scope.get("query_string", b"").decode("latin-1")
    given = parse_qs(query, keep_blank_values=True).get("ticket")
    return given[0] if given else None


def _redeemed(ticket: str) -> Seat | None:
    return tickets.redeem(ticket, now=timezone.now())


def _seat(scope: Message) -> Seat | None:
    user, session = scope["user"], scope["session"]
    if not user.is_authenticated or not session.session_key:
        return None
    person = User(pk=user.pk, password=user.password)
    return Seat(session.session_key, user.pk, person.get_session_auth_hash())


def _sight(seat: Seat) -> Sight | None:
    return sights([seat]).get(seat)


def _is_known(code: str) -> bool:
    return Report.objects.filter(code=code).exists()


async def _turn_away(send: Send, code: int) -> None:
    """Accept first: a browser tells its page the code of a closed socket, but not why one was never opened."""
    await send({"type": "websocket.accept"})
    await close(send, code)
