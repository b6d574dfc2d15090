"""What we say to a partner, and what we understand of its answers: GeoReport v2, JSON or XML, never trusted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from notifications.models import Partner, Speech
from notifications.outward import Answer, Question, ask
from notifications.partners.book import key_of
from notifications.partners.xml_rows import rows_of

_OK = 200
Row = Mapping[str, Any]


class Answered(Exception):
    """The partner answered, but not with what was asked for. ``status`` is HTTP's; 200: it was not understood."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    @property
    def code(self) -> str:
        return f"answered_{self.status}" if self.status != _OK else "not_understood"


@dataclass(frozen=True)
class Received:
    """The partner has it: its number for it, or a token by which the number is asked for later."""

    remote_id: str = ""
    token: str = ""


def post(partner: Partner, fields: Mapping[str, str], *, key: str) -> Received:
    """File a request with the partner. Raises Unreachable, Answered.

    ``key`` goes along as Idempotency-Key: a partner that knows it answers the same again.
    """
    sent = {**_own(partner), "api_key": key_of(partner), **fields}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Idempotency-Key": key}
    body = urlencode({name: value for name, value in sent.items() if value}).encode()
    rows = _rows(partner, ask(Question(f"{partner.endpoint}/requests.{partner.speaks}", body, headers)))
    received = _received(rows)
    if not (received.remote_id or received.token):
        raise Answered(_OK)
    return received


def of_token(partner: Partner, token: str) -> str:
    """Return the number that stands behind a token, "" while there is none. Raises Unreachable, Answered."""
    return _received(_asked(partner, f"tokens/{quote(token, safe='')}", {})).remote_id


def requests(partner: Partner, query: Mapping[str, str]) -> Sequence[Row]:
    """Return requests as the partner tells them. Raises Unreachable, Answered."""
    return _asked(partner, "requests", query)


def updates(partner: Partner, query: Mapping[str, str]) -> Sequence[Row]:
    """Return updates of requests, as FixMyStreet extends the standard. Raises Unreachable, Answered."""
    return _asked(partner, "servicerequestupdates", query)


def text_of(row: Row, name: str, *, most: int = 1000) -> str:
    """Return a value as text, cut; "" for none, and for what is neither text nor number."""
    value = row.get(name)
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip()[:most] if is_plain else ""


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _received(rows: Sequence[Row]) -> Received:
    first: Row = rows[0] if rows else {}
    return Received(text_of(first, "service_request_id", most=100), text_of(first, "token", most=200))


def _asked(partner: Partner, path: str, query: Mapping[str, str]) -> Sequence[Row]:
    said = urlencode({**_own(partner), **query})
    address = f"{partner.endpoint}/{path}.{partner.speaks}"
    return _rows(partner, ask(Question(f"{address}?{said}" if said else address)))


def _own(partner: Partner) -> dict[str, str]:
    return {"jurisdiction_id": partner.jurisdiction_id} if partner.jurisdiction_id else {}


def _rows(partner: Partner, answer: Answer) -> Sequence[Row]:
    """Return the list of objects that an answer is. Raises Answered."""
    if answer.status // 100 != _OK // 100:
        raise Answered(answer.status)
    try:
        said = rows_of(answer.body) if partner.speaks == Speech.XML else json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Answered(_OK) from None
    rows: list[Any] = list(said) if isinstance(said, list) else [said]
    if not all(isinstance(row, dict) for row in rows):
        raise Answered(_OK)
    return rows
