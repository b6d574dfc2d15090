"""Posts to addresses that others named, as :mod:`outward` calls them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from notifications.carriers.unsent import Unsent
from notifications.outward import Patience, Question, Unreachable, ask
from notifications.public_address import Target

TIMEOUT_S = 5.0  # in all: name, connection, encryption, sending and the head of the answer
ENOUGH = 4096  # bytes of an answer that are read; nobody looks at them
_CODES = {"no_connection": "no_answer", "broken_off": "no_answer"}  # sent again either way, under the same id


class Gone(Unsent):
    """The receiver wants nothing more at this address."""

    def __init__(self) -> None:
        super().__init__("gone", is_final=True)


@dataclass(frozen=True)
class Answered:
    """The receiver took it, with ``status``, after ``took_ms``."""

    status: int
    took_ms: int


def post(target: Target, body: bytes, *, headers: Mapping[str, str]) -> Answered:
    """Post ``body``, JSON, to ``target`` within :data:`TIMEOUT_S`. Raises Gone, Unsent. Redirects are not followed."""
    begun = time.monotonic()
    question = Question(target.url, body, {"Content-Type": "application/json", **headers})
    try:
        status = ask(question, patience=Patience(TIMEOUT_S, ENOUGH, leaves_rest=True)).status
    except Unreachable as away:
        raise Unsent(_CODES.get(away.code, away.code)) from away
    _check(status)
    return Answered(status, round((time.monotonic() - begun) * 1000))


def _check(status: int) -> None:
    """Raise Gone, Unsent for any status but a good one."""
    if status == HTTPStatus.GONE:
        raise Gone
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise Unsent("redirect")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Unsent(f"status_{status}")
