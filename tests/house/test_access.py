"""Who is let in where: one table over every route of ours and every role, and nothing else is allowed.

A role is let in where the answer is neither "sign in" nor 401, 403 or 404. Wrong input (422, 409) is an answer.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Leave, ProgramKey, Role, Shift, User
from backend.core.models import CalendarException
from backend.registers.models import Entry
from backend.reports.edit_ready_answers import add_missing
from backend.reports.models import Report
from backend.reports.open_acts import Deed
from backend.routing.models import Rule, Unit
from notifications.models import Webhook
from tests.accounts.keys import made_key
from tests.alerts.standing import alert_on, proposed
from tests.house.open_routes import OPEN_ROUTES
from tests.house.roles import ACT, ADMINISTRATOR, ALL, MANAGERS, NOBODY, NOTE, READ_ALL, SEE, STAFF, TAKE_DOWN, UNITS
from tests.house.sent_along import SENT
from tests.house.staff_calls import STAFF_CALLS
from tests.indicators.documents.made import drafted
from tests.indicators.entered import entered
from tests.notifications.hooks import hooked
from tests.notifications.neighbour import partnered
from tests.places.printed import printed
from tests.registers.entries import registered
from tests.reports.filing import CONTACT, filed, jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

# acts with rows of their own
OTHERS = {Deed.NOTE, Deed.COOPERATE_ANSWER, Deed.EXTEND_APPROVE, Deed.EXTEND_REFUSE, Deed.DUTY_CONFIRM}

TABLE: dict[str, tuple[str, frozenset[str]]] = {
    **OPEN_ROUTES,
    **STAFF_CALLS,
    # only with the reporter's secret, or a public photo's name: nobody guesses one
    "reply": ("POST /r/CODE/reply", NOBODY),
    "verdict": ("POST /r/CODE/verdict", NOBODY),
    "own-more": ("POST /r/CODE/more", NOBODY),
    "own-contact": ("POST /r/CODE/contact", NOBODY),
    "own-contact-erase": ("POST /r/CODE/contact/erase", NOBODY),
    "own-withhold": ("POST /r/CODE/withhold", NOBODY),
    "own-data": ("GET /r/CODE/data", NOBODY),
    "own-data-file": ("GET /r/CODE/data.json", NOBODY),
    "own-photo": ("GET /r/CODE/photos/PHOTO/full", NOBODY),
    "upload-thumb": ("GET /uploads/nothing", NOBODY),
    "photo-file": ("GET /photos/nothing.jpg", NOBODY),
    "api-verdict": ("POST /api/v1/reports/CODE/verdict", NOBODY),
    "api-reply": ("POST /api/v1/reports/CODE/reply", NOBODY),
    "api-own": ("POST /api/v1/reports/CODE/own", NOBODY),
    "api-own-photos": ("POST /api/v1/reports/CODE/photos", NOBODY),
    "api-own-contact": ("POST /api/v1/reports/CODE/contact", NOBODY),
    "api-own-contact-erase": ("POST /api/v1/reports/CODE/contact/erase", NOBODY),
    "api-own-withhold": ("POST /api/v1/reports/CODE/withhold", NOBODY),
    # staff, whoever they are: a page about oneself
    "staff-inbox": ("GET /staff/?tab=open", STAFF),
    "staff-inbox-map": ("GET /staff/map.json?tab=open", STAFF),
    "staff-bulk": ("POST /staff/bulk", STAFF),
    "staff-bulk-undo": ("POST /staff/bulk/undo", STAFF),
    "staff-view-save": ("POST /staff/views", STAFF),
    "staff-view-remove": ("POST /staff/views/1/remove", STAFF),
    "staff-field": ("GET /staff/field", STAFF),
    "staff-field-worker": ("GET /staff/field/sw.js", ALL),
    "staff-field-manifest": ("GET /staff/field/manifest.webmanifest", ALL),
    "api-staff-inbox": ("GET /api/v1/staff/inbox", STAFF),
    "api-staff-field": ("GET /api/v1/staff/field?lat=21.04&lon=105.87", STAFF),
    "api-staff-field-who": ("GET /api/v1/staff/field/who", STAFF),
    "api-staff-live-ticket": ("POST /api/v1/staff/live/ticket", STAFF),
    "api-staff-bulk": ("POST /api/v1/staff/bulk", STAFF),
    "api-staff-bulk-undo": ("POST /api/v1/staff/bulk/undo", STAFF),
    # what people told somebody
    "staff-entry": ("GET /staff/new", TAKE_DOWN),
    "staff-entry-kind": ("GET /staff/new/kind?category=food_poisoning", TAKE_DOWN),
    "staff-entry-place": ("GET /staff/new/place?category=household_waste&lat=21.045795&lon=105.869766", TAKE_DOWN),
    "staff-entry-places": ("GET /staff/new/places.json?q=ngoc", TAKE_DOWN),
    "staff-entry-done": ("GET /staff/new/CODE", NOBODY),  # only what one has just written down oneself
    "api-staff-file": ("POST /api/v1/staff/reports", TAKE_DOWN),
    "staff-calls": ("GET /staff/calls", STAFF),
    "staff-call-result": ("POST /staff/calls/1", NOBODY),
    "staff-call-number": ("POST /staff/calls/1/number", NOBODY),
    "staff-call-done": ("POST /staff/r/CODE/calls/1", SEE),
    # one report
    "staff-report": ("GET /staff/r/CODE", SEE),
    "staff-photo": ("GET /staff/photos/PHOTO/full", SEE),
    "staff-advance": ("POST /staff/r/CODE/advance", SEE),
    "staff-publish": ("POST /staff/r/CODE/publish", ACT),
    "staff-screen": ("POST /staff/r/CODE/screen", SEE),
    "staff-note": ("POST /staff/r/CODE/note", NOTE),
    "staff-contact": ("POST /staff/r/CODE/contact", ACT),
    "staff-preview": ("POST /staff/r/CODE/preview", SEE),
    "staff-act": ("POST /staff/r/CODE/act/transfer", SEE),
    "staff-cover": ("GET /staff/r/CODE/photos/PHOTO/cover", ACT),
    "staff-here": ("POST /staff/r/CODE/here", SEE),
    "staff-undo": ("POST /staff/r/CODE/undo", SEE),
    "api-staff-report": ("GET /api/v1/staff/reports/CODE", SEE),
    "api-staff-contact": ("POST /api/v1/staff/reports/CODE/contact", ACT),
    "api-staff-advance": ("POST /api/v1/staff/reports/CODE/advance", ACT),
    "api-staff-undo": ("POST /api/v1/staff/reports/CODE/undo", NOBODY),  # only what one has just done oneself
    **{
        f"api-staff-{deed.value.replace('/', '-')}": (f"POST /api/v1/staff/reports/CODE/{deed.value}", ACT)
        for deed in set(Deed)
        - {Deed.NOTE, Deed.COOPERATE_ANSWER, Deed.EXTEND_APPROVE, Deed.EXTEND_REFUSE, Deed.DUTY_CONFIRM}
    },
    "api-staff-extend-approve": ("POST /api/v1/staff/reports/CODE/extend/approve", frozenset({"head"})),
    "api-staff-extend-refuse": ("POST /api/v1/staff/reports/CODE/extend/refuse", frozenset({"head"})),
    "api-staff-cooperate-answer": ("POST /api/v1/staff/reports/CODE/cooperate/answer", SEE),  # nothing is asked: 409
    "api-staff-duty-confirm": ("POST /api/v1/staff/reports/CODE/duty/confirm", SEE),  # nobody was called: 409
    "api-staff-note": ("POST /api/v1/staff/reports/CODE/note", NOTE),
    # settings and the leader's board
    "staff-settings": ("GET /staff/settings", STAFF),
    "staff-tryout": ("GET /staff/settings/tryout", MANAGERS),
    "staff-reference": ("GET /staff/settings/data/rules", ADMINISTRATOR),
    "staff-reference-new": ("GET /staff/settings/data/rules/new", ADMINISTRATOR),
    "staff-reference-row": ("GET /staff/settings/data/rules/RULE", ADMINISTRATOR),
    "staff-reference-remove": ("POST /staff/settings/data/calendar/DAY/remove", ADMINISTRATOR),
    # the registers: ENTRY is a market in the report's ward
    "staff-registers": ("GET /staff/registers", STAFF),
    "staff-register": ("GET /staff/registers/market", ACT | READ_ALL),
    "staff-register-new": ("GET /staff/registers/market/new", ACT | {"office"}),
    "staff-register-sheet": ("GET /staff/registers/market/sheet.xlsx", ACT | READ_ALL),
    "staff-register-import": ("GET /staff/registers/market/import", ACT | {"office"}),
    "staff-register-look": ("GET /staff/registers/import/1", NOBODY),  # only what one has sent in oneself
    "staff-register-entry": ("GET /staff/registers/entry/ENTRY", ACT | READ_ALL),
    "staff-register-deed": ("POST /staff/registers/entry/ENTRY/state", ACT | {"office"}),
    "staff-keys": ("GET /staff/settings/keys", ADMINISTRATOR),
    "staff-key-end": ("POST /staff/settings/keys/KEY/end", ADMINISTRATOR),
    "staff-partners": ("GET /staff/settings/partners", ADMINISTRATOR),
    "staff-partner": ("GET /staff/settings/partners/PARTNER", ADMINISTRATOR),
    "staff-partner-end": ("POST /staff/settings/partners/1/end", ADMINISTRATOR),
    "staff-webhooks": ("GET /staff/settings/keys/KEY/webhooks", ADMINISTRATOR),
    "staff-webhook-log": ("GET /staff/settings/keys/webhooks/HOOK", ADMINISTRATOR),
    "staff-webhook-deed": ("POST /staff/settings/keys/webhooks/HOOK/resume", ADMINISTRATOR),
    "staff-panel": ("GET /staff/unit", READ_ALL | {"head"}),
    "staff-duty": ("GET /staff/settings/duty", MANAGERS),
    "staff-duty-remove": ("POST /staff/settings/duty/SHIFT/remove", MANAGERS),
    "staff-posters": ("GET /staff/settings/posters", MANAGERS | {"office"}),
    "staff-poster-new": ("GET /staff/settings/posters/new", MANAGERS | {"office"}),
    "staff-poster": ("GET /staff/settings/posters/POSTER", frozenset({"office", "administrator"})),
    "staff-poster-switch": ("POST /staff/settings/posters/POSTER/switch", frozenset({"office", "administrator"})),
    "staff-poster-sheet": ("GET /staff/settings/posters/POSTER/a6", frozenset({"office", "administrator"})),
    "staff-poster-pdf": ("GET /staff/settings/posters/POSTER/a6.pdf", frozenset({"office", "administrator"})),
    "staff-push": ("GET /staff/settings/push", STAFF),
    "staff-push-worker": ("GET /staff/settings/push/sw.js", ALL),
    "staff-push-end": ("POST /staff/settings/push/1/end", STAFF),
    "staff-looks": ("GET /staff/settings/looks", MANAGERS | {"auditor", "office"}),
    "staff-sessions": ("GET /staff/settings/sessions", STAFF),
    "staff-sessions-end": ("POST /staff/settings/sessions/end", STAFF),
    "staff-session-end": ("POST /staff/settings/sessions/1/end", STAFF),
    "staff-leave": ("GET /staff/settings/leave", STAFF),
    "staff-leave-end": ("POST /staff/settings/leave/LEAVE/end", frozenset({"charge", "head", "administrator"})),
    "staff-people": ("GET /staff/settings/people", MANAGERS),
    "staff-person-new": ("GET /staff/settings/people/new", MANAGERS),
    "staff-person": ("GET /staff/settings/people/CHARGE", MANAGERS),
    "staff-person-password": ("POST /staff/settings/people/CHARGE/password", MANAGERS),
    "staff-person-factors": ("POST /staff/settings/people/CHARGE/factors", MANAGERS),
    "staff-person-leave": ("GET /staff/settings/people/CHARGE/leave", MANAGERS),
    "staff-token-make": ("POST /staff/settings/tokens", STAFF),
    "staff-token-end": ("POST /staff/settings/tokens/1/end", STAFF),
    "staff-changes": ("GET /staff/settings/changes", frozenset({"auditor", "administrator"})),
    "staff-templates": ("GET /staff/settings/templates", frozenset({"head", "administrator"})),
    "staff-template-new": ("GET /staff/settings/templates/new", frozenset({"head", "administrator"})),
    "staff-template": ("GET /staff/settings/templates/accepted-plan", frozenset({"administrator"})),
    "programme": ("GET /programme/", READ_ALL),
    "programme-cuts": ("GET /programme/cuts", READ_ALL),
    "programme-reports": ("GET /programme/reports?figure=received", READ_ALL),
    "indicators": ("GET /programme/indicators", READ_ALL | ACT | {"stranger"}),  # units: what they answer for
    "indicator": ("GET /programme/indicators/2.5.5", READ_ALL | {"stranger"}),  # Phòng Y tế answers for food
    "indicator-reports": ("GET /programme/indicators/2.5.5/reports", READ_ALL | {"stranger"}),
    "indicator-value": ("POST /programme/indicators/2.5.5/values/VALUE", frozenset({"office", "leader"})),
    "reviews": ("GET /programme/reviews", READ_ALL),
    "documents": ("GET /programme/documents", READ_ALL),
    "document": ("GET /programme/documents/DOCUMENT", READ_ALL),
    "mid-month": ("GET /programme/documents/mid-month.xlsx?month=2024-10", READ_ALL),
    "mid-month-csv": ("GET /programme/documents/mid-month.csv?month=2024-10", READ_ALL),
    "document-file": ("GET /programme/documents/DOCUMENT/file.csv", READ_ALL),
    "document-act": ("POST /programme/documents/DOCUMENT/anew", frozenset({"office"})),
    "open-data": ("GET /open-data/", ALL),
    "open-data-dictionary": ("GET /open-data/dictionary", ALL),
    "open-data-dictionary-json": ("GET /open-data/dictionary.json", ALL),
    "open-data-registers": ("GET /open-data/registers/2024-10.csv", NOBODY),  # only of months that are closed
    "open-data-figures": ("GET /open-data/figures/2024-10.csv", NOBODY),  # only of months that are closed
    "open-data-reports": ("GET /open-data/reports/latest.csv", NOBODY),  # none is made yet
    "open-data-editions": ("GET /open-data/reports/editions.json", ALL),
    "api-indicators": ("GET /api/v1/indicators", ALL),
    "hotspots": ("GET /programme/hotspots", READ_ALL),
    "hotspot": ("GET /programme/hotspots/ngoc-lam", READ_ALL),
    "alerts": ("GET /programme/alerts", UNITS | READ_ALL),
    "alert": ("GET /programme/alerts/ALERT", READ_ALL | {"charge", "head", "stranger"}),
}
SIGN_IN = ("account_", "mfa_")

# Rows that an address names, made when one does.
ROWS: dict[str, Callable[[], Model]] = {
    "POSTER": lambda: printed("nobody"),
    "DOCUMENT": drafted,
    "HOOK": lambda: Webhook.objects.first() or hooked(),
    "PARTNER": partnered,
    "PROPOSAL": proposed,
    "ENTRY": lambda: Entry.objects.first() or registered(),
}


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif str(pattern.pattern) != "admin/":
            yield from _names(pattern)


def test_every_route_has_its_row() -> None:
    ours = {name for name in _names(get_resolver()) if not name.startswith(SIGN_IN)}
    assert ours == set(TABLE)


@pytest.fixture
def report(settings: Settings) -> Report:
    settings.STAFF_MFA = "optional"
    add_missing()
    return filed(photos=[jpeg()], contact=CONTACT, now=timezone.now())


def people_of_roles(report: Report) -> dict[str, User | None]:
    beside = report.involvements.filter(part="with").order_by("id")[0].unit
    return {
        "anyone": None,
        "charge": officer(report.unit),
        "head": officer(report.unit, Role.UNIT_HEAD),
        "beside": officer(beside),
        "stranger": officer(Unit.objects.get(slug="phong-y-te")),
        "office": officer(None, Role.PROGRAMME_OFFICE),
        "leader": officer(None, Role.LEADER),
        "auditor": officer(None, Role.AUDITOR),
        "administrator": officer(None, Role.ADMINISTRATOR),
    }


def answer_of(client: Client, name: str, report: Report) -> HttpResponse:
    """Ask the route ``name`` as its row says, and take back whatever it did."""
    method, _blank, address = TABLE[name][0].partition(" ")
    photo = str(report.photos.order_by("id")[0].pk)
    address = address.replace("CODE", report.code).replace("PHOTO", photo)
    address = address.replace("RULE", str(Rule.objects.order_by("id")[0].pk))
    if "indicator" in name or "value" in name:
        address = address.replace("VALUE", str(entered().pk))
    for word, row in ROWS.items():
        if word in address:
            address = address.replace(word, str(row().pk))
    if "ALERT" in address:
        address = address.replace("ALERT", str(alert_on([report]).pk))
    address = address.replace("DAY", str(CalendarException.objects.order_by("id")[0].pk))
    if {"CHARGE", "LEAVE", "SHIFT", "KEY"} & set(address.split("/")):
        address = _with_person(address, officer(report.unit))
    wish = SENT.get(name, {}) | ({"photo": int(photo)} if "redact" in name else {})
    sent = json.dumps(wish).replace("CODE", report.code) if address.startswith("/api/") else ""
    kind = "application/json" if sent else "application/x-www-form-urlencoded"
    answer: Any
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, sent.encode(), content_type=kind)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]  # the stubs of the test client call it a response of their own


def _is_let_in(client: Client, name: str, report: Report) -> bool:
    answer = answer_of(client, name, report)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (name, answer.status_code)
    if answer.status_code == HTTPStatus.FOUND:
        return "/staff/login" not in answer.headers["Location"]
    return answer.status_code not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def _with_person(address: str, person: User) -> str:
    """Put in the officer of the unit in charge, a leave and a duty of theirs; and a key of another system."""
    if "KEY" in address.split("/"):
        return address.replace("KEY", str((ProgramKey.objects.first() or made_key()[0]).pk))
    head, today = officer(person.posts[0].unit, Role.UNIT_HEAD), timezone.localdate()
    first, last = today + timedelta(days=30), today + timedelta(days=31)
    row, _new = Leave.objects.get_or_create(user=person, substitute=head, first_day=first, last_day=last)
    begins = timezone.now() + timedelta(days=60)
    hours = {"starts_at": begins, "ends_at": begins + timedelta(hours=15)}
    shift, _new = Shift.objects.get_or_create(unit=person.posts[0].unit, user=person, rank=9, defaults=hours)
    address = address.replace("SHIFT", str(shift.pk))
    return address.replace("CHARGE", str(person.pk)).replace("LEAVE", str(row.pk))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_only_whom_the_table_names_is_let_in(name: str, report: Report) -> None:
    let_in = set()
    for role, user in people_of_roles(report).items():
        client = Client()
        if user is not None:
            client.force_login(user)
        if _is_let_in(client, name, report):
            let_in.add(role)
    assert let_in == TABLE[name][1]


def test_what_a_stranger_asks_for_in_lists_counts_search_and_bulk_holds_nothing_of_others(report: Report) -> None:
    stranger = Client()
    stranger.force_login(officer(Unit.objects.get(slug="phong-y-te")))
    own = [filed(category="food_poisoning", lat=21.0458 + step * 1e-5, now=timezone.now()) for step in range(49)]
    inbox = stranger.get(f"/api/v1/staff/inbox?tab=open&q={report.code}").json()
    assert (inbox["results"], inbox["counts"]["open"]) == ([], len(own))
    assert report.code not in stranger.get("/staff/?tab=open&q=0900000123").content.decode()
    assert report.code not in stranger.get(f"/staff/r/{own[0].code}").content.decode()
    wish = {"codes": [*(one.code for one in own), report.code], "action": "advance", "to": "accepted"}
    done = stranger.post("/api/v1/staff/bulk", wish, content_type="application/json").json()
    assert (done["done"], done["refused"]) == (49, 1)
    assert done["results"][-1]["error"]["code"] == "not_found"
    report.refresh_from_db()
    assert report.status == "received"
