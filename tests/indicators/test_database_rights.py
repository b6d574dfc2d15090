"""The application's role of PostgreSQL does its work, and cannot undo history."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from backend.indicators.management.commands.grant_rights import WRITTEN_ONCE
from tests.reports.filing import CONTACT, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ROLE = "longbien_app_of_tests"


def run(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return int(cursor.rowcount)


@pytest.fixture
def as_application() -> Iterator[None]:
    """Go on as the application's role; both the role and its rights are gone with the test."""
    run(f"CREATE ROLE {ROLE}")
    call_command("grant_rights", ROLE)
    filed(contact=CONTACT)
    run(f"SET LOCAL ROLE {ROLE}")
    yield
    run("RESET ROLE")


@pytest.mark.postgres
@pytest.mark.usefixtures("as_application")
def test_the_application_cannot_change_history_nor_closed_months() -> None:
    for model in WRITTEN_ONCE:
        table = model._meta.db_table  # documented
        column = model._meta.pk.column  # documented
        changes = f"UPDATE {table} SET {column} = {column}"  # noqa: S608  # names of our own tables
        for words in (changes, f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608  # as above
            with pytest.raises(DatabaseError, match=r"permission denied"), transaction.atomic():
                run(words)
    for words in (
        "DELETE FROM django_migrations",
        "ALTER TABLE reports_event DISABLE TRIGGER ALL",
        "CREATE TABLE a ()",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            run(words)


@pytest.mark.postgres
@pytest.mark.usefixtures("as_application")
def test_the_application_files_and_erases() -> None:
    assert filed(contact=CONTACT, lat=21.0459).pk
    assert run("UPDATE reports_words SET body = '' WHERE body <> ''") == 2
    assert run("DELETE FROM reports_undo") == 0


def test_another_database_has_no_roles() -> None:
    if connection.vendor == "postgresql":
        call_command("grant_rights", "postgres")
    else:
        with pytest.raises(CommandError):
            call_command("grant_rights", ROLE)
