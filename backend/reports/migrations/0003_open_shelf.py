"""An index for the inbox of people who read all reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["screening", "status", "resolve_by", "id", "held_as"],
                name="reports_open_shelf",
                condition=models.Q(("is_open", True)),
            ),
        )
    ]
