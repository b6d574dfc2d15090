"""PostgreSQL keeps summaries of the moments in the events: what a month touched is found without reading them all."""

from typing import Any

from django.db import migrations


def summarise(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":  # events are written about in order of time: a few pages are enough
        editor.execute(
            "CREATE INDEX reports_event_moments ON reports_event"
            " USING brin (at, accept_by, resolve_by) WITH (autosummarize = on)"
        )


def forget(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX reports_event_moments")


class Migration(migrations.Migration):
    dependencies = [("reports", "0025_events_in_time")]
    operations = [migrations.RunPython(summarise, forget, elidable=False)]
