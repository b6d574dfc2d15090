"""When what names people went out of a report, and an index of those that still have it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0027_lists_of_programs")]
    operations = [
        migrations.AddField("report", "anonymised_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddIndex(
            "report",
            models.Index(
                fields=["created_at", "id"],
                name="reports_to_anonymise",
                condition=models.Q(("anonymised_at__isnull", True)),
            ),
        ),
    ]
