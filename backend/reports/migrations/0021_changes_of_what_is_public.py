"""When what is public last changed, for reports that are; and SQLite's guard again, gone with the old events' table."""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS reports_event_is_never_updated BEFORE UPDATE ON reports_event
BEGIN SELECT RAISE(ABORT, 'an event is never updated'); END
"""


def note_changes(apps, editor):
    Report, Event = apps.get_model("reports", "Report"), apps.get_model("reports", "Event")
    newest = Event.objects.filter(report=OuterRef("pk")).order_by().values("report").annotate(last=Max("at"))
    public = Report.objects.filter(published_at__isnull=False, public_changed_at__isnull=True)
    public.update(public_changed_at=Subquery(newest.values("last")))


def guard(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_open311")]
    operations = [
        migrations.RunPython(note_changes, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
