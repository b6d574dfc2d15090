"""A live door to knock at: a real server in a thread, real sockets."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from backend.accounts.models import User
from backend.demo.management.commands.run_embedded import LONGEST_WORD_BYTES
from notifications.live.routing import application

Said = dict[str, Any]


@contextmanager
def serving() -> Iterator[str]:
    """Serve the sockets on a free port; yields host:port."""
    config = uvicorn.Config(
        application,
        host="127.0.0.1",
        port=0,
        lifespan="off",
        log_level="warning",
        log_config=None,
        ws="websockets-sansio",
        ws_max_size=LONGEST_WORD_BYTES,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()
    try:
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()


def signed_in(user: User) -> str:
    """Return the key of a new session of ``user``."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "moderation.sign_in.StaffBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def inbox_of(user: User, address: str) -> ClientConnection:
    """Open the inbox of ``user``, signed in anew."""
    return open_inbox(address, session=signed_in(user))


def open_inbox(address: str, *, session: str = "", origin: str = "") -> ClientConnection:
    headers = {"Origin": origin or f"http://{address}"}
    if session:
        headers["Cookie"] = f"sessionid={session}"
    return connect(f"ws://{address}/ws/inbox", additional_headers=headers, proxy=None)


def open_report(address: str, code: str) -> ClientConnection:
    return connect(f"ws://{address}/ws/reports/{code}", proxy=None)


def heard(page: ClientConnection, number: int = 1, *, within_s: float = 5.0) -> list[Said]:
    """Return the next ``number`` messages."""
    return [json.loads(page.recv(timeout=within_s)) for _number in range(number)]


def closed_with(page: ClientConnection, *, within_s: float = 5.0) -> int:
    """Return the code the page was closed with; what is said before is passed over."""
    try:
        while True:
            page.recv(timeout=within_s)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
