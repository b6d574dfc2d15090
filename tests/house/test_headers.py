"""What every answer says beside its content: tried on every route, on every kind of refusal, on files and sockets."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as in_force
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.errors import TooMany
from backend.http.arrival import Arrival
from backend.reports.models import Report
from notifications.live import routing
from tests.house.test_access import SIGN_IN, TABLE, answer_of, people_of_roles
from tests.house.test_access import report as report  # noqa: PLC0414  # the fixture
from tests.reports.filing import filed, jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

OF_STAFF = ("/staff/", "/programme/", "/admin/", "/api/v1/staff/")
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
SCRIPT_KINDS = {"application/json", "application/ld+json"}
ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Resource-Policy": {"same-origin", "cross-origin"},
    "Content-Security-Policy-Report-Only": {"require-trusted-types-for 'script'"},
}


class Inline(HTMLParser):
    """Collects what a policy without inline code would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") in SCRIPT_KINDS
        if tag == "style" or (tag == "script" and not given.get("src") and not is_data):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [value for value in given.values() if value and value.lower().startswith("javascript:")]


def faults(answer: Any, path: str) -> Iterator[str]:
    """Yield what is wrong with the headers of ``answer``, and inline code of a page."""
    said = answer.headers
    for name, allowed in ALWAYS.items():
        if said.get(name) not in allowed:
            yield f"{name}: {said.get(name)}"
    yield from policy_faults(said.get("Content-Security-Policy", ""))
    if not {"camera", "geolocation", "microphone"} <= {one.split("=")[0] for one in permissions(said)}:
        yield "Permissions-Policy"
    yield from cache_faults(answer, path)
    if said.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        page = Inline()
        page.feed(answer.content.decode())
        yield from page.found


def policy_faults(policy: str) -> Iterator[str]:
    parts = {one.split()[0]: one.split()[1:] for one in policy.split(";") if one.strip()}
    for name in ("default-src", "script-src", "style-src"):
        allowed = parts.get(name, parts.get("default-src", ["*"]))
        if not set(allowed) <= {"'self'", "'none'"}:
            yield f"{name} {allowed}"
    for name in ("object-src", "base-uri", "frame-ancestors"):
        if parts.get(name, parts.get("default-src") if name == "object-src" else None) != ["'none'"]:
            yield name
    if parts.get("form-action") not in (["'self'"], ["'none'"]):
        yield "form-action"


def permissions(said: object) -> list[str]:
    return [one.strip() for one in str(said.get("Permissions-Policy", "")).split(",")]  # type: ignore[attr-defined]  # headers


def cache_faults(answer: Any, path: str) -> Iterator[str]:
    kept = answer.headers.get("Cache-Control", "")
    is_private = "no-store" in kept or "private" in kept
    if not kept:
        yield "Cache-Control"
    if path.startswith(OF_STAFF) and answer.status_code != 304 and not is_private and "max-age=0" not in kept:
        yield f"kept by others: {kept}"
    if answer.cookies and not ("no-store" in kept or "private" in kept or "no-cache" in kept):
        yield f"kept with a cookie: {kept}"
    if answer.status_code >= 400 and "max-age" in kept and "max-age=0" not in kept:
        yield f"a fault is kept: {kept}"


def path_of(name: str) -> str:
    return TABLE[name][0].partition(" ")[2].partition("?")[0]


@pytest.mark.parametrize("role", ["anyone", "head", "office", "administrator"])
def test_every_route_says_it_whoever_asks(role: str, report: Report) -> None:
    user, client = people_of_roles(report)[role], Client()
    if user is not None:
        client.force_login(user)
    wrong = {}
    for name in sorted(TABLE):
        answer = answer_of(client, name, report)
        if found := list(faults(answer, path_of(name))):
            wrong[name] = (answer.status_code, found)
    assert wrong == {}


def test_every_method_that_a_route_does_not_take_is_refused_with_all_of_it(report: Report) -> None:
    wrong, refused, client = [], 0, Client(raise_request_exception=False)
    for name in sorted(TABLE):
        path = path_of(name).replace("CODE", report.code)
        for method in METHODS:
            answer = getattr(client, method)(path)
            refused += answer.status_code == 405
            wrong += [(name, method, answer.status_code, one) for one in faults(answer, path)]
    assert wrong == []
    assert refused > len(TABLE)


