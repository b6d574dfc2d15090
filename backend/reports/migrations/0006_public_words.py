"""The public finds whole words: on PostgreSQL by an index of words, in place of one of three letters each."""

from django.db import migrations

_WORDS = (
    "CREATE INDEX CONCURRENTLY reports_public_words ON reports_report USING gin (string_to_array(public_search, ' '))"
    " WHERE published_at IS NOT NULL"
)
_LETTERS = (
    "CREATE INDEX CONCURRENTLY reports_public_search ON reports_report USING gin (public_search gin_trgm_ops)"
    " WHERE published_at IS NOT NULL"
)


def by_words(apps, schema_editor):
    _change(schema_editor, _WORDS, "DROP INDEX CONCURRENTLY reports_public_search")


def by_letters(apps, schema_editor):
    _change(schema_editor, _LETTERS, "DROP INDEX CONCURRENTLY reports_public_words")


def _change(editor, *statements):
    if editor.connection.vendor == "postgresql":
        for statement in statements:
            editor.execute(statement)


class Migration(migrations.Migration):
    atomic = False  # beside who writes

    dependencies = [("reports", "0005_public_lately")]

    operations = [migrations.RunPython(by_words, by_letters)]
