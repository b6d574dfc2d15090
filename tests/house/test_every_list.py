"""No page's number of statements grows with its rows: tried on every page and call that is read by GET."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.actor import Reporter
from backend.accounts.models import ProgramKey, Role, User
from backend.indicators.documents.store import rewrite
from backend.indicators.load import load_programme
from backend.indicators.models import Alert, Document, MonthFact
from backend.indicators.rollup import fold
from backend.registers import looks
from backend.registers.load import load_criteria
from backend.registers.looks import NewDocument, NewInspection
from backend.registers.models import Criterion, Entry
from backend.reports.edit_ready_answers import add_missing
from backend.reports.intake import submit
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Kind, ReplyTemplate, Report, Status
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.reroute import link
from backend.reports.uploads import store_photos
from notifications.models import Webhook
from tests.accounts.keys import made_key
from tests.alerts.standing import alert_on, grow, proposed
from tests.house.without_rows import WITHOUT_ROWS
from tests.indicators.documents.made import drafted
from tests.indicators.entered import entered
from tests.notifications.hooks import hooked, owe_everything
from tests.places.printed import printed
from tests.registers.entries import office, registered
from tests.reports.filing import CONTACT, NOW, jpeg, officer, staff, waste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

ANYONE, OFFICER, LEADER, ADMINISTRATOR = "anyone", "officer", "leader", "administrator"
# By the name of its path: who reads it, and the address; CODE is a report's code.
READ = {
    "form": (ANYONE, "/"),
    "kind": (ANYONE, "/kinds/food_poisoning"),
    "kinds": (ANYONE, "/kinds.json"),
    "offline": (ANYONE, "/offline"),
    "map": (ANYONE, "/map?q=rac&kind=environment&state=open"),
    "map-list": (ANYONE, "/map/list?box=105.8,21.0,105.95,21.1"),
    "map-reports": (ANYONE, "/map/reports.json?box=105.8,21.0,105.95,21.1&zoom=13"),
    "map-wards": (ANYONE, "/map/wards.json"),
    "map-streets": (ANYONE, "/map/streets.json?box=105.86,21.04,105.88,21.05"),
    "map-place": (ANYONE, "/map/place.json?at=21.045795,105.869766"),
    "map-named": (ANYONE, "/map/named.json?q=ngoc"),
    "report-page": (ANYONE, "/r/CODE"),
    "report-history": (ANYONE, "/r/CODE/history"),
    "find": (ANYONE, "/tra-cuu"),
    "follow-an-area": (ANYONE, "/follow?q=ngoc"),
    "follow-an-area of a ward": (ANYONE, "/follow?ward=ngoc-lam"),
    "follow-an-area of a circle": (ANYONE, "/follow?at=21.045795,105.869766"),
    "feed-reports": (ANYONE, "/feeds/reports.atom?ward=ngoc-lam"),
    "feed-report": (ANYONE, "/feeds/r/CODE.atom"),
    "figures": (ANYONE, "/figures"),
    "figures of a year": (ANYONE, "/figures?period=12"),
    "figures restated": (ANYONE, "/figures?period=12&wards_on=2025-07-01"),
    "gallery": (ANYONE, "/figures/gallery"),
    "status": (ANYONE, "/status"),
    "help": (ANYONE, "/help/"),
    "help-api": (ANYONE, "/help/api"),
    "help-fixmystreet": (ANYONE, "/help/fixmystreet"),
    "help-open311": (ANYONE, "/help/open311"),
    "open311-discovery": (ANYONE, "/open311/v2/discovery.xml"),
    "open311-services": (ANYONE, "/open311/v2/services.xml"),
    "open311-definition": (ANYONE, "/open311/v2/services/food_poisoning.xml"),
    "open311-requests": (ANYONE, "/open311/v2/requests.xml?extensions=true"),
    "open311-requests that changed": (ANYONE, "/open311/v2/requests.json?updated_after=2020-01-01&status=open"),
    "open311-request": (ANYONE, "/open311/v2/requests/CODE.json?extensions=true"),
    "open311-updates": (ANYONE, "/open311/v2/servicerequestupdates.json"),
    "staff-inbox": (OFFICER, "/staff/?tab=open"),
    "staff-inbox of done": (OFFICER, "/staff/?tab=done"),
    "staff-inbox of all units": (LEADER, "/staff/?tab=open"),
    "staff-inbox-map": (OFFICER, "/staff/map.json?tab=open&box=105.8,21.0,105.95,21.1"),
    "staff-report": (OFFICER, "/staff/r/CODE"),
    "staff-calls": (OFFICER, "/staff/calls"),
    "staff-entry": (OFFICER, "/staff/new"),
    "staff-entry-kind": (OFFICER, "/staff/new/kind?category=food_poisoning"),
    "staff-entry-place": (OFFICER, "/staff/new/place?category=household_waste&lat=21.045795&lon=105.869766"),
    "staff-entry-places": (OFFICER, "/staff/new/places.json?q=ngoc"),
    "staff-field": (OFFICER, "/staff/field?place=ngoc+lam"),
    "staff-settings": (ADMINISTRATOR, "/staff/settings"),
    "staff-tryout": (ADMINISTRATOR, "/staff/settings/tryout?place=21.0458,105.8698&category=household_waste"),
    "staff-reference": (ADMINISTRATOR, "/staff/settings/data/categories"),
    "staff-reference of units": (ADMINISTRATOR, "/staff/settings/data/units"),
    "staff-reference of questions": (ADMINISTRATOR, "/staff/settings/data/questions"),
    "staff-reference of rules": (ADMINISTRATOR, "/staff/settings/data/rules"),
    "staff-reference of days": (ADMINISTRATOR, "/staff/settings/data/calendar"),
    "staff-reference of first actions": (ADMINISTRATOR, "/staff/settings/data/checklist"),
    "staff-reference-new": (ADMINISTRATOR, "/staff/settings/data/rules/new"),
    "staff-panel": (LEADER, "/staff/unit?unit=ubnd-ngoc-lam"),
    "staff-keys": (ADMINISTRATOR, "/staff/settings/keys"),
    "staff-partners": (ADMINISTRATOR, "/staff/settings/partners"),
    "staff-webhooks": (ADMINISTRATOR, "/staff/settings/keys/KEY/webhooks"),
    "staff-webhook-log": (ADMINISTRATOR, "/staff/settings/keys/webhooks/HOOK"),
    "staff-duty": (ADMINISTRATOR, "/staff/settings/duty"),
    "staff-posters": (ADMINISTRATOR, "/staff/settings/posters?q=ngoc"),
    "staff-push": (OFFICER, "/staff/settings/push"),
    "staff-looks": (ADMINISTRATOR, "/staff/settings/looks"),
    "staff-sessions": (OFFICER, "/staff/settings/sessions"),
    "staff-leave": (OFFICER, "/staff/settings/leave"),
    "staff-people": (ADMINISTRATOR, "/staff/settings/people"),
    "staff-person-new": (ADMINISTRATOR, "/staff/settings/people/new"),
    "staff-changes": (ADMINISTRATOR, "/staff/settings/changes"),
    "staff-templates": (ADMINISTRATOR, "/staff/settings/templates"),
    "staff-template-new": (ADMINISTRATOR, "/staff/settings/templates/new"),
    "staff-template": (ADMINISTRATOR, "/staff/settings/templates/accepted-plan"),
    "staff-registers": (OFFICER, "/staff/registers"),
    "staff-register": (OFFICER, "/staff/registers/market?q=cho"),
    "staff-register of who reads all": (LEADER, "/staff/registers/market"),
    "staff-register-sheet": (OFFICER, "/staff/registers/market/sheet.xlsx"),
    "staff-register-entry": (OFFICER, "/staff/registers/entry/ENTRY"),
    "staff-register-new": (OFFICER, "/staff/registers/market/new?place=21.045795,105.869766"),
    "staff-register-import": (OFFICER, "/staff/registers/market/import"),
    "programme": (LEADER, "/programme/"),
    "programme restated": (LEADER, "/programme/?wards_on=2025-07-01"),
    "programme-cuts": (LEADER, "/programme/cuts"),
    "programme-cuts by channel": (LEADER, "/programme/cuts?by=channel"),
    "programme-reports": (LEADER, "/programme/reports?figure=received"),
    "programme-reports of what is open": (LEADER, "/programme/reports?figure=open"),
    "months": (LEADER, "/programme/months"),
    "month": (LEADER, "/programme/months/2026-10"),
    "indicators": (LEADER, "/programme/indicators"),
    "indicator": (LEADER, "/programme/indicators/2.1.1"),
    "indicator-reports": (LEADER, f"/programme/indicators/2.3.3/reports?month={timezone.localdate():%Y-%m}"),
    "reviews": (LEADER, "/programme/reviews"),
    "documents": (LEADER, "/programme/documents"),
    "document": (LEADER, "/programme/documents/DOCUMENT"),
    "open-data": (ANYONE, "/open-data/"),
    "api-indicators": (ANYONE, "/api/v1/indicators"),
    "hotspots": (LEADER, "/programme/hotspots"),
    "hotspot": (LEADER, "/programme/hotspots/ngoc-lam"),
    "alerts": (LEADER, "/programme/alerts"),
    "alert": (OFFICER, "/programme/alerts/ALERT"),
    "api-staff-alerts": (LEADER, "/api/v1/staff/alerts"),
    "api-staff-alert": (OFFICER, "/api/v1/staff/alerts/ALERT"),
    "api-staff-registers": (OFFICER, "/api/v1/staff/registers"),
    "api-staff-register": (OFFICER, "/api/v1/staff/registers/market?q=cho"),
    "api-staff-entry": (OFFICER, "/api/v1/staff/registers/entries/ENTRY"),
    "api-staff-inbox-map": (OFFICER, "/api/v1/staff/inbox/map?tab=open&box=105.8,21.0,105.95,21.1"),
    "api-staff-views": (OFFICER, "/api/v1/staff/views"),
    "api-staff-calls": (OFFICER, "/api/v1/staff/calls"),
    "api-staff-months": (LEADER, "/api/v1/staff/months"),
    "api-staff-preview-month": (LEADER, "/api/v1/staff/months/2026-10/preview"),
    "api-staff-indicators": (LEADER, "/api/v1/staff/indicators"),
    "api-staff-indicators-fed": (LEADER, "/api/v1/staff/indicators/fed"),
    "api-staff-indicators-fed restated": (LEADER, "/api/v1/staff/indicators/fed?wards_on=2025-07-01"),
    "api-staff-indicator": (LEADER, "/api/v1/staff/indicators/2.1.1"),
    "api-staff-indicator-reports": (
        LEADER,
        f"/api/v1/staff/indicators/2.3.3/reports?month={timezone.localdate():%Y-%m}",
    ),
    "api-staff-reviews": (LEADER, "/api/v1/staff/reviews"),
    "api-staff-values": (LEADER, "/api/v1/staff/values"),
    "api-staff-cuts": (LEADER, "/api/v1/staff/cuts?by=street"),
    "api-staff-behind": (LEADER, "/api/v1/staff/figures/reports?figure=received"),
    "api-staff-behind of what is open": (LEADER, "/api/v1/staff/figures/reports?figure=open"),
    "api-staff-league": (LEADER, "/api/v1/staff/league"),
    "api-staff-panels": (LEADER, "/api/v1/staff/panels"),
    "api-staff-panel": (LEADER, "/api/v1/staff/panels/ubnd-ngoc-lam"),
    "api-staff-ready-answers": (ADMINISTRATOR, "/api/v1/staff/ready-answers"),
    "api-staff-ready-answer": (ADMINISTRATOR, "/api/v1/staff/ready-answers/accepted-plan"),
    "api-staff-leave": (OFFICER, "/api/v1/staff/leave"),
    "api-staff-person-leave": (ADMINISTRATOR, "/api/v1/staff/people/unit_officer-ubnd-ngoc-lam/leave"),
    "api-staff-duty": (ADMINISTRATOR, "/api/v1/staff/duty"),
    "api-staff-partners": (ADMINISTRATOR, "/api/v1/staff/partners"),
    "api-staff-posters": (ADMINISTRATOR, "/api/v1/staff/posters"),
    "api-staff-documents": (LEADER, "/api/v1/staff/documents"),
    "api-staff-document": (LEADER, "/api/v1/staff/documents/DOCUMENT"),
    "api-staff-hotspots": (LEADER, "/api/v1/staff/hotspots"),
    "api-staff-hotspot": (LEADER, "/api/v1/staff/hotspots/ngoc-lam"),
    "api-staff-register-sheet": (OFFICER, "/api/v1/staff/registers/market/sheet"),
    "api-staff-proposals": (LEADER, "/api/v1/staff/hotspots/proposals"),
    "api-staff-inbox": (OFFICER, "/api/v1/staff/inbox?tab=open"),
    "api-staff-inbox of done": (LEADER, "/api/v1/staff/inbox?tab=done"),
    "api-staff-report": (OFFICER, "/api/v1/staff/reports/CODE"),
    "api-staff-choices": (OFFICER, "/api/v1/staff/reports/CODE/choices"),
    "api-staff-field": (OFFICER, "/api/v1/staff/field?lat=21.04&lon=105.87"),
    "api-reports": (ANYONE, "/api/v1/reports"),
    "api-reports as map": (ANYONE, "/api/v1/reports?format=geojson&bbox=105.8,21.0,105.95,21.1"),
    "api-reports as table": (ANYONE, "/api/v1/reports?format=csv&q=rac"),
    "api-nearby": (ANYONE, "/api/v1/reports/nearby?lat=21.045795&lon=105.869766&category=household_waste"),
    "api-report": (ANYONE, "/api/v1/reports/CODE"),
    "api-events": (ANYONE, "/api/v1/reports/CODE/events"),
    "api-changes": (ANYONE, "/api/v1/changes?limit=200"),
    "api-categories": (ANYONE, "/api/v1/categories"),
    "api-wards": (ANYONE, "/api/v1/wards"),
    "api-figures": (ANYONE, "/api/v1/figures"),
    "api-figures by unit": (ANYONE, "/api/v1/figures?by=unit"),
    "api-figures restated": (ANYONE, "/api/v1/figures?by=ward&wards_on=2025-07-01"),
    "api-locate": (ANYONE, "/api/v1/locate?lat=21.045795&lon=105.869766"),
    "api-places": (ANYONE, "/api/v1/places?q=ngoc"),
}
SIGN_IN = ("account_", "mfa_")


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif str(pattern.pattern) != "admin/":  # Django's own pages
            yield from _names(pattern)


def test_every_path_is_tried_here_or_has_no_rows() -> None:
    tried = {name.split(" ")[0] for name in READ}
    ours = {name for name in _names(get_resolver()) if not name.startswith(SIGN_IN)}
    assert tried | WITHOUT_ROWS == ours
    assert not tried & WITHOUT_ROWS


def _filed(number: int) -> Report:
    """File a report with two photos, publish it, and write ``number`` notes on it; resolve every third."""
    new = waste(photos=[jpeg((number, 2, 3)), jpeg((3, number, 2))], contact=CONTACT, lat=21.0458 + number * 1e-5)
    report = submit(new, by=Reporter(), now=timezone.now() - timedelta(hours=1)).report
    by = staff(report.unit)
    printed(f"may-{number}")
    photos = frozenset(report.photos.values_list("pk", flat=True))
    publish(report, Release("Rác.", photos), by=by, now=timezone.now())
    if number % 3 == 0:
        advance(report, Status.ACCEPTED, by=by, now=timezone.now(), move=Move(note="Đã nhận."))
        after = Move(note="Đã xong.", photos=store_photos([jpeg((number, number, 9))]))
        advance(report, Status.RESOLVED, by=by, now=timezone.now(), move=after)
        photos = frozenset(report.photos.values_list("pk", flat=True))
        publish(report, Release("Rác.", photos), by=by, now=timezone.now())
    return report


@pytest.fixture
def few() -> Report:
    for number in range(1, 5):
        _filed(number)
    fold(timezone.now())
    some = Report.objects.order_by("id")[0]
    note(some, "Gọi hỏi", by=staff(some.unit), now=timezone.now(), kind=Kind.CONTACT_SEEN)
    fact = MonthFact.objects.order_by("id")[0]
    fact.pk, fact.first_day = None, date(2026, 10, 1)  # so that there is a month to close
    fact.save()
    add_missing()
    load_programme()
    entered()
    load_criteria()
    first = registered(name="Chợ 0")
    _watched(first, 0)
    drafted("2024-10")
    alert_on(Report.objects.order_by("id"))
    proposed()
    hooked()
    return Report.objects.filter(is_open=True).order_by("id")[0]


def _watched(entry: Entry, number: int) -> None:
    """Link a report to the entry's place, inspect it, add a paper, mark it against a criterion."""
    by, day = office(), NOW.date()
    report = Report.objects.order_by("id")[number]
    link(report, entry.site, by=staff(report.unit), now=NOW)
    looks.add_document(entry, NewDocument("Biên bản", str(number), day), by=by, now=NOW)
    looks.inspect(entry, NewInspection(day, "Phòng Kinh tế", "passed"), by=by, now=NOW)
    looks.mark(entry, {Criterion.objects.filter(kind="market")[number].code: "met"}, on=day, by=by, now=NOW)