def test_the_pages_of_the_sign_in_say_it(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    stranger, inside = Client(), Client()
    inside.force_login(officer(None, Role.ADMINISTRATOR))
    addresses = [f"/staff/{one}" for one in ("login", "logout", "inactive", "reauthenticate", "password", "mfa/")]
    addresses += [f"/staff/mfa/{one}" for one in ("totp/activate/", "recovery-codes/", "webauthn/", "authenticate/")]
    wrong = [(path, one) for path in addresses for who in (stranger, inside) for one in faults(who.get(path), path)]
    assert wrong == []
    assert any(name and name.startswith(SIGN_IN) for name in get_resolver().reverse_dict if isinstance(name, str))


def test_the_administration_says_it(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    person, client = officer(None, Role.ADMINISTRATOR), Client()
    type(person).objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client.force_login(person)
    from django.contrib import admin  # noqa: PLC0415  # its registry is filled once the models are there

    pages = ["/admin/"]
    for model in admin.site._registry:  # the only way to it
        meta = model._meta  # documented
        pages += [f"/admin/{meta.app_label}/{meta.model_name}/", f"/admin/{meta.app_label}/{meta.model_name}/add/"]
    wrong = [(path, one) for path in pages for one in faults(client.get(path), path)]
    assert wrong == []
    assert len(pages) > 5


REFUSALS: dict[str, tuple[int, Callable[[Client], object]]] = {
    "a strange host": (400, lambda one: one.get("/", headers={"host": "evil.example"})),
    "a form from elsewhere": (403, lambda one: one.post("/staff/login", {"login": "a"})),
    "no such page": (404, lambda one: one.get("/nothing-here")),
    "no such call": (404, lambda one: one.get("/api/v1/nothing")),
    "no such Open311 call": (404, lambda one: one.get("/open311/v2/nothing.json")),
    "no such file": (404, lambda one: one.get("/static/nothing.js")),
    "no such photo": (404, lambda one: one.get("/api/v1/photos/public/aa/nothing.jpg")),
    "a method it has not": (405, lambda one: one.trace("/map")),
    "a call's method": (405, lambda one: one.delete("/api/v1/wards")),
    "too large a body": (413, lambda one: one.post("/outbox", CONTENT_LENGTH="999999999")),
    "a zero in the path": (404, lambda one: one.get("/r/%00")),
    "a call that is not JSON": (400, lambda one: one.post("/api/v1/reports", "{", content_type="application/json")),
    "a call that is wrong": (422, lambda one: one.post("/api/v1/reports", {}, content_type="application/json")),
}


@pytest.mark.parametrize("what", sorted(REFUSALS))
def test_every_refusal_says_it(what: str) -> None:
    status, ask = REFUSALS[what]
    answer: Any = ask(Client(enforce_csrf_checks=True, raise_request_exception=False))
    assert answer.status_code == status
    assert list(faults(answer, "/")) == []


@pytest.mark.parametrize(
    ("path", "patched", "failure", "status"),
    [
        ("/help/", "citizen_api.pages.plain.dialled", KeyError("bug"), 500),
        ("/help/", "citizen_api.pages.plain.dialled", OperationalError("database is locked"), 503),
        ("/api/v1/wards", "citizen_api.api.places.day_of", KeyError("bug"), 500),
        ("/api/v1/wards", "backend.http.door.spend", TooMany(7), 429),
        ("/r/7K3M9Q2A", "backend.http.waiting.spend", TooMany(7), 429),
    ],
)
def test_every_failure_says_it(
    path: str, patched: str, failure: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise failure

    monkeypatch.setattr(patched, fail)
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == status
    assert list(faults(answer, path)) == []


def test_files_say_it(settings: Settings) -> None:
    (Path(settings.STATIC_ROOT) / "own.svg").write_text("<svg/>", encoding="ascii")
    answer: Any = Client().get("/static/own.svg")
    assert answer.status_code == 200
    assert list(faults(answer, "/static/own.svg")) == []
    assert "max-age" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content) == b"<svg/>"
    answer.close()


def test_photos_say_it_to_staff_and_to_the_public(report: Report) -> None:
    client = Client()
    client.force_login(officer(report.unit))
    answer = client.get(f"/staff/photos/{report.photos.get().pk}/full")
    assert answer.status_code == 200
    assert list(faults(answer, "/staff/photos/")) == []
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_is_refused_before_any_page_says_it() -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def nobody(*_args: object) -> None:
        raise AssertionError

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/reports",
        "query_string": b"",
        "headers": [(b"content-type", b"text/plain; charset=utf-16"), (b"content-length", b"1")],
    }
    async_to_sync(Arrival(nobody))(scope, nobody, send)  # type: ignore[arg-type]  # plain functions will do
    answer = HttpResponse(status=sent[0]["status"])
    for name, value in sent[0]["headers"]:  # type: ignore[attr-defined]  # pairs
        answer.headers[name.decode()] = value.decode()
    assert answer.status_code == 415
    ignored = "Content-Security-Policy-Report-Only: None"  # there is no page and no script in it
    assert [one for one in faults(answer, "/") if one != ignored] == []


@pytest.mark.parametrize("path", ["/ws/nothing", "/ws/inbox"])
def test_a_socket_that_is_refused_says_it(path: str) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "path": path,
        "query_string": b"",
        "extensions": {"websocket.http.response": {}},
        "headers": [(b"host", b"testserver"), (b"origin", b"https://evil.example")],
    }
    async_to_sync(routing.application)(scope, receive, send)  # type: ignore[arg-type]  # plain functions will do
    assert [one["type"] for one in sent] == ["websocket.http.response.start", "websocket.http.response.body"]
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}  # type: ignore[attr-defined]  # pairs
    assert (sent[0]["status"], headers["x-content-type-options"]) == (403, "nosniff")
    assert "no-store" in headers["cache-control"]
    assert list(policy_faults(headers["content-security-policy"])) == []


def test_only_https_is_spoken_to_who_came_by_it(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    for path in ("/", "/nothing", "/api/v1/wards", "/staff/login"):
        answer = Client().get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    assert in_force.SECURE_HSTS_SECONDS


def test_public_data_may_be_shown_elsewhere_and_pages_may_not() -> None:
    client, report = Client(), filed(photos=[jpeg()])
    policy = "Cross-Origin-Resource-Policy"
    assert client.get("/api/v1/wards").headers[policy] == "cross-origin"
    assert client.get(f"/r/{report.code}").headers[policy] == "same-origin"
    assert client.get("/api/v1/staff/inbox").headers[policy] == "same-origin"
    cache.clear()
