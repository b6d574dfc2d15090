"""No letter that a database cannot hold gets as far as one: tried in every word that any call of the API takes."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings

from backend.accounts.models import Scope
from backend.reports.models import Report
from tests.accounts.keys import made_key
from tests.house.sent_along import SENT
from tests.house.test_access import ROWS, TABLE, people_of_roles
from tests.reports.filing import CONTACT, filed, jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
ODD = "a\0b\ud800"  # NUL and half a letter: PostgreSQL takes them neither as text nor as JSON
_HELD_BY_NONE = re.compile("[\0\ud800-\udfff]|\\\\u0000|\\\\ud[89a-f]", re.IGNORECASE)
_IN_PLACE = {"kind": "market", "month": "2026-10", "name": "x.jpg", "delivery": "1", "format": "json"}
Call = tuple[str, str, Mapping[str, Any]]  # verb, path, what the description says of it


class GotThrough(Exception):
    """A statement was about to bring such a letter to the database."""


@cache
def described() -> Mapping[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-any-return, no-untyped-call]  # ships no types


def calls(*verbs: str) -> Iterator[Call]:
    for path, operations in described()["paths"].items():
        yield from ((verb, path, operations[verb]) for verb in verbs if verb in operations)


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    words = [one for one in params or () if isinstance(one, str)] if not many else []
    if wrong := [one for one in words if _HELD_BY_NONE.search(one)]:
        raise GotThrough(sql[:200], wrong)
    return execute(sql, params, many, context)


@pytest.fixture
def report(settings: Settings) -> Report:
    settings.STAFF_MFA = "optional"
    return filed(photos=[jpeg()], contact=CONTACT)


def askers(report: Report) -> Callable[[str], Client]:
    """Return who asks at a route, by its name: somebody it lets in; the unit's head where it lets in nobody."""
    people = people_of_roles(report)
    key = made_key(scopes=Scope.values)[1]

    def asker(name: str) -> Client:
        if not name.startswith("api-staff"):
            return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
        roles = TABLE[name][1] or {"head"}
        user = people["head" if "head" in roles else min(roles)]
        assert user is not None
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    return asker


def place(path: str, report: Report, **odd: str) -> str:
    """Return the address of a path with what stands in its places, percent-encoded."""
    row = next((word for word in ROWS if word.lower() in path.replace("entries", "entry")), "")

    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name in odd:
            return quote(odd[name].encode(errors="surrogatepass"), safe="")
        if name == "code":
            return report.code
        return _IN_PLACE.get(name) or str(ROWS[row]().pk if row else 1)

    return re.sub(r"\{(\w+)\}", one, path)


def ask(client: Client, verb: str, address: str, wish: object = None) -> int:
    """Ask, take back whatever it did, and return the status."""
    with transaction.atomic(), connection.execute_wrapper(guard):
        body = json.dumps(wish) if wish is not None else ""
        answer = client.generic(verb.upper(), address, body, content_type="application/json")
        transaction.set_rollback(True)
    return answer.status_code


def is_of_words(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "string" and not schema.get("enum")


def fields_of(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    kinds = operation.get("requestBody", {}).get("content", {})
    name = kinds.get("application/json", {}).get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    return described()["components"]["schemas"].get(name, {}).get("properties", {})  # type: ignore[no-any-return]  # as above


def odd_wishes(base: Any) -> Iterator[Any]:
    """Yield ``base`` with each of its words replaced, one at a time."""
    if isinstance(base, str):
        yield ODD
    elif isinstance(base, list):
        for number, one in enumerate(base):
            yield from ([*base[:number], other, *base[number + 1 :]] for other in odd_wishes(one))
    elif isinstance(base, dict):
        for name, one in base.items():
            yield from ({**base, name: other} for other in odd_wishes(one))


def test_no_odd_letter_of_an_address_or_a_query_reaches_the_database(report: Report) -> None:
    asker, wrong = askers(report), []
    for verb, path, operation in calls("get"):
        plain = place(path, report)
        client = asker(resolve(urlsplit(plain).path).url_name or "")
        parameters = [one for one in operation.get("parameters", ()) if is_of_words(one["schema"])]
        for one in parameters:
            value = quote(ODD.encode(errors="surrogatepass"))
            is_in_path = one["in"] == "path"
            address = place(path, report, **{one["name"]: ODD}) if is_in_path else f"{plain}?{one['name']}={value}"
            if ask(client, verb, address) >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wrong.append(address)
    assert wrong == []


def test_no_odd_letter_of_a_body_reaches_the_database(report: Report) -> None:
    asker, wrong, tried = askers(report), [], 0
    for verb, path, operation in calls("post"):
        address = place(path, report)
        name = resolve(address).url_name or ""
        client = asker(name)
        base = json.loads(json.dumps(SENT.get(name, {})).replace("CODE", report.code))
        more = [one for one, schema in fields_of(operation).items() if is_of_words(schema)]
        lists = [one for one, schema in fields_of(operation).items() if schema.get("type") == "array"]
        wishes = [
            *odd_wishes(base),
            *({**base, one: ODD} for one in more),
            *({**base, one: [ODD]} for one in lists),
        ]
        tried += len(wishes)
        wrong += [
            (address, one) for one in wishes if ask(client, verb, address, one) >= HTTPStatus.INTERNAL_SERVER_ERROR
        ]
    assert wrong == []
    assert tried > 150
