"""What the database guards itself: an event is never removed, on neither database; nor is the table emptied."""

from django.db import migrations

SAYS = "an event is never removed"
_SQLITE = f"""
CREATE TRIGGER reports_event_stays BEFORE DELETE ON reports_event
BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
"""
_POSTGRESQL = f"""
CREATE FUNCTION reports_event_stays() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$;
CREATE TRIGGER reports_event_stays BEFORE DELETE ON reports_event
  FOR EACH ROW EXECUTE FUNCTION reports_event_stays();
CREATE TRIGGER reports_event_all_stays BEFORE TRUNCATE ON reports_event
  FOR EACH STATEMENT EXECUTE FUNCTION reports_event_stays();
"""
_POSTGRESQL_BACK = """
DROP TRIGGER reports_event_stays ON reports_event;
DROP TRIGGER reports_event_all_stays ON reports_event;
DROP FUNCTION reports_event_stays();
"""


def guard(apps, editor):
    editor.execute(_POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE)


def unguard(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    editor.execute(_POSTGRESQL_BACK if is_postgresql else "DROP TRIGGER reports_event_stays")


class Migration(migrations.Migration):
    dependencies = [("reports", "0023_guard_after_sent_on")]
    operations = [migrations.RunPython(guard, unguard)]