def _grow(report: Report) -> None:
    for number in range(5, 25):
        _filed(number)
    by, first = staff(report.unit), Entry.objects.order_by("id")[0]
    for number in range(1, 7):
        registered(name=f"Chợ {number}")
        _watched(first, number)
    for number in range(12):
        note(report, f"Ghi chú {number}", by=by, now=timezone.now())
    for number in range(5):
        ReplyTemplate.objects.create(code=f"more-{number}", step="accepted", name=f"Mẫu {number}", body="Đã nhận.")
        officer(report.unit, username=f"nguoi-{number}")
        note(report, f"Gọi hỏi {number}", by=by, now=timezone.now(), kind=Kind.CONTACT_SEEN)
        entered(f"{number}")
        proposed(number)
        more = drafted(f"2024-0{number + 1}")
        rewrite(more, "causes", f"Lần {number}", seen=0, by=office(), now=NOW)
        made_key(name=f"Hệ thống {number}")
        alert_on(Report.objects.order_by("id")[number:])
    owe_everything()
    grow(Alert.objects.order_by("id")[0], Report.objects.order_by("id"))
    fold(timezone.now())


def _reader(who: str, report: Report) -> Client:
    client = Client()
    people: dict[str, User] = {
        OFFICER: officer(report.unit),
        LEADER: officer(None, Role.LEADER),
        ADMINISTRATOR: officer(None, Role.ADMINISTRATOR),
    }
    if who in people:
        client.force_login(people[who])
    return client


def _statements(name: str, report: Report) -> int:
    who, address = READ[name]
    client = _reader(who, report)
    url = address.replace("CODE", report.code)
    for word, table in (
        ("ENTRY", Entry),
        ("ALERT", Alert),
        ("DOCUMENT", Document),
        ("KEY", ProgramKey),
        ("HOOK", Webhook),
    ):
        url = url.replace(word, str(table.objects.order_by("id").values_list("pk", flat=True)[0]))
    client.get(url)  # warm: what is kept in memory is read once
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
        answer.getvalue()  # a streamed answer asks while it is read
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    return len(asked)


@pytest.mark.database
def test_no_page_asks_more_the_more_there_is(few: Report, settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    before = {name: _statements(name, few) for name in READ}
    _grow(few)
    after = {name: _statements(name, few) for name in READ}
    assert after == before
    for name in ("month", "api-staff-preview-month"):  # they count the month anew
        assert after.pop(name) <= 40
    assert after.pop("programme", 0) <= 33  # all parts of the programme on one page
    assert max(after.values()) <= 26, after
