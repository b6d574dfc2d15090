"""Bodies are read within bounds, whatever was announced."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from pytest_django import Settings
from rest_framework.exceptions import ParseError

from backend.http.parsers import BoundedFormParser, BoundedMultiPartParser, StrictJSONParser


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


@pytest.mark.parametrize(
    ("end", "is_whole"), [(b"--\r\n", True), (b"--", True), (b"", False)], ids=["all", "lf", "cut"]
)
def test_photos_without_their_last_boundary_were_cut_off(end: bytes, is_whole: bool) -> None:  # a table
    body = b'--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\nhalf\r\n--b' + end
    kind = "multipart/form-data; boundary=b"
    request = RequestFactory().post("/", body, content_type=kind)
    context = {"request": request, "encoding": "utf-8"}
    parser = BoundedMultiPartParser()
    if is_whole:
        assert len(parser.parse(io.BytesIO(body), kind, context).files) == 1
    else:
        with pytest.raises(ParseError):
            parser.parse(io.BytesIO(body), kind, context)
