"""What the database guards itself: a transaction that writes events does not commit later than it said (PostgreSQL).

SQLite has one writer, and who reads meanwhile reads of the same machine: nothing is guarded there.
"""

from django.db import migrations

_GUARD = """
CREATE FUNCTION reports_event_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF clock_timestamp() > current_setting('reports.commit_by')::timestamptz THEN
    RAISE EXCEPTION 'a transaction that writes events lasted too long' USING ERRCODE = 'query_canceled';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reports_event_in_time AFTER INSERT ON reports_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (coalesce(current_setting('reports.commit_by', true), '') <> '')
  EXECUTE FUNCTION reports_event_in_time();
"""
_BACK = """
DROP TRIGGER reports_event_in_time ON reports_event;
DROP FUNCTION reports_event_in_time();
"""


def guard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_GUARD)


def unguard(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(_BACK)


class Migration(migrations.Migration):
    dependencies = [("reports", "0024_events_stay")]
    operations = [migrations.RunPython(guard, unguard)]
