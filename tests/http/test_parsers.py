"""Bodies are read within bounds, whatever was announced."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from pytest_django import Settings

from backend.http.parsers import BoundedFormParser, StrictJSONParser


def test_more_json_than_was_announced_is_not_read_to_its_end(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    body = io.BytesIO(b'"' + b"x" * 1000 + b'"')
    with pytest.raises(RequestDataTooBig):
        StrictJSONParser().parse(body)
    assert body.tell() == 11


def test_a_form_that_announces_too_much_is_not_read_at_all(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    body = io.BytesIO(b"text=a")
    request = RequestFactory().post("/", CONTENT_LENGTH="900000")
    with pytest.raises(RequestDataTooBig):
        BoundedFormParser().parse(body, parser_context={"request": request})
    assert body.tell() == 0


def test_a_small_form_is_read() -> None:
    read = BoundedFormParser().parse(io.BytesIO(b"text=a"), parser_context={"request": RequestFactory().get("/")})
    assert read.dict() == {"text": "a"}
