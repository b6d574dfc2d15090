"""Indexes of tables in use: PostgreSQL makes and drops them while others write. Their migrations are not atomic."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddIndex, RemoveIndex
from django.db.migrations.state import ProjectState


class AddIndexBesides(AddIndexConcurrently):
    """Make an index without holding writers up; on SQLite, which has one writer, as any other.

    Where it was broken off, PostgreSQL keeps an index that is not valid: drop it by its name and migrate again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        plain = AddIndex if schema_editor.connection.vendor != "postgresql" else AddIndexConcurrently
        plain.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        plain = AddIndex if schema_editor.connection.vendor != "postgresql" else AddIndexConcurrently
        plain.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexBesides(RemoveIndexConcurrently):
    """Drop an index without waiting for who reads by it; the opposite of :class:`AddIndexBesides`."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        plain = RemoveIndex if schema_editor.connection.vendor != "postgresql" else RemoveIndexConcurrently
        plain.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        plain = RemoveIndex if schema_editor.connection.vendor != "postgresql" else RemoveIndexConcurrently
        plain.database_backwards(self, app_label, schema_editor, from_state, to_state)
