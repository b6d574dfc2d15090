from django.db import migrations, models


class Migration(migrations.Migration):
    """A column without a default: SQLite adds it in place, so that the guards of the table stay."""

    dependencies = [
        ("reports", "0024_events_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="trace",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
    ]
