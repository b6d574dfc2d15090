"""Behind a WSGI server, too, a request is worked on once all of it is here."""

import io
from collections.abc import Iterable
from typing import Any

import pytest

from backend.http import whole
from backend.http.whole import Whole


class Desk:
    """Stands for the pages: keeps what it was handed."""

    def __init__(self) -> None:
        self.read: bytes | None = None
        self.kind = ""
        self.status = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH")
        self.read = environ["wsgi.input"].read(int(length)) if length else b""
        self.kind = environ.get("CONTENT_TYPE", "")
        start_response("200 OK", [])
        return [b"done"]

    def asked(self, body: bytes, **said: str) -> str:
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(body), **said}
        list(Whole(self)(environ, lambda status, _headers: setattr(self, "status", status)))
        return self.status.partition(" ")[0]


def test_a_whole_body_is_handed_on() -> None:
    desk = Desk()
    assert (
        desk.asked(b"x" * 1_500_000, CONTENT_LENGTH="1500000", CONTENT_TYPE="text/plain; a=b; charset=utf-8") == "200"
    )
    assert desk.read == b"x" * 1_500_000
    assert desk.kind == "text/plain; charset=utf-8"


def test_an_upload_that_is_cut_off_reaches_nobody() -> None:
    desk = Desk()
    assert desk.asked(b"half", CONTENT_LENGTH="8") == "400"
    assert desk.read is None


def test_a_body_without_an_announced_length_is_told_its_length() -> None:
    desk = Desk()
    assert desk.asked(b"pieces", HTTP_TRANSFER_ENCODING="chunked") == "200"
    assert desk.read == b"pieces"


def test_a_request_without_a_body_waits_for_nothing() -> None:
    desk = Desk()
    assert desk.asked(b"", CONTENT_LENGTH="") == "200"
    assert desk.read == b""


def test_more_than_any_form_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_BYTES", 3)
    desk = Desk()
    assert desk.asked(b"", CONTENT_LENGTH="4") == "200"  # the pages refuse it by what is announced


def test_an_encoding_that_is_not_read_here_is_said_to_be_so() -> None:
    assert Desk().asked(b"a", CONTENT_LENGTH="1", CONTENT_TYPE="text/plain; charset=utf-16") == "415"


def test_a_full_disk_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_said: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole, "_keep", full)
    assert Desk().asked(b"a", CONTENT_LENGTH="1") == "503"
    monkeypatch.setattr(whole, "_keep", lambda *_: (_ for _ in ()).throw(FileNotFoundError("ours")))
    with pytest.raises(FileNotFoundError):
        Desk().asked(b"a", CONTENT_LENGTH="1")


def test_the_answer_is_closed_so_that_django_hands_back_its_connection() -> None:
    class Answer(list[bytes]):
        is_closed = False

        def close(self) -> None:
            self.is_closed = True

    answer = Answer([b"done"])
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(b"a"), "CONTENT_LENGTH": "1"}
    assert list(Whole(lambda _environ, _start: answer)(environ, lambda _status, _headers: None)) == [b"done"]
    assert answer.is_closed


def test_a_body_without_end_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            assert self.given < 10_000_000
            return b"x" * size

    monkeypatch.setattr(whole, "MOST_BYTES", 1_000_000)
    desk = Desk()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": Endless(), "HTTP_TRANSFER_ENCODING": "chunked"}
    list(Whole(desk)(environ, lambda status, _headers: setattr(desk, "status", status)))
    assert desk.status == "200 OK"
