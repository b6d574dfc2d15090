"""SQLite made the events' table anew for the new kinds, and its trigger went with the old one."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS reports_event_is_never_updated BEFORE UPDATE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never updated'); END
"""


def guard(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_sent_on")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
