"""Text messages: through an HTTP gateway, or into a file where SMS_GATEWAY_URL names one.

The gateway gets a POST with JSON {"id", "to", "text"}; ``id`` is the same at every try, so that it can recognise a
message that comes twice. Any 2xx is success.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from django.conf import settings

from notifications.carriers.unsent import CarrierAway, Unsent

TIMEOUT_S = 20
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True)
class Message:
    """One text message; ``to`` is a telephone number."""

    id: str
    to: str
    text: str


def send(message: Message) -> None:
    """Hand ``message`` to the gateway. Raises Unsent, CarrierAway."""
    gateway = urlsplit(settings.SMS_GATEWAY_URL)
    if not gateway.scheme:
        raise CarrierAway("no_gateway")
    if gateway.scheme == "file":
        _append(unquote(gateway.path), asdict(message))
    else:
        _post(gateway, asdict(message))


def _append(path: str, fields: Mapping[str, str]) -> None:
    """Add one line of JSON, whole even when several workers write."""
    line = json.dumps(fields, ensure_ascii=False) + "\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
    except OSError as away:
        raise CarrierAway("gateway_file") from away


def _post(gateway: SplitResult, fields: Mapping[str, str]) -> None:
    try:
        with _opener().open(_request(gateway, fields), timeout=TIMEOUT_S):
            return
    except HTTPError as refused:
        with refused:
            raise _refusal(refused.code) from refused
    except (URLError, HTTPException, OSError) as away:
        raise CarrierAway("gateway") from away


def _opener() -> OpenerDirector:
    """Return an opener that follows no redirects and asks no proxy: numbers go to the one address that is set."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener


def _request(gateway: SplitResult, fields: Mapping[str, str]) -> Request:
    host = gateway.netloc.rpartition("@")[2]
    headers = {"Content-Type": "application/json"}
    if gateway.username:
        pair = f"{unquote(gateway.username)}:{unquote(gateway.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    url = urlunsplit(gateway._replace(netloc=host))
    return Request(url, json.dumps(fields).encode(), headers, method="POST")  # noqa: S310  # settings refuse any but http(s)


def _refusal(status: int) -> Unsent:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER:
        return CarrierAway(f"gateway_{status}")
    is_final = status >= HTTPStatus.BAD_REQUEST and status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    return Unsent(f"gateway_{status}", is_final=is_final)
