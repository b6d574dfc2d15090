"""PostgreSQL shows contacts and internal words to the application's role only where the code says so."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from backend.accounts.actor import Clock
from backend.reports.links import secret_of
from backend.reports.models import Contact, Kind, Report, Words
from backend.reports.record import record
from backend.reports.wall import ALL, NOTHING, seeing
from moderation.door import for_staff
from notifications.worker import BY_NAME, run
from tests.reports.filing import CONTACT, filed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("city")]
ROLE = "longbien_app_of_tests"


@pytest.fixture
def report() -> Iterator[Report]:
    """A report with a contact, a public word and an internal one; all that follows is the application's."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_rights", ROLE, "--wall")
        filed(contact=CONTACT, lat=21.0459)
        made = filed(contact=CONTACT)
        with transaction.atomic():
            record(made, Kind.NOTED, by=Clock(), now=timezone.now(), words="Chỉ nội bộ.", is_public=False)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield made
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def seen() -> tuple[int, int]:
    """Return how many contacts and words a plain question brings."""
    return len(Contact.objects.all()), len(Words.objects.all())


@pytest.mark.usefixtures("report")
def test_who_says_nothing_sees_no_contact_and_no_internal_word() -> None:
    assert seen() == (0, 2)
    assert not Words.objects.filter(event__is_public=False).exists()
    assert Contact.objects.update(name="x") == 0


def test_who_says_so_sees_and_only_so_long(report: Report) -> None:
    with seeing(ALL):
        assert seen() == (2, 3)
        with seeing(NOTHING):
            assert seen() == (0, 2)
        with suppress(DatabaseError), transaction.atomic(), seeing(report.contact_id or 0):
            assert [one.pk for one in Contact.objects.all()] == [report.contact_id]
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        assert seen() == (2, 3)
    assert seen() == (0, 2)


def test_a_report_comes_in_and_its_reporter_reads_and_erases_their_own(report: Report, client: Client) -> None:
    assert filed(contact=CONTACT, lat=21.0461).contact_id
    address = f"/r/{report.code}?key={secret_of(report)}"
    assert CONTACT.email in client.get(address).content.decode()
    answer = client.post(f"/r/{report.code}/contact/erase", {"key": secret_of(report)})
    assert answer.status_code < 400
    assert CONTACT.email not in client.get(address).content.decode()
    assert seen()[0] == 0


def test_a_job_sees_and_a_page_only_for_who_is_signed_in(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, int]] = []

    def look(*_given: object, **_more: object) -> object:
        found.append(seen())
        return len(found)

    monkeypatch.setattr("backend.reports.sweep.sweep_photos", look)
    assert run(BY_NAME["sweep"]) == 1
    assert found == [(2, 3)]
    request = RequestFactory().get("/staff/")
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # nobody has signed in
    for_staff(look)(request)  # type: ignore[arg-type]  # it never comes to answering
    assert len(found) == 1
    assert report.pk
