"""The end of a body in parts: words after the last boundary are passed over, a body cut before it is none."""

import io
from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework.exceptions import ParseError

from backend.http.parsers import BoundedMultiPartParser

PART = b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'


def read(body: bytes) -> Any:
    context = {"request": RequestFactory().post("/", body, content_type="multipart/form-data; boundary=xyz")}
    context["request"].META["CONTENT_LENGTH"] = str(len(body))
    return BoundedMultiPartParser().parse(
        io.BytesIO(body), "multipart/form-data; boundary=xyz", {**context, "encoding": "utf-8"}
    )


@pytest.mark.parametrize("end", [b"--xyz--", b"--xyz--\r\n", b"--xyz--\r\nwhat comes after", b"--xyz--\r\n\r\n\r\n"])
def test_a_whole_body_is_read_whatever_comes_after(end: bytes) -> None:
    assert read(PART + end).data["a"] == "1"


@pytest.mark.parametrize("end", [b"", b"--xyz", b"--xy", b"words that end in --", b"--abc--"])
def test_a_body_cut_before_its_last_boundary_is_refused(end: bytes) -> None:
    with pytest.raises(ParseError):
        read(PART + end)
