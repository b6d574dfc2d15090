"""Indexes for what programs ask: public reports of a kind or status, public events by their time."""

from django.db import migrations, models

_PUBLIC = models.Q(("published_at__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("reports", "0026_event_moments")]
    operations = [
        migrations.AddIndex(
            "report",
            models.Index(fields=["category", "-created_at", "-id"], name="reports_public_kind", condition=_PUBLIC),
        ),
        migrations.AddIndex(
            "report",
            models.Index(fields=["status", "-created_at", "-id"], name="reports_public_status", condition=_PUBLIC),
        ),
        migrations.AddIndex(
            "event",
            models.Index(fields=["at", "seq"], name="reports_event_told", condition=models.Q(("is_public", True))),
        ),
    ]
