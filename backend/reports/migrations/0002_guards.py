"""What the database guards itself: events are never updated; words are found fast on PostgreSQL."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER reports_event_is_never_updated BEFORE UPDATE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never updated'); END
"""
_POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX reports_search ON reports_report USING gin (search gin_trgm_ops);
CREATE INDEX reports_public_search ON reports_report USING gin (public_search gin_trgm_ops)
  WHERE published_at IS NOT NULL;
CREATE FUNCTION reports_event_is_never_updated() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'an event is never updated'; END $$;
CREATE TRIGGER reports_event_is_never_updated BEFORE UPDATE ON reports_event
  FOR EACH ROW EXECUTE FUNCTION reports_event_is_never_updated();
"""
_POSTGRESQL_BACK = """
DROP TRIGGER reports_event_is_never_updated ON reports_event;
DROP FUNCTION reports_event_is_never_updated();
DROP INDEX reports_public_search;
DROP INDEX reports_search;
"""


def guard(apps, editor):
    editor.execute(_POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE)


def unguard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL_BACK)
    else:
        editor.execute("DROP TRIGGER reports_event_is_never_updated")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
