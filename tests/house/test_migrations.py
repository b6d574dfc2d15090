"""The migrations that stand for those before them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from backend.core.tables import MakeTables


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
