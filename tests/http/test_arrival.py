"""A request is worked on once all of it is here: what is cut off, slow, too large, or finds the disk full."""

import asyncio
import errno
from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client, RequestFactory

from backend.http import arrival
from backend.http.arrival import Arrival, BoundedMiddleware, Message, Receive, Send
from backend.http.parsers import MOST_BYTES
from backend.reports.links import holds_secret
from tests.reports.filing import filed

DISCONNECT: Message = {"type": "http.disconnect"}


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


class House:
    """What stands behind: reads all there is and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: dict[bytes, bytes] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.headers = dict(scope["headers"])
        read, is_more = b"", True
        while is_more:
            message = await receive()
            read += message.get("body", b"")
            is_more = message.get("more_body", False)
        self.bodies.append(read)
        await send({"type": "http.response.start", "status": 200, "headers": []})


def asked(house: House, messages: Iterable[Message], headers: dict[bytes, bytes], path: str = "/") -> list[Message]:
    """Return what is answered to a request that arrives as ``messages``."""
    answered: list[Message] = []
    coming = iter(messages)

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        answered.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": list(headers.items())}
    asyncio.run(Arrival(house)(scope, receive, send))
    return answered


def test_a_body_in_pieces_comes_in_whole() -> None:
    house = House()
    pieces = [part(b"x" * 300_000, more=True), part(b"y" * 900_000, more=True), part(b"")]
    answered = asked(house, pieces, {b"content-length": b"1200000"})
    assert answered[0]["status"] == 200
    assert house.bodies == [b"x" * 300_000 + b"y" * 900_000]


def test_an_upload_that_is_cut_off_reaches_nobody() -> None:
    house = House()
    assert asked(house, [part(b"half", more=True), DISCONNECT], {b"content-length": b"8"}) == []
    assert house.bodies == []


def test_a_body_without_an_announced_length_is_told_its_length() -> None:
    house = House()
    asked(house, [part(b"12", more=True), part(b"345")], {b"transfer-encoding": b"chunked"})
    assert (house.bodies, house.headers[b"content-length"]) == ([b"12345"], b"5")


def test_a_request_without_a_body_waits_for_nothing() -> None:
    house = House()
    asked(house, [part(b"")], {b"accept": b"*/*"})
    assert b"content-length" not in house.headers


def test_a_header_with_an_underscore_does_not_pass_for_the_proxys() -> None:
    house = House()
    asked(house, [part(b"")], {b"x_forwarded_for": b"10.0.0.1", b"accept": b"*/*"})
    assert set(house.headers) == {b"accept"}


def test_more_than_any_form_is_counted_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "MOST_BYTES", 10)
    house = House()
    asked(house, [part(b"12345678", more=True), part(b"9" * 100)], {b"content-length": b"108"})
    assert (house.bodies, house.headers[b"content-length"]) == ([b"12345678"], b"108")


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/photos", "application/problem+json"), ("/", "text/html")], ids=["program", "person"]
)
def test_a_full_disk_is_503_with_retry_after(monkeypatch: pytest.MonkeyPatch, path: str, kind: str) -> None:
    class Full:
        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None: ...
        def write(self, _chunk: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(arrival, "SpooledTemporaryFile", Full)
    house = House()
    start = asked(house, [part(b"photo")], {b"content-length": b"5"}, path)[0]
    headers = dict(start["headers"])
    assert (start["status"], headers[b"retry-after"], house.bodies) == (503, b"5", [])
    assert headers[b"content-type"].decode().startswith(kind)


def test_a_fault_of_our_own_is_not_called_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(arrival, "_keep", forbidden)
    with pytest.raises(PermissionError):
        asked(House(), [part(b"1")], {b"content-length": b"1"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/photos", "application/problem+json"), ("/", "text/html")], ids=["program", "person"]
)
def test_what_is_larger_than_any_form_is_413(path: str, kind: str) -> None:
    answer = Client().post(path, CONTENT_LENGTH=str(MOST_BYTES + 1))
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (413, kind)


def test_the_largest_form_passes() -> None:
    seen: list[object] = []
    BoundedMiddleware(seen.append)(  # type: ignore[arg-type]  # answers nothing
        RequestFactory().post("/", CONTENT_LENGTH=str(MOST_BYTES))
    )
    assert len(seen) == 1
    assert project.MAX_PHOTO_BYTES * 5 < MOST_BYTES


@pytest.mark.parametrize(
    ("sent", "handed_on"),
    [
        (b"text/plain; x*=foo'en'%41; charset=utf-8", b"text/plain; charset=utf-8"),
        (b"multipart/form-data; Boundary=b; charset*=idna'en'x", b"multipart/form-data; Boundary=b"),
    ],
)
def test_of_a_content_type_only_what_is_read_is_handed_on(sent: bytes, handed_on: bytes) -> None:
    house = House()
    asked(house, [part(b"")], {b"content-type": sent})
    assert house.headers[b"content-type"] == handed_on


@pytest.mark.parametrize("charset", ["utf-7", "idna", "rot13", "base64", '"undefined"', "latin-1; charset=utf-8"])
@pytest.mark.parametrize("headers", [{}, {b"content-length": b"0"}])
def test_an_encoding_that_is_not_read_here_is_said_to_be_so(charset: str, headers: dict[bytes, bytes]) -> None:
    house = House()
    kind = f"text/plain; charset={charset}".encode()
    assert asked(house, [part(b"")], {b"content-type": kind} | headers)[0]["status"] == 415
    assert house.bodies == []


@pytest.mark.parametrize("charset", ["utf-8", '"UTF8"', "us-ascii", "unheard-of", ""])
def test_other_names_of_utf_8_are_read(charset: str) -> None:
    house = House()
    asked(house, [part(b"x")], {b"content-type": f"text/plain; charset={charset}".encode()})
    assert house.bodies == [b"x"]


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_a_secret_that_is_no_text_is_none() -> None:
    assert not holds_secret(filed(), "\ud800")


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", ["/uploads/%00", "/api/v1/photos/%00", "/r/%00"])
def test_a_nul_in_a_path_is_404(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", ["/staff/", "/api/v1/staff/inbox", "/admin/"])
def test_a_nul_in_the_session_is_400(path: str) -> None:
    assert Client(headers={"Cookie": r'sessionid="\000aaaaaaaaaaaa"'}).get(path).status_code == 400


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("act", ["keep", "send"])
def test_a_nul_in_the_token_of_a_photo_is_a_photo_that_is_gone(act: str) -> None:
    words = {"category": "household_waste", "text": "Rác", "lat": "21.045795", "lon": "105.869766"}
    answer = Client().post("/", words | {"photo_tokens": "a\0", "act": act})
    assert answer.status_code == (422 if act == "send" else 200)
