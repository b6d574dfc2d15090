"""The optional online geocoder, against a server of our own."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from backend.places.gazetteer import FoundKind
from backend.places.geocoder import ask, search_or_ask
from tests.places.days import IN_THE_14

IN_NGOC_LAM = {"lat": "21.0425", "lon": "105.8675", "display_name": "Quán Lạ, Ngọc Lâm"}
IN_HOAN_KIEM = {"lat": "21.0285", "lon": "105.8522", "display_name": "Hồ Gươm"}


class Answering(HTTPServer):
    status = 200
    body: Any = ()
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.body).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the standard library
        pass


@pytest.fixture
def online(settings: Settings) -> Iterator[Answering]:
    server = Answering(("127.0.0.1", 0), Handler)
    server.asked = []
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_asked_within_the_district_only(online: Answering) -> None:
    online.body = [IN_NGOC_LAM, IN_HOAN_KIEM]
    (found,) = ask("quán lạ", on=IN_THE_14)
    assert (found.name, found.kind, found.ward.name) == ("Quán Lạ, Ngọc Lâm", FoundKind.ADDRESS, "Ngọc Lâm")
    query = parse_qs(urlsplit(online.asked[0]).query)
    assert query["bounded"] == ["1"]
    assert query["countrycodes"] == ["vn"]
    assert query["viewbox"] == ["105.83,20.98,105.95,21.09"]


def test_it_is_not_asked_what_the_gazetteer_knows(online: Answering) -> None:
    assert search_or_ask("Ngọc Lâm", on=IN_THE_14)[0].name == "Phố Ngọc Lâm"
    assert online.asked == []


def test_it_is_asked_what_the_gazetteer_does_not_know(online: Answering) -> None:
    online.body = [IN_NGOC_LAM]
    assert [found.name for found in search_or_ask("quán lạ xyzzy", on=IN_THE_14)] == ["Quán Lạ, Ngọc Lâm"]


@pytest.mark.parametrize(
    ("status", "body"), [(500, []), (429, []), (403, []), (200, {"error": "x"}), (200, "x"), (200, [])]
)
def test_when_it_fails_nothing_is_found(online: Answering, status: int, body: Any) -> None:
    online.status, online.body = status, body
    assert ask("quán lạ", on=IN_THE_14) == []


def test_when_nobody_answers_nothing_is_found_and_the_log_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GEOCODER_URL = "http://127.0.0.1:9"
    assert ask("quán lạ", on=IN_THE_14) == []
    assert "did not answer" in caplog.text


def test_it_is_off_without_an_address(settings: Settings) -> None:
    settings.GEOCODER_URL = ""
    assert search_or_ask("quán lạ xyzzy", on=IN_THE_14) == []
