"""The migrations that stand for those before them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django_migration_linter import MigrationLinter

from backend.core.tables import MakeTables
from tests.house.files import ROOT

OURS = ["accounts", "backups", "core", "indicators", "notifications", "places", "registers", "reports", "routing"]


@pytest.mark.database
@pytest.mark.django_db
def test_a_database_of_the_migrations_before_has_nothing_to_do() -> None:
    recorder, stand_for = MigrationRecorder(connection), MigrationLoader(connection).replacements
    for (app, name), migration in stand_for.items():
        recorder.record_unapplied(app, name)
        for before in migration.replaces:
            if before not in recorder.applied_migrations():
                recorder.record_applied(*before)
    executor = MigrationExecutor(connection)
    assert stand_for
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    executor.check_replacements()
    assert set(stand_for) <= set(recorder.applied_migrations())


@pytest.mark.django_db
def test_migrations_say_how_many_tables_they_make() -> None:
    reports = MigrationLoader(connection).get_migration("reports", "0001_reports")
    assert [operation.describe() for operation in reports.operations if isinstance(operation, MakeTables)] == [
        "Make 6 tables"
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)  # what is made beside who writes is made in no transaction
def test_no_migration_stops_the_servers_of_the_version_before(capsys: pytest.CaptureFixture[str]) -> None:
    linter = MigrationLinter(
        path=str(ROOT),
        include_apps=OURS,
        ignore_initial_migrations=True,
        exclude_migration_tests=["RUNPYTHON_ARGS_NAMING_CONVENTION"],
        all_warnings_as_errors=True,
        no_cache=True,
    )
    linter.lint_all_migrations()
    assert linter.nb_valid >= 8
    assert not linter.has_errors, capsys.readouterr().out
