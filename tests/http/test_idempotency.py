"""The header of who sends again."""

from uuid import UUID

import pytest
from django.test import RequestFactory

from backend.core.errors import Refused
from backend.http.idempotency import read_key

KEY = "6f1f2b7e-0d5c-4a6e-9a57-1f6b3c9d2e10"


@pytest.mark.parametrize("written", [KEY, KEY.upper(), f'"{KEY}"', f" {KEY} "])
def test_a_uuid_is_read(written: str) -> None:
    assert read_key(RequestFactory().post("/", headers={"Idempotency-Key": written})) == UUID(KEY)


def test_without_the_header_there_is_no_key() -> None:
    assert read_key(RequestFactory().post("/")) is None


@pytest.mark.parametrize("written", ["", "1", KEY.replace("-", ""), "{" + KEY + "}", KEY + "0", "urn:uuid:" + KEY])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_key(RequestFactory().post("/", headers={"Idempotency-Key": written}))
    assert (refused.value.field, refused.value.code) == ("Idempotency-Key", "invalid_idempotency_key")
