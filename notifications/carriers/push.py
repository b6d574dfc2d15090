"""Notices in the browsers of staff and residents: encrypted for each, carried by its maker's push service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from py_vapid import VapidException
from pywebpush import WebPushException, webpush
from requests import RequestException, Session

from notifications.carriers.unsent import Unsent
from notifications.push_services import is_push_service, vapid

TIMEOUT_S = 5  # they answer in a fraction of a second; one that hangs holds up everybody's notices
LASTS_S = 12 * 3600  # a telephone that is off so long has slept through it
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class Gone(Unsent):
    """The browser has taken its permission back."""

    def __init__(self) -> None:
        super().__init__("push_gone", is_final=True)


@dataclass(frozen=True)
class Notice:
    """One notice; ``topic`` is the same at every try, and a newer one of it takes the place of an older."""

    topic: str
    title: str
    body: str
    url: str


def send(notice: Notice, *, endpoint: str, keys: Mapping[str, str]) -> None:
    """Hand ``notice`` to the push service of one browser. Raises Gone, Unsent."""
    if not is_push_service(endpoint):
        raise Gone
    words = {"title": notice.title, "body": notice.body, "url": notice.url, "tag": notice.topic}
    with Session() as session:
        session.trust_env, session.max_redirects = False, 0  # no proxy, and to the one address that was given
        try:
            webpush(
                {"endpoint": endpoint, "keys": dict(keys)},
                json.dumps(words, ensure_ascii=False),
                vapid_private_key=vapid(),
                vapid_claims={"sub": f"mailto:{settings.PUSH_CONTACT}"},
                timeout=TIMEOUT_S,
                ttl=LASTS_S,
                requests_session=session,
            )
        except WebPushException as refused:
            raise _refusal(refused) from refused
        except (RequestException, OSError) as away:
            raise Unsent("push_away") from away
        except (VapidException, ValueError) as unfit:  # a key for which nothing can be encrypted
            raise Unsent("push_unfit", is_final=True) from unfit


def _refusal(refused: WebPushException) -> Unsent:
    status = refused.response.status_code if refused.response is not None else 0
    if status in _GONE:
        return Gone()
    is_final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Unsent(f"push_{status}", is_final=is_final and status != HTTPStatus.TOO_MANY_REQUESTS)
